import type { ReactNode } from 'react';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Icon, type IconName } from './icon.tsx';
import classes from './state-sign.module.css';

const texts = defineTexts({
  succeeded: { en: 'Done', zh: '完成' },
  incomplete: { en: 'Incomplete', zh: '不完整' },
  failed: { en: 'Failed', zh: '失败' },
  cancelled: { en: 'Stopped', zh: '已停止' },
  never: { en: 'Never ran', zh: '从未运行' },
  dead: { en: 'Dead', zh: '死信' },
});

/** How something ended. */
export type Outcome = keyof typeof texts;
type Tone = 'ok' | 'warn' | 'bad' | 'idle' | 'info';

const looks: Readonly<Record<Outcome, readonly [Tone, IconName]>> = {
  succeeded: ['ok', 'ok'],
  incomplete: ['warn', 'warn'],
  failed: ['bad', 'bad'],
  cancelled: ['idle', 'stopped'],
  never: ['idle', 'never'],
  dead: ['bad', 'dead'],
};

/** The first of two signs: how the last one ended. A new one does not repaint it. */
export function OutcomeMark({ is, word }: { readonly is: Outcome; readonly word?: string }) {
  const [tone, icon] = looks[is];
  const said = useTexts(texts);
  return <Mark tone={tone} icon={icon} word={word ?? said[is]} />;
}

/** A solid shape and a word. */
export function Mark({ tone, icon, word }: { readonly tone: Tone; readonly icon: IconName; readonly word: ReactNode }) {
  return (
    <span className={`${classes.mark} ${classes[tone]}`}>
      <Icon name={icon} />
      <span>{word}</span>
    </span>
  );
}

/** What goes on now. */
export type Now = 'live' | 'running' | 'waits' | 'paused' | 'next' | 'queued' | 'draft' | 'idle';
const nowIcons: Readonly<Record<Now, IconName>> = {
  live: 'live',
  running: 'running',
  waits: 'waits',
  paused: 'pause',
  next: 'clock',
  queued: 'more',
  draft: 'draft',
  idle: 'clock',
};

/** The second of two signs: what goes on now. */
export function NowPill({ is, word, title }: { readonly is: Now; readonly word: ReactNode; readonly title?: string }) {
  const tone = is === 'live' || is === 'running' ? classes.busy : is === 'waits' ? classes.waits : '';
  return (
    <span className={`${classes.pill} ${tone}`} title={title}>
      <Icon name={nowIcons[is]} size={14} className={is === 'running' ? classes.spin : undefined} />
      {word}
    </span>
  );
}

/** A small word on a tint. */
export function Tag({ tone = 'idle', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`${classes.tag} ${classes[`tag-${tone}`]}`}>{children}</span>;
}
