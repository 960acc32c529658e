import type { Pipeline } from '../data/pipelines.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { OutcomeMark } from './state-sign.tsx';

const texts = defineTexts({
  first: { en: 'First run', zh: '首次运行' },
});

/** How the last run of a pipeline has ended; while its first one works, that it is the first: of a live one that may be for good. */
export function LastOutcome({ of: { lastRun, openRun } }: { readonly of: Pick<Pipeline, 'lastRun' | 'openRun'> }) {
  const said = useTexts(texts);
  if (lastRun !== null) return <OutcomeMark is={lastRun.outcome} />;
  return openRun?.state === 'running' ? <OutcomeMark is="never" word={said.first} /> : <OutcomeMark is="never" />;
}
