import { beforeAll, expect, test } from 'vitest';
import type { StreamReport } from '../../../src/model/run-report.ts';
import { heldDeletesCode } from '../../../src/model/service/held-deletes.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
import { newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { reportOfStreams, streamReport } from '../../support/stream-report.ts';

let it: TestApi;
beforeAll(async () => {
  it = await openTestApi(await sharedPostgres());
  return () => it[Symbol.asyncDispose]();
}, 120_000);

test('a pipeline tells viewers who has done what to it, without where from, and how its runs went', async () => {
  const { store } = it.parts;
  await store.integrations.insert(newIntegration('in_1'));
  await store.pipelines.insert(newPipeline('pl_1'));
  const admin = await it.signedIn('admin');
  const change = { as: admin.secret, version: 1, body: { name: 'Renamed' } };
  expect((await it.call('PATCH', '/pipelines/pl_1', change)).status).toBe(200);
  const { secret: as } = await it.signedIn('viewer');
  const history = await it.call('GET', '/pipelines/pl_1/history', { as });
  expect(history.body).toMatchObject({
    total: 1,
    items: [
      {
        action: 'pipeline.change',
        actor: { kind: 'account', name: admin.account.name },
        detail: { name: 'Renamed', was: { name: 'pl_1' } },
      },
    ],
  });
  expect(history.text).not.toContain('requestId');
  expect((await it.call('GET', '/pipelines/pl_1/history/runs', { as })).body).toMatchObject({ total: 0, items: [] });
  expect((await it.call('GET', '/pipelines/pl_none/history', { as })).status).toBe(404);
  expect((await it.call('GET', '/pipelines/pl_none/history/runs', { as })).status).toBe(404);
});

test('a pipeline tells of each stream how it went last, when its rows changed, and whether its deletes are held', async () => {
  const { store } = it.parts;
  await store.pipelines.insert(newPipeline('pl_2', { integrationId: 'in_1' }));
  const { secret: as } = await it.signedIn('viewer');
  expect((await it.call('GET', '/pipelines/pl_2/streams', { as })).body).toEqual({ streams: [] });
  const held = { family: 'config', code: heldDeletesCode, message: '', cure: '', details: {} } as const;
  const ends: readonly StreamReport[][] = [
    [{ ...streamReport('records', 'complete'), rowsRead: 9, rowsInserted: 9 }, streamReport('tables', 'complete')],
    [{ ...streamReport('records', 'partial'), rowsRead: 3, errors: [held] }],
  ];
  for (const [at, streams] of ends.entries()) {
    const id = `run_${at}`;
    const now = 1_000 * (at + 1);
    await store.runs.insert(newRun({ id, pipelineId: 'pl_2', trigger: 'person', queuedAt: now }));
    await store.runs.beginAttempt(id, 'host:1', now);
    await store.runs.endAttempt(id, 1, {
      state: 'succeeded',
      attemptState: 'succeeded',
      report: reportOfStreams(id, streams, now),
      now: now + 1,
    });
  }
  const first = new Date(1_001).toISOString();
  expect((await it.call('GET', '/pipelines/pl_2/streams', { as })).body).toMatchObject({
    streams: [
      {
        name: 'records',
        module: 'base',
        mode: 'dedup',
        lastRun: { id: 'run_1', outcome: 'partial', rowsRead: 3 },
        changedAt: first,
        auditedAt: new Date(1_000).toISOString(),
        changesAsOf: new Date(1_000).toISOString(),
        isAuditBehind: false,
        hasHeldDeletes: true,
      },
      { name: 'tables', lastRun: { id: 'run_0', outcome: 'complete' }, changedAt: null, hasHeldDeletes: false },
    ],
  });

  await store.runs.insert(newRun({ id: 'run_2', pipelineId: 'pl_2', trigger: 'live', queuedAt: 3_000 }));
  await store.runs.beginAttempt('run_2', 'host:1', 3_000);
  const counts = { rows: 1, calls: 1, commits: 1, streams: { tables: { rows: 1 } } };
  await store.runs.note('run_2', 1, {
    progress: { at: 5_000, phase: 'streaming', ...counts, changedAt: { tables: 4_000 } },
  });
  expect((await it.call('GET', '/pipelines/pl_2/streams', { as })).body).toMatchObject({
    streams: [
      { name: 'records', changedAt: first },
      { name: 'tables', changedAt: new Date(4_000).toISOString(), rowsNow: 1 },
    ],
  });
});

test('what runs have changed is told by day of a time zone, of a stream or of all', async () => {
  const { store } = it.parts;
  await store.pipelines.insert(newPipeline('pl_4', { integrationId: 'in_1' }));
  const { secret: as } = await it.signedIn('viewer');
  const days = async (query = '') => (await it.call('GET', `/pipelines/pl_4/history/days${query}`, { as })).body.items;
  expect(await days()).toEqual([]);
  const dayMs = 86_400_000;
  const noon = Math.floor(it.clock.now() / dayMs) * dayMs - dayMs / 2;
  const nameOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
  // Two at noon, one in the evening, which in Shanghai is the next day; and one of long ago.
  const ends = [noon - 40 * dayMs, noon, noon + 1_000, noon + 8 * 3_600_000];
  for (const [at, now] of ends.entries()) {
    const id = `run_day_${at}`;
    const streams = [
      { ...streamReport('records', 'complete'), rowsInserted: 2, rowsUpdated: 1 },
      { ...streamReport('tables', 'complete'), rowsDeleted: 1, rowsUnchanged: 7 },
    ];
    await store.runs.insert(newRun({ id, pipelineId: 'pl_4', trigger: 'person', queuedAt: now }));
    await store.runs.beginAttempt(id, 'host:1', now);
    const report = reportOfStreams(id, streams, now);
    await store.runs.endAttempt(id, 1, { state: 'succeeded', attemptState: 'succeeded', report, now });
  }
  const one = { inserted: 2, updated: 1, unchanged: 7, deleted: 1 };
  const times = (n: number) => Object.fromEntries(Object.entries(one).map(([name, value]) => [name, n * value]));
  expect(await days()).toEqual([{ day: nameOf(noon), runs: 3, ...times(3) }]);
  expect(await days('?timeZone=Asia/Shanghai')).toEqual([
    { day: nameOf(noon + dayMs), runs: 1, ...one },
    { day: nameOf(noon), runs: 2, ...times(2) },
  ]);
  expect(await days('?stream=records&days=60')).toEqual([
    { day: nameOf(noon), runs: 3, inserted: 6, updated: 3, unchanged: 0, deleted: 0 },
    { day: nameOf(noon - 40 * dayMs), runs: 1, inserted: 2, updated: 1, unchanged: 0, deleted: 0 },
  ]);
  expect((await it.call('GET', '/pipelines/pl_4/history/days?timeZone=Mars', { as })).status).toBe(400);
});

test('a run tells of when its settings are, and when they were changed since', async () => {
  const { store, clock } = it.parts;
  const at = (time: number): string => new Date(time).toISOString();
  const add = async (action: string, time: number): Promise<void> =>
    await store.audit.add({
      id: `au_${action}_${time}`,
      at: time,
      actorKind: 'service',
      actorId: undefined,
      actorName: 'larkstream',
      address: undefined,
      requestId: undefined,
      action,
      objectKind: 'pipeline',
      objectId: 'pl_3',
      detail: {},
    });
  await store.pipelines.insert(newPipeline('pl_3', { integrationId: 'in_1' }));
  await store.runs.insert(newRun({ id: 'run_set', pipelineId: 'pl_3', trigger: 'person', queuedAt: clock.now() }));
  const { secret: as } = await it.signedIn('viewer');
  const settings = async () => (await it.call('GET', '/runs/run_set', { as })).body.settings;
  expect(await settings()).toBeNull();
  await store.runs.beginAttempt('run_set', 'host:1', 5_000);
  expect(await settings()).toEqual({ setAt: null, changedAt: null });
  await add('pipeline.create', 1_000);
  expect(await settings()).toEqual({ setAt: at(1_000), changedAt: null });
  await add('pipeline.change', 2_000);
  await add('pipeline.pause', 6_000);
  expect(await settings()).toEqual({ setAt: at(2_000), changedAt: null });
  await add('pipeline.change', 7_000);
  expect(await settings()).toEqual({ setAt: at(2_000), changedAt: at(7_000) });
});
