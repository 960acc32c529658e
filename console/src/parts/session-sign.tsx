import type { ChatSession } from '../data/chat-sessions.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';
import classes from './session-sign.module.css';
import { Mark, NowPill, Tag } from './state-sign.tsx';

export const sessionTexts = defineTexts({
  open: { en: 'Open', zh: '进行中' },
  idle: { en: 'Idle', zh: '空闲' },
  closed: { en: 'Closed', zh: '已关闭' },
  handed_over: { en: 'With a person', zh: '人工处理中' },
  pinned: { en: 'Pinned', zh: '已置顶' },
  direct: { en: 'Direct', zh: '单聊' },
  group: { en: 'Group', zh: '群聊' },
  topic: { en: 'Topic', zh: '话题' },
});

/** How a conversation stands: `idle` can be gone on with. */
export function SessionSign({ session: { state, isPinned } }: { readonly session: SignedSession }) {
  const said = useTexts(sessionTexts);
  return (
    <span className={classes.line}>
      {state === 'open' ? <NowPill is="live" word={said.open} /> : null}
      {state === 'idle' ? <NowPill is="idle" word={said.idle} /> : null}
      {state === 'handed_over' ? <NowPill is="waits" word={said.handed_over} /> : null}
      {state === 'closed' ? <Mark tone="idle" icon="stopped" word={said.closed} /> : null}
      {isPinned ? <Tag tone="info">{said.pinned}</Tag> : null}
    </span>
  );
}

type SignedSession = Pick<ChatSession, 'state' | 'isPinned'>;

const kindIcons = { direct: 'person', group: 'people', topic: 'sessions' } as const;

/** Where people talk: with the bot alone, in a group, in a topic. */
export function ChatKind({ kind }: { readonly kind: ChatSession['chatKind'] }) {
  const said = useTexts(sessionTexts);
  return (
    <span className={classes.kind}>
      <Icon name={kindIcons[kind]} size={14} />
      {said[kind]}
    </span>
  );
}
