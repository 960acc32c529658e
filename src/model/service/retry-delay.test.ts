import { expect, test } from 'vitest';
import { failuresInRow, notBefore, pauseLeftMs } from './retry-delay.ts';
import type { Attempt } from './service-run.ts';

const attempt = (state: Attempt['state'], number: number, given: Partial<Attempt> = {}): Attempt => ({
  runId: 'run_1',
  number,
  worker: 'w',
  startedAt: 0,
  seenAt: 1_000,
  silentMs: 0,
  finishedAt: 1_000,
  state,
  error: undefined,
  ...given,
});
const failed = (count: number): Attempt[] => Array.from({ length: count }, (_, at) => attempt('failed', at + 1));

test('pauses between tries grow; a lost worker costs none the first time', () => {
  expect(notBefore([], undefined)).toBeUndefined();
  expect([1, 2, 3].map((count) => notBefore(failed(count), undefined))).toEqual([6_000, 11_000, 21_000]);
  expect(notBefore(failed(30), undefined)).toBe(1_000 + 15 * 60_000);
  expect(notBefore([attempt('lost', 1)], undefined)).toBeUndefined();
  expect(notBefore([attempt('lost', 1), attempt('lost', 2, { seenAt: 2_000 })], undefined)).toBe(7_000);
  expect(notBefore([...failed(5), attempt('cancelled', 6)], undefined)).toBeUndefined();
});

test('however long an attempt took, it counts; only what went steadily ends the row', () => {
  const long = failed(6).map((one) => ({ ...one, finishedAt: 86_400_000 }));
  const numbers = (steadyAttempt: number): number[] =>
    failuresInRow(long, { soFar: { steadyAttempt, mostCommits: 9, movedAttempt: 0 } }).map(({ number }) => number);
  expect(failuresInRow(long, undefined)).toHaveLength(6);
  expect([numbers(0), numbers(4), numbers(6)]).toEqual([[1, 2, 3, 4, 5, 6], [5, 6], []]);
});

test('the pause counts from the end as the clock of the store tells it, whatever the clock of the worker said', () => {
  const hour = 3_600_000;
  for (const finishedAt of [1_000 - hour, 1_000 + hour]) {
    const left = (silentMs: number): number => pauseLeftMs([attempt('failed', 1, { finishedAt, silentMs })], undefined);
    expect(notBefore([attempt('failed', 1, { finishedAt })], undefined)).toBe(6_000);
    expect([left(0), left(4_000), left(hour)]).toEqual([5_000, 1_000, 0]);
  }
});
