import { beforeEach, expect, test } from 'vitest';
import type { RunReport, StreamReport } from '../../model/run-report.ts';
import { AttemptLog } from './attempt-log.ts';

let now: number;
let lines: string[];
let about: unknown[];
let log: AttemptLog;
beforeEach(() => {
  now = 0;
  lines = [];
  about = [];
  const clock = { now: () => now, elapsed: () => now, sleep: async () => undefined };
  log = new AttemptLog({
    clock,
    write: (_level, { en }, { source, streams }) => {
      lines.push(en);
      about.push([source, ...(streams ?? [])]);
    },
  });
});

const streamReport = (stream: string): StreamReport => ({
  stream,
  module: 'base',
  mode: 'dedup',
  outcome: 'complete',
  rowsRead: 3,
  rowsInserted: 1,
  rowsUpdated: 2,
  rowsUnchanged: 0,
  rowsDeleted: 0,
  seconds: 1,
  errors: [],
});
const reportOf = (streams: readonly string[]): RunReport => ({
  version: 2,
  runId: 'r',
  sourceId: 's',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:12.000Z',
  outcome: 'done',
  streams: streams.map(streamReport),
  commits: 2,
  warnings: [],
});

function read(names: readonly string[]): void {
  const observer = log.watching({});
  observer.onPlanned?.(names.map((name) => ({ name, module: 'base', mode: 'dedup' })));
  for (const name of names) {
    now += 1;
    observer.onRows?.(name, 3);
    observer.onComplete?.([name]);
    log.tick();
  }
  log.ended(reportOf(names));
}

test('the beginning and the end of each stream, and what has changed, are told', () => {
  read(['records', 'tables']);
  expect(lines).toEqual([
    'Streams: 2 (records, tables)',
    'records: reading begins',
    'records: read to its end, 3 rows in 0.0 s; calls of base so far: 0',
    'tables: reading begins',
    'tables: read to its end, 3 rows in 0.0 s; calls of base so far: 0',
    'records: 1 new, 2 changed, 0 deleted, 0 as they were',
    'tables: 1 new, 2 changed, 0 deleted, 0 as they were',
    'Read (complete): 6 rows; 2 new, 4 changed, 0 deleted; 2 commits, 0 calls so far, 12 s',
  ]);
  const one = ['reading', 'records'];
  const other = ['reading', 'tables'];
  expect(about).toEqual([['run'], one, one, other, other, one, other, ['run']]);
});

test('ten thousand streams are told by their number, with how far it is every minute', () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `table_${at}`);
  const observer = log.watching({});
  observer.onPlanned?.(names.map((name) => ({ name, module: 'base', mode: 'dedup' })));
  for (const name of names) {
    now += 20;
    observer.onRows?.(name, 1);
    observer.onComplete?.([name]);
    log.tick();
  }
  log.ended(reportOf(names));
  expect(lines.slice(0, 2)).toEqual([
    'Streams: 10000',
    'So far: 3000 of 10000 streams, 3000 rows, 0 calls, 0 commits, 60 s',
  ]);
  expect(lines.length).toBeLessThan(120);
  expect(lines.at(-2)).toBe('9900 more streams have changed');
});

test('what says the same again is told three times, and then every five minutes', () => {
  const observer = log.watching({});
  for (let at = 0; at < 600; at++) {
    now += 1_000;
    observer.onWaiting?.('contact', { kind: 'quota', ms: 12_000 });
  }
  expect(lines).toEqual(Array(4).fill("contact: waits 12 s for the platform's limit"));
  expect(about).toEqual(Array(4).fill(['platform']));
});

test('of many lines at once five hundred are written; how many were left out is told', () => {
  for (let at = 0; at < 700; at++) log.line('info', { en: `${at}`, zh: `${at}` });
  expect(lines).toHaveLength(500);
  now += 10_000;
  log.line('info', { en: 'later', zh: 'later' });
  expect(lines.slice(500)).toEqual(['200 lines were left out.', 'later']);
});

test('batches of events of one minute are told together', () => {
  const observer = log.watching({});
  const batch = { events: 2, rows: new Map([['records', 3]]), deletes: 1, lagMs: 400 };
  for (let at = 0; at < 10; at++) observer.onBatch?.(batch);
  now += 60_000;
  log.tick();
  expect(lines).toEqual([
    '2 events: 3 rows read again, 1 deleted, at most 0.4 s after receipt',
    '18 events: 27 rows read again, 9 deleted, at most 0.4 s after receipt',
  ]);
});
