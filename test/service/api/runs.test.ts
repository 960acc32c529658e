import { beforeAll, expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import { endRun } from '../../../src/scheduler/end-run.ts';
import { isObject, readObjects } from '../../../src/util/json.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { type Answer, headersOf, openTestApi, type Sent, type TestApi } from '../../support/service-api.ts';
import { addPipeline } from '../../support/service-runs.ts';
import { newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { withStillProbe } from '../../support/still-probe.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

interface Opened extends AsyncDisposable {
  readonly it: TestApi;
  readonly as: string;
  post(path: string, sent?: Sent): Promise<Answer>;
  get(path: string): Promise<Answer>;
}

async function open(): Promise<Opened> {
  const it = await openTestApi(server, { change: withStillProbe });
  const { secret: as } = await it.signedIn('admin');
  return {
    it,
    as,
    post: (path, sent = {}) => it.call('POST', path, { as, headers: key(), ...sent }),
    get: (path) => it.call('GET', path, { as }),
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

const alarmWithin = () => ({ raise: async () => undefined, recover: async () => undefined });

test('a pipeline is run by hand once at a time; each way to do it has its own line in the audit', async () => {
  await using api = await open();
  const { it, post, get } = api;
  await addPipeline(it.parts.store, 'pl_1', { schedule: { kind: 'manual' } });
  const ways: readonly (readonly [string, unknown, string, object])[] = [
    ['run', {}, 'pipeline.run', { full: false, acceptDeletes: false, resetStreams: [] }],
    ['run', { full: true }, 'pipeline.read-fully', { full: true, acceptDeletes: false, resetStreams: [] }],
    ['accept-deletes', undefined, 'pipeline.accept-deletes', { full: false, acceptDeletes: true, resetStreams: [] }],
    [
      'reset',
      { streams: ['base_*'] },
      'pipeline.reset',
      { full: false, acceptDeletes: false, resetStreams: ['base_*'] },
    ],
  ];
  for (const [way, body, action, options] of ways) {
    const begun = await post(`/pipelines/pl_1/${way}`, { body });
    expect(begun.status).toBe(201);
    expect(begun.body).toMatchObject({ state: 'queued', trigger: 'person', pipelineId: 'pl_1', options });
    const again = await post(`/pipelines/pl_1/${way}`, { body });
    expect([again.status, again.body.code]).toEqual([409, 'api.state.wrong']);
    const cancelled = await post(`/runs/${begun.body.id}/cancel`);
    expect([cancelled.status, cancelled.body.state]).toEqual([202, 'cancelled']);
    const line = (await it.parts.store.audit.page({ limit: 10 }, { action })).items[0];
    expect(line).toMatchObject({ action, objectKind: 'run', objectId: begun.body.id, detail: { pipelineId: 'pl_1' } });
  }
  expect((await get('/runs?pipelineId=pl_1')).body.total).toBe(4);
  expect((await get('/runs?state=queued')).body.total).toBe(0);
  expect((await post('/pipelines/pl_none/run', { body: {} })).status).toBe(404);
});

test('a run that has ended is begun again as a new one; one that has ended is not cancelled', async () => {
  await using api = await open();
  const { it, post, get } = api;
  await addPipeline(it.parts.store, 'pl_1');
  const { id } = (await post('/pipelines/pl_1/run', { body: { full: true } })).body;
  expect((await post(`/runs/${id}/retry`)).body.code).toBe('api.state.wrong');
  await post(`/runs/${id}/cancel`);
  expect((await post(`/runs/${id}/cancel`)).body.code).toBe('api.state.wrong');
  const retried = await post(`/runs/${id}/retry`);
  expect(retried.body).toMatchObject({ retryOf: id, trigger: 'retry', options: { full: true } });
  expect((await get(`/runs/${retried.body.id}`)).body).toMatchObject({ ...retried.body, retriedBy: null });
  expect((await get(`/runs/${id}`)).body).toMatchObject({ retriedBy: retried.body.id });
  const one = { items: [{ id: retried.body.id, pipelineName: 'pl_1' }], total: 1 };
  expect((await get(`/runs?retryOf=${id}`)).body).toMatchObject(one);
});

/** Does something while others wait for the row of the pipeline, and gives what those are answered. */
async function whileLocked<T>(
  it: TestApi,
  asked: () => Promise<T>,
  work: Parameters<typeof it.parts.store.transaction>[0],
) {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  let answer: Promise<T> | undefined;
  await it.parts.store.transaction(async (tables) => {
    await tables.pipelines.lock('pl_1');
    answer = asked();
    const url = it.parts.resources.eventStore.reveal();
    await expect.poll(() => server.query(url, waiting), { timeout: 20_000 }).toHaveLength(1);
    await work(tables);
  });
  return await answer;
}

test('of a run and the deletion of its pipeline at once, the deletion sees the run', async () => {
  await using api = await open();
  const { it, as, get } = api;
  const { version } = await addPipeline(it.parts.store, 'pl_1', { schedule: { kind: 'manual' } });
  const run = newRun({ id: 'run_1', pipelineId: 'pl_1', trigger: 'person', queuedAt: 1 });
  const deleted = await whileLocked(
    it,
    () => it.call('DELETE', '/pipelines/pl_1', { as, version }),
    ({ runs }) => runs.insert(run),
  );
  expect(deleted).toMatchObject({ status: 409, body: { code: 'api.state.wrong' } });
  expect((await get('/runs/run_1')).body.state).toBe('queued');
});

test('an act needs no version: where another change comes before it, it is done on what is there then', async () => {
  await using api = await open();
  const { it, post } = api;
  const pipeline = await addPipeline(it.parts.store, 'pl_1', {
    schedule: { kind: 'manual' },
    modules: { contact: {} },
  });
  const { integrations } = it.parts.store;
  const rename = (name: string): Parameters<typeof it.parts.store.transaction>[0] => {
    return async ({ pipelines }) => {
      const one = await pipelines.find('pl_1');
      if (one !== undefined) await pipelines.update({ ...one, name }, 2);
    };
  };
  const paused = await whileLocked(it, () => post('/pipelines/pl_1/pause'), rename('Paused'));
  expect(paused).toMatchObject({ status: 200, body: { state: 'paused', name: 'Paused' } });
  const resumed = await whileLocked(it, () => post('/pipelines/pl_1/resume'), rename('Resumed'));
  expect(resumed).toMatchObject({ status: 200, body: { state: 'active', name: 'Resumed' } });
  const app = await integrations.find(pipeline.integrationId);
  if (app !== undefined) await integrations.update({ ...app, mode: 'webhook' }, 2);
  const steered = await Promise.all(
    ['disconnect', 'disconnect', 'reconnect'].map((way) => post(`/integrations/${app?.id}/receiver/${way}`)),
  );
  expect(steered.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('runs are found by their integration and by when they were queued', async () => {
  await using api = await open();
  const { it, get } = api;
  const { store } = it.parts;
  const queued = { pl_1: 1_000, pl_2: 2_000 } as const;
  for (const [pipelineId, queuedAt] of Object.entries(queued)) {
    await addPipeline(store, pipelineId);
    await store.runs.insert(newRun({ id: `run_of${pipelineId.at(-1)}`, pipelineId, trigger: 'schedule', queuedAt }));
  }
  const ids = async (query: string): Promise<unknown> =>
    readObjects((await get(`/runs?${query}`)).body, 'items').map(({ id }) => id);
  expect(await ids('integrationId=in_2')).toEqual(['run_of2']);
  expect(await ids('since=1970-01-01T00:00:02Z')).toEqual(['run_of2']);
  expect(await ids('until=1970-01-01T00:00:02Z')).toEqual(['run_of1']);
});

test('a paused pipeline does not run until it is resumed, whatever of it is asked for', async () => {
  await using api = await open();
  const { it, post } = api;
  const pausedWhy = { en: 'The warehouse moves', zh: '数据仓库迁移' };
  await addPipeline(it.parts.store, 'pl_1', { state: 'paused', name: 'People', pausedWhy, modules: { contact: {} } });
  await it.parts.store.runs.insert(newRun({ id: 'run_1', pipelineId: 'pl_1', trigger: 'person', queuedAt: 1 }));
  await post('/runs/run_1/cancel');
  const ways = ['/pipelines/pl_1/run', '/pipelines/pl_1/accept-deletes', '/runs/run_1/retry'];
  const answers = await Promise.all(ways.map((way) => post(way)));
  answers.push(await post('/pipelines/pl_1/reset', { body: { streams: ['*'] } }));
  for (const { status, body } of answers) {
    expect([status, body.code]).toEqual([409, 'api.state.wrong']);
    expect(body.detail).toBe('The pipeline is paused (The warehouse moves)');
    expect(body.cure).toContain('`larkstream pipelines resume People`');
  }
  await post('/pipelines/pl_1/resume');
  expect((await post('/pipelines/pl_1/run')).status).toBe(201);
});

test('a reset names streams that there are', async () => {
  await using api = await open();
  const { it, post, get } = api;
  const { store, openVault } = it.parts;
  await store.integrations.insert(newIntegration('in_1'));
  const name = { ownerKind: 'integration', ownerId: 'in_1', name: 'app_secret' };
  await openVault(store.secrets).set(name, new Secret('a secret'));
  await store.pipelines.insert(newPipeline('pl_1', { state: 'active', modules: { contact: {} } }));
  const refused = await post('/pipelines/pl_1/reset', { body: { streams: ['base_*', 'contact_userz'] } });
  expect([refused.status, refused.body.code]).toEqual([400, 'api.input.invalid']);
  expect(refused.body.detail).toContain(
    'streams[1]: fits no stream of the tenant; there are base_records, contact_users',
  );
  expect((await get('/runs')).body.total).toBe(0);
});

test('where the tenant cannot be asked, a reset begins, and its run finds out', async () => {
  // The host of the integration is none.
  await using it = await openTestApi(server);
  const { secret: as } = await it.signedIn('admin');
  const post = (path: string, sent: Sent = {}): Promise<Answer> =>
    it.call('POST', path, { as, headers: key(), ...sent });
  await addPipeline(it.parts.store, 'pl_1');
  expect((await post('/pipelines/pl_1/reset', { body: { streams: ['contact_userz'] } })).status).toBe(201);
});

test('drafts do not run; the run of an active live pipeline ends by pausing that', async () => {
  await using api = await open();
  const { it, post } = api;
  const { store } = it.parts;
  await addPipeline(store, 'pl_draft', { state: 'draft' });
  await addPipeline(store, 'pl_live', { schedule: { kind: 'live' } });
  expect((await post('/pipelines/pl_draft/run', { body: {} })).body.code).toBe('api.state.wrong');
  await store.runs.insert(newRun({ id: 'run_live', pipelineId: 'pl_live', trigger: 'live', queuedAt: 1 }));
  expect((await post('/runs/run_live/cancel')).body.code).toBe('api.state.wrong');
});

test('the live run of a pipeline ends for what a person asks; until then the run to come is told, and can be cancelled', async () => {
  await using api = await open();
  const { it, post, get } = api;
  const { store } = it.parts;
  await addPipeline(store, 'pl_1', { schedule: { kind: 'live' } });
  const live = newRun({ id: 'run_live', pipelineId: 'pl_1', trigger: 'live', queuedAt: 1 });
  await store.runs.insert(live);
  // One that waits makes room at once.
  const first = await post('/pipelines/pl_1/accept-deletes');
  expect([first.status, first.body.state]).toEqual([201, 'queued']);
  expect((await get('/runs/run_live')).body.state).toBe('cancelled');
  expect((await post('/pipelines/pl_1/run', { body: {} })).body.code).toBe('api.state.wrong');
  const isDue = async () => {
    const { dueAt = Number.POSITIVE_INFINITY } = (await store.pipelines.find('pl_1')) ?? {};
    return dueAt <= (await store.now());
  };
  await store.pipelines.setDue('pl_1', undefined);
  await post(`/runs/${first.body.id}/cancel`);
  expect(await isDue(), 'events are followed again at once').toBe(true);

  await store.runs.insert({ ...live, id: 'run_live2' });
  await store.runs.beginAttempt('run_live2', 'host:1', 2);
  const asked = await post('/pipelines/pl_1/reset', { body: { streams: ['base_*'] } });
  const { alsoReads, ...begun } = asked.body;
  expect([asked.status, alsoReads]).toEqual([201, []]);
  const path = `/runs/${asked.body.id}`;
  expect((await get(path)).body).toEqual({
    ...begun,
    retriedBy: null,
    settings: null,
    waitingFor: { reason: 'live', runId: 'run_live2', until: null },
  });
  expect((await get(`${path}/log`)).body.items).toEqual([]);
  expect((await get('/runs/run_live2')).body).toMatchObject({
    state: 'running',
    nextRunId: asked.body.id,
    cancelAskedAt: expect.any(String),
  });
  expect((await post('/pipelines/pl_1/run', { body: {} })).body.code).toBe('api.state.wrong');
  const cancelled = await post(`${path}/cancel`);
  expect([cancelled.status, cancelled.body.cancelAskedAt]).toEqual([202, expect.any(String)]);
  // Its worker may have been lost meanwhile: whoever ends the live run begins the other.
  const end = { state: 'requeue', attemptState: 'lost', now: it.clock.now() } as const;
  await store.pipelines.setDue('pl_1', undefined);
  await endRun(store, { run: { ...live, id: 'run_live2' }, number: 1, end, alarmWithin });
  expect((await get(path)).body).toMatchObject({ state: 'cancelled', options: { resetStreams: ['base_*'] } });
  expect((await get('/runs/run_live2')).body.state).toBe('cancelled');
  expect((await get('/runs?pipelineId=pl_1')).body.total).toBe(4);
  expect(await isDue()).toBe(true);
});

test('a pause cancels what no attempt has begun, also where a live run ends for it; what is at work goes on', async () => {
  await using api = await open();
  const { it, post, get } = api;
  const { store } = it.parts;
  const stateOf = async (id: unknown) => (await get(`/runs/${id}`)).body.state;
  await addPipeline(store, 'pl_1', { schedule: { kind: 'live' } });
  const live = newRun({ id: 'run_live', pipelineId: 'pl_1', trigger: 'live', queuedAt: 1 });
  await store.runs.insert(live);
  await store.runs.beginAttempt('run_live', 'host:1', 2);
  const asked = (await post('/pipelines/pl_1/run', { body: {} })).body.id;
  await post('/pipelines/pl_1/pause', { body: {} });
  const end = { state: 'cancelled', attemptState: 'cancelled', now: it.clock.now() } as const;
  await endRun(store, { run: live, number: 1, end, alarmWithin });
  expect([await stateOf('run_live'), await stateOf(asked)]).toEqual(['cancelled', 'cancelled']);
  expect((await store.pipelines.find('pl_1'))?.dueAt).toBeUndefined();

  await addPipeline(store, 'pl_2');
  const begun = (await post('/pipelines/pl_2/run', { body: {} })).body.id;
  await store.runs.beginAttempt(String(begun), 'host:1', 2);
  await addPipeline(store, 'pl_3');
  const waiting = (await post('/pipelines/pl_3/run', { body: {} })).body.id;
  for (const id of ['pl_2', 'pl_3']) await post(`/pipelines/${id}/pause`, { body: {} });
  expect([await stateOf(begun), await stateOf(waiting)]).toEqual(['running', 'cancelled']);
});

test('attempts, progress and log of a run; the log is paged, filtered and followed to its end', async () => {
  await using api = await open();
  const { it, get, as } = api;
  const { store } = it.parts;
  await addPipeline(store, 'pl_1');
  await store.runs.insert(newRun({ id: 'run_1', pipelineId: 'pl_1', trigger: 'person', queuedAt: 1 }));
  await store.runs.beginAttempt('run_1', 'host:1', 2);
  const message = (text: string) => ({ en: text, zh: text });
  const lines = Array.from({ length: 5 }, (_, at) => ({
    at: at + 3,
    level: at === 2 ? ('error' as const) : ('info' as const),
    message: message(`line ${at}`),
  }));
  await store.runs.note('run_1', 1, {
    lines,
    progress: {
      at: 9,
      phase: 'snapshot',
      rows: 3,
      calls: 2,
      commits: 1,
      streams: { base_records: { rows: 3, estimate: 6, done: false } },
      waiting: { forWhat: message('the limit'), until: 20, kind: 'limit', of: 'base' },
      remainingMs: 1_000,
      rates: [{ endpoint: 'POST /open-apis/bitable/v1/…/search', lastMinute: 12, limit: 1_200 }],
    },
  });
  const run = await get('/runs/run_1');
  expect(run.body.progress).toMatchObject({
    rows: 3,
    rates: [{ endpoint: 'POST /open-apis/bitable/v1/…/search', lastMinute: 12, limit: 1_200 }],
    waiting: { for: message('the limit'), kind: 'limit', of: 'base' },
    remainingMs: 1_000,
  });
  const error = {
    family: 'config',
    code: 'config.setting.invalid',
    message: 'no',
    cure: 'yes',
    zh: { message: '否', cure: '是' },
    details: { at: 1 },
  } as const;
  await store.runs.endAttempt('run_1', 1, { state: 'failed', attemptState: 'failed', error, now: 30 });
  expect((await get('/runs/run_1')).body).toMatchObject({ state: 'failed', error });
  expect((await get('/runs/run_1/attempts')).body).toMatchObject({
    items: [{ number: 1, worker: 'host:1', state: 'failed' }],
  });
  const first = await get('/runs/run_1/log?limit=2');
  expect(first.body).toMatchObject({ items: [{ seq: 1 }, { seq: 2 }], next: 2 });
  expect((await get('/runs/run_1/log?limit=4&after=2')).body).toMatchObject({
    items: [{ seq: 3 }, { seq: 4 }, { seq: 5 }],
    next: null,
  });
  expect((await get('/runs/run_1/log?level=warn')).body.items).toMatchObject([{ seq: 3 }]);
  expect((await get('/runs/run_1/log?search=LINE%204')).body.items).toMatchObject([{ seq: 5 }]);
  const headers = headersOf({ as });
  const followed = await (await it.api.app.request('/api/v1/runs/run_1/log/follow?after=3', { headers })).text();
  expect(followed.match(/^id: \d+/gm)).toEqual(['id: 4', 'id: 5']);
  expect((await get('/runs/run_none/log')).status).toBe(404);
});

test('a run that waits says for what', async () => {
  await using api = await open();
  const { it, get } = api;
  const { store } = it.parts;
  const waitingFor = async (id: string): Promise<unknown> => (await get(`/runs/${id}`)).body.waitingFor;
  for (const id of ['pl_1', 'pl_2']) {
    await addPipeline(store, id, { integrationId: 'in_shared' });
    await store.runs.insert(newRun({ id: `run_${id.slice(3)}`, pipelineId: id, trigger: 'person', queuedAt: 1 }));
  }
  expect(await waitingFor('run_1')).toEqual({ reason: 'worker', runId: null, until: null });
  const now = it.clock.now();
  await store.members.join({
    id: 'mem_1',
    host: 'h',
    pid: 1,
    programVersion: '1',
    roles: ['worker'],
    slots: 1,
    startedAt: now,
    drainingSince: undefined,
  });
  expect(await waitingFor('run_1')).toMatchObject({ reason: 'turn' });
  await store.runs.beginAttempt('run_1', 'mem_1', now);
  expect(await waitingFor('run_1')).toBeNull();
  expect(await waitingFor('run_2')).toEqual({ reason: 'budget', runId: 'run_1', until: null });
  for (const attempt of [1, 2, 3, 4]) {
    await store.runs.endAttempt('run_1', attempt, { state: 'requeue', attemptState: 'failed', now });
    if (attempt < 4) await store.runs.beginAttempt('run_1', 'mem_1', now);
  }
  const paused = await waitingFor('run_1');
  expect(paused).toMatchObject({ reason: 'pause' });
  // The store has its own clock, which went on meanwhile.
  const leftMs = Date.parse(String(isObject(paused) ? paused.until : '')) - now;
  expect([leftMs > 0, leftMs <= 40_000]).toEqual([true, true]);
});
