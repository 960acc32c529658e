import type { PipelineStream } from '../data/pipeline-streams.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { OutcomeMark } from './state-sign.tsx';

const texts = defineTexts({
  complete: { en: 'Complete', zh: '完整' },
  partial: { en: 'Incomplete', zh: '不完整' },
  not_read: { en: 'Not read', zh: '未读取' },
  first: { en: 'First read', zh: '首次读取' },
});

const marks = { complete: 'succeeded', partial: 'incomplete', not_read: 'never' } as const;

/** How a stream went last. The first run may be one that never ends: what it has read to the end is complete. */
export function StreamOutcome({ stream }: { readonly stream: PipelineStream | undefined }) {
  const said = useTexts(texts);
  if (stream === undefined) return <OutcomeMark is="never" />;
  const { lastRun, changesAsOf } = stream;
  if (lastRun !== null) return <OutcomeMark is={marks[lastRun.outcome]} word={said[lastRun.outcome]} />;
  return changesAsOf === null ? (
    <OutcomeMark is="never" word={said.first} />
  ) : (
    <OutcomeMark is="succeeded" word={said.complete} />
  );
}
