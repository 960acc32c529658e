import type { Trigger } from '../data/triggers.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import stack from './stack.module.css';
import { NowPill, Tag } from './state-sign.tsx';

const texts = defineTexts({
  draft: { en: 'Draft', zh: '草稿' },
  published: { en: (version: number) => `v${version} is live`, zh: (version) => `v${version} 生效中` },
  paused: { en: (version: number) => `v${version} is paused`, zh: (version) => `v${version} 已暂停` },
  shadow: { en: 'Shadow', zh: '影子模式' },
});

type Told = Pick<Trigger, 'state' | 'isShadow' | 'publishedVersion'>;

/** Whether it takes what comes, and by which version; in the shadow it only decides. */
export function TriggerSign({ trigger: { state, isShadow, publishedVersion } }: { readonly trigger: Told }) {
  const said = useTexts(texts);
  const version = publishedVersion ?? 0;
  return (
    <span className={stack.line}>
      {state === 'draft' ? <NowPill is="draft" word={said.draft} /> : null}
      {state === 'published' ? <NowPill is="live" word={said.published(version)} /> : null}
      {state === 'paused' ? <NowPill is="paused" word={said.paused(version)} /> : null}
      {isShadow ? <Tag tone="info">{said.shadow}</Tag> : null}
    </span>
  );
}
