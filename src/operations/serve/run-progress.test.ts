import { expect, test } from 'vitest';
import type { RunReport, StreamReport } from '../../model/run-report.ts';
import { ProgressCounter } from './run-progress.ts';

const stream = (name: string, outcome: StreamReport['outcome']): StreamReport => ({
  stream: name,
  module: 'contact',
  mode: 'dedup',
  outcome,
  rowsRead: 0,
  rowsInserted: 0,
  rowsUpdated: 0,
  rowsUnchanged: 0,
  rowsDeleted: 0,
  seconds: 0,
  errors: [],
});
const report = (outcome: RunReport['outcome'], streams: Record<string, StreamReport['outcome']>): RunReport => ({
  version: 2,
  runId: 'r',
  sourceId: 's',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:00.000Z',
  outcome,
  streams: Object.entries(streams).map(([name, one]) => stream(name, one)),
  commits: 0,
  warnings: [],
});
function counting(before?: Record<string, number>) {
  let now = 0;
  const counter = new ProgressCounter(
    { now: () => now, elapsed: () => now, sleep: async () => {} },
    { incomplete: before },
  );
  return {
    at: (time: number, given: RunReport) => {
      now = time;
      counter.observer.onReport(given);
      return counter.progress.incomplete;
    },
    phase: () => counter.progress.phase,
    readAt: () => counter.progress.readAt,
    plans: (...names: string[]) => {
      counter.observer.onPlanned(names.map((name) => ({ name, module: 'contact', mode: 'dedup' })));
      return counter.progress.incomplete;
    },
  };
}

test('calls of the last minute are told against the limit, those nearest to it first', () => {
  let now = 0;
  const counter = new ProgressCounter({ now: () => now, elapsed: () => now, sleep: async () => {} });
  const call = (path: string, limit: number): void =>
    counter.observer.onCall('contact', {
      method: 'GET',
      path,
      purpose: 'exact',
      limit,
      sentAt: now,
      waitedMs: 0,
      ms: 1,
      outcome: 'ok',
      code: 0,
      httpStatus: 200,
    });
  expect(counter.progress.rates).toBeUndefined();
  for (let at = 0; at < 30; at++) call('/users', 3_000);
  for (let at = 0; at < 3; at++) call('/departments', 100);
  expect(counter.progress.rates).toEqual([
    { endpoint: 'GET /departments', lastMinute: 3, limit: 100 },
    { endpoint: 'GET /users', lastMinute: 30, limit: 3_000 },
  ]);
  now = 59_000;
  call('/users', 3_000);
  now = 60_000;
  expect(counter.progress.rates).toEqual([{ endpoint: 'GET /users', lastMinute: 1, limit: 3_000 }]);
});

test('a live attempt follows events once it goes on after a read: one that ends with its first read has never followed', () => {
  const { at, plans, phase } = counting();
  plans('a');
  at(1, report('failed', { a: 'not_read' }));
  expect(phase()).toBe('snapshot');
  // It tries again, for which it was not the first read.
  plans('a');
  expect(phase()).toBe('snapshot');
  at(2, report('incomplete', { a: 'not_read' }));
  expect(phase()).toBe('snapshot');
  plans('a');
  expect(phase()).toBe('streaming');
  at(3, report('failed', { a: 'partial' }));
  expect(phase()).toBe('streaming');
});

test('when everything was last read is told of a read that missed nothing, not of a catch-up or of events', () => {
  const { at, plans, readAt } = counting();
  plans('a', 'b');
  at(1, report('incomplete', { a: 'complete', b: 'partial' }));
  at(2, report('done', { b: 'complete' }));
  expect(readAt()).toBeUndefined();
  at(3, report('done', { a: 'complete', b: 'complete' }));
  at(4, { ...report('done', { a: 'complete', b: 'complete' }), isLive: true });
  expect(readAt()).toBe(3);
});

test('a stream is incomplete from the first read that misses something of it until one that does not', () => {
  const { at } = counting();
  expect(at(1, report('incomplete', { a: 'complete', b: 'partial', c: 'not_read' }))).toEqual({ b: 1, c: 1 });
  // A catch-up reads what was missed only.
  expect(at(2, report('incomplete', { b: 'complete', c: 'not_read' }))).toEqual({ c: 1 });
  expect(at(3, { ...report('done', { c: 'not_read' }), isLive: true })).toEqual({ c: 1 });
  expect(at(4, report('stopped', { a: 'partial', c: 'not_read' }))).toEqual({ c: 1 });
  expect(at(5, report('done', { c: 'complete' }))).toBeUndefined();
  expect(at(6, report('incomplete', { c: 'partial' }))).toEqual({ c: 6 });
});

test('streams that cannot be listed have no name; a stream that is not there any more misses nothing', () => {
  const { at, plans } = counting();
  expect(at(1, report('incomplete', { a: 'complete' }))).toEqual({ '*': 1 });
  expect(at(2, report('incomplete', { a: 'partial', b: 'partial' }))).toEqual({ a: 2, b: 2 });
  expect(plans('b')).toEqual({ b: 2 });
});

test('what an attempt before has left incomplete stays so until it is read', () => {
  const { at, plans } = counting({ a: -9, b: -8 });
  expect(plans('a', 'b', 'c')).toEqual({ a: -9, b: -8 });
  expect(at(1, report('incomplete', { a: 'complete', b: 'partial', c: 'complete' }))).toEqual({ b: -8 });
});

test('when rows of a stream last changed is told with the first commit that changes some, and kept from attempt to attempt', () => {
  let now = 1_000;
  const clock = { now: () => now, elapsed: () => now, sleep: async () => {} };
  const first = new ProgressCounter(clock);
  first.observer.onCommit(1, 0, true, new Set());
  expect(first.progress.changedAt).toBeUndefined();
  first.observer.onCommit(2, 0, true, new Set(['users', 'departments']));
  now = 2_000;
  const second = new ProgressCounter(clock, first.progress);
  second.observer.onCommit(1, 0, false, new Set(['users']));
  expect(second.progress.changedAt).toEqual({ users: 2_000, departments: 1_000 });
});
