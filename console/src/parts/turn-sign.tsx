import type { Reply, Turn } from '../data/turns.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Mark, NowPill } from './state-sign.tsx';

export const turnTexts = defineTexts({
  gathering: { en: 'Gathers messages', zh: '合并消息中' },
  ready: { en: 'Waits', zh: '等待中' },
  working: { en: 'Handler works', zh: '处理中' },
  retrying: { en: 'Is asked again', zh: '等待重试' },
  later: { en: 'Answer comes later', zh: '等待稍后答复' },
  answered: { en: 'Answered', zh: '已答复' },
  dead: { en: 'Dead', zh: '死信' },
  discarded: { en: 'Discarded', zh: '已丢弃' },
  cancelled: { en: 'Cancelled', zh: '已取消' },
});

export const replyTexts = defineTexts({
  queued: { en: 'Queued', zh: '排队中' },
  sending: { en: 'Being sent', zh: '发送中' },
  sent: { en: 'Sent', zh: '已发送' },
  failed: { en: 'Not taken', zh: '发送失败' },
  given_up: { en: 'Given up', zh: '已放弃' },
  stream: { en: 'Answer', zh: '答复' },
  say: { en: 'Message', zh: '消息' },
  ephemeral: { en: 'Seen by one person', zh: '仅一人可见' },
  react: { en: 'Sign of progress', zh: '进度表情' },
  unreact: { en: 'Sign of progress taken away', zh: '移除进度表情' },
  recall: { en: 'Recall', zh: '撤回' },
  follow_ups: { en: 'Suggestions', zh: '追问建议' },
});

/** How what a handler was asked stands. */
export function TurnSign({ state }: { readonly state: Turn['state'] }) {
  const word = useTexts(turnTexts)[state];
  if (state === 'answered') return <Mark tone="ok" icon="ok" word={word} />;
  if (state === 'dead') return <Mark tone="bad" icon="dead" word={word} />;
  if (state === 'cancelled' || state === 'discarded') return <Mark tone="idle" icon="stopped" word={word} />;
  if (state === 'working') return <NowPill is="running" word={word} />;
  if (state === 'ready') return <NowPill is="queued" word={word} />;
  return <NowPill is="waits" word={word} />;
}

/** Whether something was said on Lark. */
export function ReplySign({ state }: { readonly state: Reply['state'] }) {
  const word = useTexts(replyTexts)[state];
  if (state === 'sent') return <Mark tone="ok" icon="ok" word={word} />;
  if (state === 'failed') return <Mark tone="bad" icon="bad" word={word} />;
  if (state === 'given_up') return <Mark tone="idle" icon="stopped" word={word} />;
  return <NowPill is={state === 'sending' ? 'running' : 'queued'} word={word} />;
}
