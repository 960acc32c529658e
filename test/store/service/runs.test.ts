import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunReport } from '../../../src/model/run-report.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import type { RunProgress } from '../../../src/model/service/service-run.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore, type OpenedStore } from '../../support/service-store.ts';
import { newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
let opened: OpenedStore;

beforeAll(async () => {
  server = await sharedPostgres();
  opened = await newServiceStore(server);
  await opened.store.integrations.insert(newIntegration('in_1'));
}, 120_000);

afterAll(() => opened[Symbol.asyncDispose]());

beforeEach(async () => {
  const { pipelines } = opened.store;
  for (const pipeline of (await pipelines.page({ limit: 1_000 }, {})).items) await pipelines.delete(pipeline);
  for (const id of ['pl_1', 'pl_2']) await pipelines.insert(newPipeline(id));
});

const queued = (id: string, given: Partial<Parameters<typeof newRun>[0]> = {}) =>
  newRun({ id, pipelineId: 'pl_1', trigger: 'person', queuedAt: 10, ...given });

/** A run whose first attempt has begun. */
async function begun(id: string, given: Partial<Parameters<typeof newRun>[0]> = {}): Promise<void> {
  expect(await opened.store.runs.insert(queued(id, given))).toBe(true);
  expect(await opened.store.runs.beginAttempt(id, 'w1', 20)).toMatchObject({ number: 1 });
}

const line = (en: string, level: 'debug' | 'info' | 'warn' | 'error' = 'info') =>
  ({ at: 25, level, message: { en, zh: `中 ${en}` } }) as const;

const progress: RunProgress = {
  at: 25,
  phase: 'snapshot',
  rows: 3,
  calls: 4,
  commits: 1,
  streams: { a: { rows: 3, estimate: 9, done: false }, b: { rows: 0 } },
  waiting: { forWhat: { en: 'the limit', zh: '限流' }, until: 30 },
  remainingMs: 5_000,
  lagMs: 7,
};

const error = {
  family: 'config',
  code: 'platform.scope.missing',
  message: 'No',
  cure: 'Apply',
  zh: { message: '无', cure: '申请' },
  details: { scope: 'x' },
} as const;

const report: RunReport = {
  version: 2,
  runId: 'ru_1',
  sourceId: 'lark',
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:01:00Z',
  outcome: 'done',
  streams: [],
  commits: 1,
  warnings: [],
};

test('of two runs of one pipeline only one waits or works at a time', async () => {
  const { runs } = opened.store;
  const other = await opened.open();
  const inserted = await Promise.all([
    runs.insert(queued('ru_1')),
    other.runs.insert(queued('ru_2')),
    opened.store.transaction((tables) => tables.runs.insert(queued('ru_3'))),
  ]);
  expect(inserted.filter(Boolean)).toHaveLength(1);
  expect(await runs.insert(queued('ru_4', { pipelineId: 'pl_2' }))).toBe(true);
  const [open] = (await runs.page({ limit: 9 }, { pipelineId: 'pl_1' })).items;
  await runs.beginAttempt(open?.id ?? '', 'w1', 20);
  expect(await runs.insert(queued('ru_5'))).toBe(false);
  await runs.endAttempt(open?.id ?? '', 1, { state: 'succeeded', attemptState: 'succeeded', now: 30 });
  expect(await runs.insert(queued('ru_5'))).toBe(true);
  await expect(runs.insert(queued('ru_6', { pipelineId: 'pl_9' }))).rejects.toMatchObject({ code: 'api.not.found' });
});

test('a run is given back as it was asked for, and listed by pipeline, state and trigger', async () => {
  const { runs } = opened.store;
  const options = { full: true, acceptDeletes: true, resetStreams: ['a'] };
  const first = queued('ru_1', { retryOf: 'ru_0', requestedBy: 'ac_1', options });
  const second = queued('ru_2', { pipelineId: 'pl_2', trigger: 'catch-up' });
  for (const run of [first, second]) await runs.insert(run);
  expect(await runs.find('ru_1')).toEqual(first);
  expect(await runs.find('ru_9')).toBeUndefined();
  const listed = [
    { ...second, pipelineName: 'pl_2' },
    { ...first, pipelineName: 'pl_1' },
  ];
  expect(await runs.page({ limit: 9 }, {})).toMatchObject({ items: listed, next: undefined, total: 2 });
  expect((await runs.page({ limit: 9 }, { trigger: 'catch-up' })).items).toEqual(listed.slice(0, 1));
  await runs.beginAttempt('ru_1', 'w1', 20);
  expect((await runs.page({ limit: 9 }, { state: 'queued' })).items).toEqual(listed.slice(0, 1));
  expect(await runs.waiting(9)).toEqual([second]);
  await opened.store.pipelines.insert(newPipeline('pl_3'));
  const live = queued('ru_3', { pipelineId: 'pl_3', trigger: 'live', queuedAt: 5 });
  await runs.insert(live);
  expect(await runs.waiting(1), 'those of one kind leave room for the other').toEqual([second, live]);
});

test('an attempt begins once, and its fence grows with each attempt of the pipeline, also when the clock does not', async () => {
  const { runs } = opened.store;
  await runs.insert(queued('ru_1'));
  const since = await opened.store.now();
  const began = await Promise.all(['w1', 'w2', 'w3'].map((worker) => runs.beginAttempt('ru_1', worker, 2_000)));
  const [first, ...others] = began.filter((one) => one !== undefined);
  expect(others).toEqual([]);
  expect(first?.number).toBe(1);
  const fence = first?.fence ?? 0;
  expect(fence, 'by the clock of the store, whatever that of the machine shows').toBeGreaterThanOrEqual(since);
  expect(await runs.find('ru_1')).toMatchObject({ state: 'running', attempt: 1, startedAt: 2_000 });
  await runs.endAttempt('ru_1', 1, { state: 'requeue', attemptState: 'failed', now: 2_001 });
  expect(await runs.beginAttempt('ru_1', 'w2', 1_500)).toMatchObject({ number: 2 });
  const ahead = fence + 1_000_000;
  await server.query(opened.url, `UPDATE larkstream.pipelines SET fence = ${ahead} WHERE id = 'pl_1'`);
  await runs.endAttempt('ru_1', 2, { state: 'failed', attemptState: 'failed', now: 2_002 });
  expect(await runs.beginAttempt('ru_1', 'w2', 1_500)).toBeUndefined();
  await runs.insert(queued('ru_2'));
  expect(await runs.beginAttempt('ru_2', 'w2', 1_500)).toMatchObject({ number: 1, fence: ahead + 1 });
  expect(await runs.beginAttempt('ru_9', 'w2', 1_500)).toBeUndefined();
  expect(await runs.attempts('ru_1')).toMatchObject([
    { number: 1, state: 'failed', startedAt: 2_000, finishedAt: 2_001 },
    { number: 2, worker: 'w2', state: 'failed' },
  ]);
});

test('what an attempt that is no longer the last still says is refused, and leaves nothing', async () => {
  const { runs } = opened.store;
  await begun('ru_1');
  expect(await runs.note('ru_1', 1, { progress, lines: [line('one'), line('two')] })).toBe(true);
  await runs.endAttempt('ru_1', 1, { state: 'requeue', attemptState: 'lost', now: 40 });
  expect(await runs.note('ru_1', 1, { lines: [line('late')] })).toBe(false);
  await runs.beginAttempt('ru_1', 'w2', 50);
  expect(await runs.note('ru_1', 1, { progress, lines: [line('late')] })).toBe(false);
  expect(await runs.endAttempt('ru_1', 1, { state: 'succeeded', attemptState: 'succeeded', now: 52 })).toBe(false);
  expect(await runs.note('ru_1', 2, { lines: [line('three')] })).toBe(true);
  expect(await runs.find('ru_1')).toMatchObject({ state: 'running', attempt: 2, progress });
  const lines = await runs.lines('ru_1', { afterSeq: 0, limit: 9 });
  expect(lines.map(({ seq, attempt, message }) => [seq, attempt, message.en])).toEqual([
    [1, 1, 'one'],
    [2, 1, 'two'],
    [3, 2, 'three'],
  ]);
  expect((await runs.attempts('ru_1')).map(({ state }) => state)).toEqual(['lost', 'running']);
});

test('the end of an attempt keeps report and error of the run', async () => {
  const { runs } = opened.store;
  await begun('ru_1');
  await runs.endAttempt('ru_1', 1, { state: 'requeue', attemptState: 'failed', error, now: 30 });
  expect(await runs.find('ru_1')).toMatchObject({ state: 'queued', error, startedAt: 20, finishedAt: undefined });
  await runs.beginAttempt('ru_1', 'w1', 40);
  await runs.endAttempt('ru_1', 2, { state: 'succeeded', attemptState: 'succeeded', report, now: 50 });
  const run = await runs.find('ru_1');
  expect(run).toMatchObject({ state: 'succeeded', report, finishedAt: 50 });
  expect(run?.error).toBeUndefined();
  expect(await runs.attempts('ru_1')).toMatchObject([{ error }, { error: undefined }]);
});

test('a run that waits is cancelled at once; one that works when its attempt ends, also where it was to wait again', async () => {
  const { runs } = opened.store;
  await runs.insert(queued('ru_1'));
  expect(await runs.askCancel('ru_1', 15)).toBe(true);
  expect(await runs.find('ru_1')).toMatchObject({ state: 'cancelled', cancelAskedAt: 15, finishedAt: 15 });
  expect(await runs.askCancel('ru_1', 16)).toBe(false);
  expect(await runs.beginAttempt('ru_1', 'w1', 17)).toBeUndefined();
  await begun('ru_2');
  expect([await runs.askCancel('ru_2', 21), await runs.askCancel('ru_2', 22)]).toEqual([true, true]);
  expect(await runs.find('ru_2')).toMatchObject({ state: 'running', cancelAskedAt: 21, finishedAt: undefined });
  await runs.endAttempt('ru_2', 1, { state: 'requeue', attemptState: 'lost', now: 30 });
  expect(await runs.find('ru_2')).toMatchObject({ state: 'cancelled', finishedAt: 30 });
  expect(await runs.askCancel('ru_9', 1)).toBe(false);
});

test('the run that a live one ends for is found by its id; who looks for none reads the options of no other', async () => {
  const { runs } = opened.store;
  await begun('run_1', { trigger: 'live' });
  await begun('run_2', { pipelineId: 'pl_2', trigger: 'live' });
  const next = newRun({ id: 'run_3', pipelineId: 'pl_1', trigger: 'person', queuedAt: 30 });
  expect(await runs.endFor('run_1', next, 30)).toBe(true);
  expect(await runs.endFor('run_1', { ...next, id: 'run_4' }, 30)).toBe(false);
  await server.query(opened.url, `UPDATE larkstream.runs SET options = '{"none of JSON' WHERE id = 'run_2'`);
  expect(await runs.find('run_3')).toEqual(next);
  expect(await runs.find('run_4')).toBeUndefined();
  expect(await runs.askCancel('run_4', 40)).toBe(false);
  expect(await runs.askCancel('run_3', 40)).toBe(true);
  expect(await runs.find('run_3')).toEqual({ ...next, cancelAskedAt: 40 });
});

test('a run is lost when its attempt has not been heard of', async () => {
  const { runs } = opened.store;
  await begun('ru_1');
  await runs.insert(queued('ru_2', { pipelineId: 'pl_2' }));
  const lost = async () => (await runs.lost({ silentMs: 10_000, limit: 9 })).map(({ id }) => id);
  expect(await lost()).toEqual([]);
  await server.query(opened.url, 'UPDATE larkstream.attempts SET seen_at = seen_at - 10001');
  expect(await lost()).toEqual(['ru_1']);
  await runs.note('ru_1', 1, {});
  expect(await lost()).toEqual([]);
});

test('how the run before has ended, that nobody cancelled, is known however many were cancelled since', async () => {
  const { runs } = opened.store;
  expect(await runs.endBefore({ id: 'ru_1', pipelineId: 'pl_1' })).toBeUndefined();
  await begun('ru_1', { queuedAt: 10 });
  await runs.endAttempt('ru_1', 1, { state: 'failed', attemptState: 'failed', error, now: 30 });
  for (let at = 2; at < 14; at++) {
    await runs.insert(queued(`ru_${at}`, { queuedAt: 10 * at }));
    await runs.askCancel(`ru_${at}`, 10 * at);
  }
  await begun('ru_14', { queuedAt: 140 });
  expect(await runs.endBefore({ id: 'ru_14', pipelineId: 'pl_1' })).toBe('failed');
  await runs.endAttempt('ru_14', 1, { state: 'incomplete', attemptState: 'succeeded', now: 150 });
  expect(await runs.endBefore({ id: 'ru_14', pipelineId: 'pl_1' })).toBe('failed');
  expect(await runs.endBefore({ id: 'ru_15', pipelineId: 'pl_1' })).toBe('incomplete');
  expect(await runs.endBefore({ id: 'ru_15', pipelineId: 'pl_2' })).toBeUndefined();
});

test('the run that followed events at a time is found among all that came after', async () => {
  const { runs } = opened.store;
  const live = async (id: string, from: number) => {
    await runs.insert(queued(id, { trigger: 'live', queuedAt: from }));
    await runs.beginAttempt(id, 'w1', from);
  };
  await live('ru_1', 100);
  await runs.endAttempt('ru_1', 1, { state: 'failed', attemptState: 'failed', error, now: 200 });
  await live('ru_2', 300);
  const at = async (time: number) => await runs.followedAt('pl_1', time);
  expect([await at(99), await at(100), await at(200), await at(250), await at(300), await at(9_000)]).toEqual([
    undefined,
    'ru_1',
    'ru_1',
    undefined,
    'ru_2',
    'ru_2',
  ]);
  expect(await runs.followedAt('pl_2', 150)).toBeUndefined();
});

test('lines are read on from a number, from a gravity on, and by what they say in either language', async () => {
  const { runs } = opened.store;
  await begun('ru_1');
  const some = [line('Read'), line('slow', 'warn'), line('sent "x"', 'debug'), line('broken', 'error')];
  await runs.note('ru_1', 1, { lines: some });
  await runs.note('ru_1', 1, { lines: Array.from({ length: 1_200 }, (_, at) => line(`row ${at}`)) });
  const seqs = async (request: Partial<Parameters<typeof runs.lines>[1]>) =>
    (await runs.lines('ru_1', { afterSeq: 0, limit: 5_000, ...request })).map(({ seq }) => seq);
  expect(await seqs({})).toEqual(Array.from({ length: 1_204 }, (_, at) => at + 1));
  expect(await seqs({ afterSeq: 2, limit: 2 })).toEqual([3, 4]);
  expect(await seqs({ level: 'warn' })).toEqual([2, 4]);
  expect(await seqs({ search: 'READ' })).toEqual([1]);
  expect(await seqs({ search: '"x"' })).toEqual([3]);
  expect(await seqs({ search: '中 broken', level: 'error' })).toEqual([4]);
  expect(await seqs({ search: '%' })).toEqual([]);
});

test('lines are read by what they are about, and by a stream that they tell of', async () => {
  const { runs } = opened.store;
  await begun('ru_1');
  const about = [
    { source: 'run' },
    { source: 'reading', streams: ['base_records', 'base "x"'] },
    { source: 'reading', streams: ['base_records_more'] },
    {},
  ] as const;
  await runs.note('ru_1', 1, { lines: about.map((one) => ({ ...line('said'), ...one })) });
  const told = async (request: Partial<Parameters<typeof runs.lines>[1]>) =>
    (await runs.lines('ru_1', { afterSeq: 0, limit: 9, ...request })).map(({ source, streams }) => ({
      source,
      streams,
    }));
  expect(await told({})).toEqual(about.map(({ ...one }) => ({ source: undefined, streams: undefined, ...one })));
  expect(await told({ source: 'run' })).toEqual([{ source: 'run', streams: undefined }]);
  expect(await told({ stream: 'base_records' })).toEqual([about[1]]);
  expect(await told({ stream: 'base "x"', source: 'reading' })).toEqual([about[1]]);
  expect(await told({ stream: 'base' })).toEqual([]);
});

test('two writers of one attempt give no line the same number', async () => {
  const { runs } = opened.store;
  await begun('ru_1');
  await Promise.all(
    Array.from({ length: 8 }, (_, at) => runs.note('ru_1', 1, { lines: [line(`a${at}`), line(`b${at}`)] })),
  );
  expect((await runs.lines('ru_1', { afterSeq: 0, limit: 99 })).map(({ seq }) => seq)).toEqual(
    Array.from({ length: 16 }, (_, at) => at + 1),
  );
});

test('a pipeline is deleted with its runs while an attempt of it begins', async () => {
  const { runs, pipelines } = opened.store;
  for (let round = 0; round < 5; round++) {
    const id = `pl_r${round}`;
    const pipeline = await pipelines.insert(newPipeline(id));
    await runs.insert(queued(`ru_r${round}`, { pipelineId: id }));
    const [deleted] = await Promise.all([pipelines.delete(pipeline), runs.beginAttempt(`ru_r${round}`, 'w1', 20)]);
    expect([deleted, await runs.find(`ru_r${round}`)]).toEqual([true, undefined]);
  }
});

test('processes join, beat, are asked to drain, leave, and are forgotten when they are silent', async () => {
  const { members } = opened.store;
  const member = (id: string, startedAt: number) =>
    ({
      id,
      host: 'h',
      pid: 7,
      programVersion: '1.0.0',
      roles: ['api', 'worker'],
      slots: 2,
      startedAt,
      drainingSince: undefined,
    }) as const;
  for (const [id, at] of [
    ['me_2', 2],
    ['me_1', 1],
  ] as const)
    await members.join(member(id, at));
  expect(await members.list()).toMatchObject([member('me_1', 1), member('me_2', 2)]);
  const after = (seconds: number) =>
    server.query(opened.url, `UPDATE larkstream.members SET seen_at = seen_at - ${seconds * 1_000}`);
  const silences = async () => (await members.list()).map(({ silentMs }) => Math.floor(silentMs / 60_000));
  await after(180);
  expect(await silences()).toEqual([3, 3]);
  const keys = { held: [{ id: 'k1', fingerprint: '0123' }], unopened: ['k2'] };
  expect(await members.beat('me_1', keys)).toEqual({ drainingSince: undefined });
  expect(await members.beat('me_1')).toEqual({ drainingSince: undefined });
  expect(await members.beat('me_9')).toBeUndefined();
  expect((await members.list()).map((one) => one.keys)).toEqual([keys, undefined]);
  expect(await silences()).toEqual([0, 3]);
  expect([await members.drain('me_1', 60), await members.drain('me_1', 70), await members.drain('me_9', 1)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(await members.beat('me_1')).toEqual({ drainingSince: 60 });
  await after(180);
  await members.join(member('me_1', 1));
  expect(await members.deleteSilent(300_000)).toBe(1);
  expect(await members.list()).toMatchObject([{ id: 'me_1', drainingSince: 60 }]);
  await members.leave('me_1');
  expect(await members.list()).toEqual([]);
});

test('the runs of a process are counted, and those that have waited longest are named', async () => {
  const { members } = opened.store;
  await begun('ru_1', { queuedAt: 12 });
  await begun('ru_2', { pipelineId: 'pl_2', queuedAt: 11 });
  const named = (id: string, pipelineId: string) => ({ id, pipelineId, pipelineName: newPipeline(pipelineId).name });
  const both = [named('ru_2', 'pl_2'), named('ru_1', 'pl_1')];
  expect(await members.runsOf(20)).toEqual(new Map([['w1', { count: 2, first: both }]]));
  expect(await members.runsOf(1)).toEqual(new Map([['w1', { count: 2, first: both.slice(0, 1) }]]));
});
