import type { Pipeline } from '../data/pipelines.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { NowPill } from './state-sign.tsx';

const texts = defineTexts({
  draft: { en: 'Draft', zh: '草稿' },
  paused: { en: 'Paused', zh: '已暂停' },
  following: { en: 'Following events', zh: '跟随事件' },
  queued: { en: 'A run is queued', zh: '运行排队中' },
  running: { en: 'A run works', zh: '正在运行' },
  begins: { en: 'Begins to follow events', zh: '即将跟随事件' },
  waiting: { en: 'Waits for its time', zh: '等待下次运行' },
  byHand: { en: 'Runs when asked to', zh: '手动运行' },
  failures: {
    en: (count: number) =>
      count === 1 ? 'Waits for you to mend something' : `${count} runs in a row: waits for you to mend something`,
    zh: (count) => (count === 1 ? '需要你处理' : `连续 ${count} 次失败，需要你处理`),
  },
});

type Shown = Pick<Pipeline, 'state' | 'schedule' | 'openRun' | 'configFailures'>;

/** What goes on now with a pipeline, beside how its last run has ended. */
export function PipelineNow({ of: { state, schedule, openRun, configFailures } }: { readonly of: Shown }) {
  const said = useTexts(texts);
  const title = configFailures > 0 ? said.failures(configFailures) : undefined;
  if (openRun?.phase === 'streaming') return <NowPill is="live" word={said.following} />;
  if (openRun?.state === 'queued') return <NowPill is="queued" word={said.queued} />;
  if (openRun !== null) return <NowPill is="running" word={said.running} />;
  if (state !== 'active') return <NowPill is={state} word={said[state]} title={title} />;
  if (title !== undefined) return <NowPill is="waits" word={title} />;
  const words = { manual: said.byHand, live: said.begins, every: said.waiting, cron: said.waiting };
  return <NowPill is="next" word={words[schedule.kind]} />;
}
