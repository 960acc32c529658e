import { expect, test } from 'vitest';
import { TransientError } from '../../model/errors.ts';
import { AttemptSpans } from './attempt-spans.ts';

function watched() {
  let now = 1_000;
  const spans = new AttemptSpans({ now: () => now, elapsed: () => now, sleep: async () => undefined });
  const at = (ms: number): void => {
    now = ms;
  };
  return { spans, observer: spans.watching({}), at };
}

test('a read goes from the plan to the end of its walk, and what is not read to its end says so', () => {
  const { spans, observer, at } = watched();
  const stream = (name: string) => ({ name, module: 'base', mode: 'dedup' }) as const;
  observer.onPlanned?.(['a', 'b', 'c', 'd'].map(stream));
  observer.onRows?.('a', 3);
  observer.onRows?.('b', 4);
  at(1_500);
  observer.onComplete?.(['a', 'b']);
  observer.onComplete?.(['a', 'b']);
  const message = { en: 'x', zh: 'x' };
  observer.onIncomplete?.(new TransientError({ code: 'run.time.limit', message }), ['c']);
  at(2_000);
  observer.onCommit?.(1, 1_900, false, new Set());
  spans.end();
  const step = { startedAt: 1_000, endedAt: 1_500, name: 'read' };
  expect(spans.take()).toEqual([
    { ...step, attributes: { 'larkstream.streams': 'a,b', 'larkstream.rows': 7 } },
    { ...step, attributes: { 'larkstream.streams': 'c', 'larkstream.rows': 0 }, failure: 'run.time.limit' },
    { name: 'commit', startedAt: 1_900, endedAt: 2_000, attributes: { 'larkstream.commit': 1 } },
    {
      ...step,
      endedAt: 2_000,
      attributes: { 'larkstream.streams': 'd', 'larkstream.rows': 0 },
      failure: 'run.stopped',
    },
  ]);
  expect(spans.take()).toEqual([]);
});

test('a live attempt that commits for days tells of five hundred steps', () => {
  const { spans, observer } = watched();
  for (let count = 1; count <= 2_000; count++) observer.onCommit?.(count, 1_000, false, new Set());
  expect(spans.take()).toHaveLength(500);
});
