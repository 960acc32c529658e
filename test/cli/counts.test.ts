import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { suspicion } from '../../src/airbyte/statuses.ts';
import { en } from '../../src/cli/texts/en.ts';
import { zh } from '../../src/cli/texts/zh.ts';
import { describeRefusedLeavers } from '../../src/feeds/attendance/refusals.ts';
import { plural } from '../../src/util/plural.ts';

type Said = readonly [none: string, one: string, two: string];

const sizes = (count: number) => ({ people: count, instances: count, records: count });
const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `id${index}`);

const english: Readonly<Record<string, readonly [(count: number) => string, ...Said]>> = {
  'progress.rows': [en.progress.rows, '0 rows', '1 row', '2 rows'],
  'progress.calls': [en.progress.calls, '0 calls', '1 call', '2 calls'],
  'progress.commits': [en.progress.commits, '0 commits', '1 commit', '2 commits'],
  'report.summary': [
    (rows) => en.report.summary({ rows, inserted: 0, updated: rows, deleted: 0, seconds: '0.1', target: 't' }),
    '0 rows (0 new, 0 changed) in 0.1 s → t',
    '1 row (0 new, 1 changed) in 0.1 s → t',
    '2 rows (0 new, 2 changed) in 0.1 s → t',
  ],
  'live.batch': [
    (count) => en.live.batch({ events: en.live.events(count), what: 'base_records 1', lag: '0.20' }),
    '0 events → base_records 1, 0.20 s after arrival',
    '1 event → base_records 1, 0.20 s after arrival',
    '2 events → base_records 1, 0.20 s after arrival',
  ],
  'live.reconciled': [
    en.live.reconciled,
    'Snapshot done: 0 rows had changed without an event',
    'Snapshot done: 1 row had changed without an event',
    'Snapshot done: 2 rows had changed without an event',
  ],
  'live.refused': [
    (count) => en.live.refused(count, 'it is not a POST'),
    '0 requests were refused: it is not a POST',
    '1 request was refused: it is not a POST',
    '2 requests were refused: it is not a POST',
  ],
  'live.skipped': [
    en.live.skipped,
    '0 events were stored and not shown: the reader of the output is too slow',
    '1 event was stored and not shown: the reader of the output is too slow',
    '2 events were stored and not shown: the reader of the output is too slow',
  ],
  'events.inbox': [
    (count) => en.events.inbox(count, count),
    'Inbox: 0 waiting, 0 dead letters',
    'Inbox: 1 waiting, 1 dead letter',
    'Inbox: 2 waiting, 2 dead letters',
  ],
  'events.replayed': [
    en.events.replayed,
    '0 events are processed again.',
    '1 event is processed again.',
    '2 events are processed again.',
  ],
  'events.commanded': [
    en.events.commanded,
    'Sent to 0 connections, which act within a second.',
    'Sent to 1 connection, which acts within a second.',
    'Sent to 2 connections, which act within a second.',
  ],
  'dryRun.total': [
    (calls) => en.dryRun.total(calls, '0:01'),
    '0 calls, at least 0:01 (min:s): modules are read in parallel.',
    '1 call, at least 0:01 (min:s): modules are read in parallel.',
    '2 calls, at least 0:01 (min:s): modules are read in parallel.',
  ],
  'query.rows': [en.query.rows, '0 rows', '1 row', '2 rows'],
  'query.more': [
    en.query.more,
    'Only the first 0 rows are shown; --limit 0 shows all.',
    'Only the first row is shown; --limit 0 shows all.',
    'Only the first 2 rows are shown; --limit 0 shows all.',
  ],
  'demo.tenant': [
    (count) => en.demo.tenant(sizes(count)),
    'A simulated company: 0 people, 0 approvals, 0 Base records, a month of attendance.',
    'A simulated company: 1 person, 1 approval, 1 Base record, a month of attendance.',
    'A simulated company: 2 people, 2 approvals, 2 Base records, a month of attendance.',
  ],
  'check.nothingFailed': [
    en.check.nothingFailed,
    'No check failed. 0 checks warn of missing data or of something that cannot be tested.',
    'No check failed. 1 check warns of missing data or of something that cannot be tested.',
    'No check failed. 2 checks warn of missing data or of something that cannot be tested.',
  ],
  'leavers that attendance refuses': [
    (count) => describeRefusedLeavers(ids(count)).en.split(' left')[0] ?? '',
    '0 people have',
    '1 person has',
    '2 people have',
  ],
};

describe.each(Object.entries(english))('%s', (_, [say, ...said]) => {
  test.each([0, 1, 2])('of %i', (count) => {
    expect(say(count)).toBe(said[count]);
  });
});

test.each([
  [zh.live.batch({ events: zh.live.events(1), what: '删除 1', lag: '0.20' }), '1 条事件 → 删除 1，距到达 0.20 秒'],
  [zh.progress.rows(1234), '1,234 行'],
  [zh.demo.tenant(sizes(2)), '模拟企业：2 人，2 个审批实例，2 条多维表格记录，一个月考勤。'],
  [suspicion('base_records', 20_000, 0)?.texts.message.zh, 'base_records 上次读取时有 20000 条记录，现在只见 0 条'],
])('in Chinese: %s', (said, wanted) => {
  expect(said).toBe(wanted);
});

const sources = globSync('src/**/*.ts', { exclude: (path) => path.endsWith('.test.ts') })
  // The sandbox speaks with the platform's voice.
  .filter((path) => !path.replaceAll('\\', '/').startsWith('src/sandbox/'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

/** What is counted anywhere, in its plural: `rows`, `people`. */
const counted = new Set(
  sources
    .flatMap(({ text }) => [...text.matchAll(/\b(?:plural|counted)\((?:[^'`]+), '([^']+)'(?:, '([^']+)')?/g)])
    .map(([, one = '', many = `${one}s`]) => /[a-z]+$/.exec(many.replace(/[ ;](?:is|are|was|were|has|have)$/, ''))?.[0])
    .filter((noun) => noun !== undefined),
);

test('a noun that has a plural in one message has it in all', () => {
  const [many, bare] = [[...counted].join('|'), '\\$\\{(?!plural|counted)[^{}`]*\\}'];
  const wrong = new RegExp(`${bare} (?:(?!holds )[a-z]+ )?(?:${many})\\b`, 'g');
  const found = sources.flatMap(({ path, text }) => [...text.matchAll(wrong)].map(([hit]) => `${path}: ${hit}`));

  expect([...counted]).toEqual(expect.arrayContaining(['rows', 'events', 'people', 'records']));
  expect(found).toEqual([]);
});

test.each([
  [0, '0 rows'],
  [1, '1 row'],
  [2, '2 rows'],
])('the plural of %i', (count, said) => {
  expect(plural(count, 'row')).toBe(said);
});
