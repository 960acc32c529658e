import type { PipelineRun } from '../data/pipeline-runs.ts';
import { useFormat } from '../texts/format.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { type Bar, type BarPart, Bars } from './bars.tsx';

const texts = defineTexts({
  succeeded: { en: 'succeeded', zh: '成功' },
  incomplete: { en: 'incomplete', zh: '不完整' },
  failed: { en: 'failed', zh: '失败' },
  cancelled: { en: 'cancelled', zh: '已取消' },
  took: { en: 'Bars show how long each run took, the oldest first.', zh: '条形表示每次运行的用时，最早的在左侧。' },
  count: { en: (count: string, word: string) => `${count} ${word}`, zh: (count, word) => `${count} 次${word}` },
});

type Outcome = 'succeeded' | 'incomplete' | 'failed' | 'cancelled';
const outcomes: readonly Outcome[] = ['succeeded', 'incomplete', 'failed', 'cancelled'];
const looks: Readonly<Record<Outcome, readonly [BarPart['tone'], string]>> = {
  succeeded: ['changed', ''],
  incomplete: ['warn', '!'],
  failed: ['bad', '✕'],
  cancelled: ['idle', '■'],
};

/** How long the last runs took, and how they ended. */
export function RunBars({ runs }: { readonly runs: readonly PipelineRun[] }) {
  const said = useTexts(texts);
  const format = useFormat();
  const bars = runs.toReversed().flatMap((run): readonly Bar[] => {
    const { id, startedAt, finishedAt } = run;
    const outcome = outcomes.find((one) => one === run.state);
    if (outcome === undefined || finishedAt === null) return [];
    const [tone, sign] = looks[outcome];
    const ms = startedAt === null ? 0 : Date.parse(finishedAt) - Date.parse(startedAt);
    const title = `${format.dateTime(finishedAt)} · ${said[outcome]} · ${format.duration(ms)}`;
    return [{ key: id, title, sign, parts: [{ tone, value: Math.max(ms, 1) }] }];
  });
  const legend = outcomes.flatMap((outcome) => {
    const count = runs.filter(({ state }) => state === outcome).length;
    return count === 0 ? [] : [{ tone: looks[outcome][0], name: said.count(format.number(count), said[outcome]) }];
  });
  return <Bars label={[...legend.map(({ name }) => name), said.took].join('; ')} bars={bars} legend={legend} />;
}
