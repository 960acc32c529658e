import { beforeAll, expect, test } from 'vitest';
import type { ConnectionStatus } from '../../../src/model/event-store.ts';
import type { StreamReport } from '../../../src/model/run-report.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import { pipelineConsumer } from '../../../src/model/service/pipeline-consumer.ts';
import type { AttemptEnd, RunProgress } from '../../../src/model/service/service-run.ts';
import { nextDue } from '../../../src/scheduler/next-due.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { readObject, readObjects } from '../../../src/util/json.ts';
import { makeBot } from '../../support/bot-rows.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { receivedEvent } from '../../support/received-event.ts';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
import { addPipeline } from '../../support/service-runs.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const error = { family: 'transient', code: 'platform.unreachable', message: 'No', cure: 'Wait', details: {} } as const;
const stream = (given: Partial<StreamReport>): StreamReport => ({
  stream: 'contact_users',
  module: 'contact',
  mode: 'dedup',
  outcome: 'complete',
  rowsRead: 0,
  rowsInserted: 0,
  rowsUpdated: 0,
  rowsUnchanged: 0,
  rowsDeleted: 0,
  seconds: 1,
  errors: [],
  ...given,
});

/** Adds a run that has begun, at the time of the clock. */
async function begin({ parts, clock }: TestApi, pipelineId: string, trigger: 'schedule' | 'live' = 'schedule') {
  const id = parts.newId('run');
  await parts.store.runs.insert(newRun({ id, pipelineId, trigger, queuedAt: clock.now() }));
  await parts.store.runs.beginAttempt(id, 'w', clock.now());
  return id;
}

async function end(
  { parts, clock }: TestApi,
  id: string,
  state: 'succeeded' | 'incomplete' | 'failed',
  streams: readonly StreamReport[] = [],
): Promise<void> {
  const times = { startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:00Z' };
  const report = {
    version: 2,
    runId: id,
    sourceId: 's',
    ...times,
    outcome: 'done',
    streams,
    commits: 1,
    warnings: [],
  } as const;
  const attemptState: AttemptEnd['attemptState'] = state === 'failed' ? 'failed' : 'succeeded';
  const given = { state, attemptState, report, now: clock.now() };
  await parts.store.runs.endAttempt(id, 1, state === 'failed' ? { ...given, error } : given);
}

const progress = (given: Partial<RunProgress>): RunProgress => ({
  at: 0,
  phase: 'streaming',
  rows: 0,
  calls: 0,
  commits: 0,
  streams: {},
  ...given,
});

/** The long connection of an app. */
const connection: ConnectionStatus = {
  appId: 'cli_1',
  mode: 'long_connection',
  state: 'connected',
  since: 0,
  lastConnectedAt: null,
  lastEventAt: null,
  lastPongAt: null,
  lastError: null,
  lastErrorAt: null,
  refusals: {},
  reconnects: 0,
  nextRetryAt: null,
  bot: null,
};

test('a pipeline tells its last outcome and what goes on now, apart from each other', async () => {
  await using it = await openTestApi(server);
  const { clock, parts } = it;
  const begun = clock.now();
  await addPipeline(parts.store, 'pl_1', { schedule: { kind: 'every', minutes: 60 }, dueAt: begun + hourMs });
  const see = async () => {
    const { secret } = await it.signedIn('viewer');
    return (await it.call('GET', '/pipelines/pl_1', { as: secret })).body;
  };
  expect(await see()).toMatchObject({ lastRun: null, openRun: null, freshness: { asOf: null }, rowsOfDay: 0 });

  const first = await begin(it, 'pl_1');
  const changesAsOf = new Date(clock.now()).toISOString();
  clock.advance(minuteMs);
  const later = new Date(clock.now()).toISOString();
  await end(it, first, 'succeeded', [
    stream({ rowsRead: 5, changesAsOf: later, auditedAsOf: null }),
    stream({ rowsRead: 7, changesAsOf, auditedAsOf: null }),
  ]);
  clock.advance(minuteMs);
  const second = await begin(it, 'pl_1');
  await end(it, second, 'incomplete', [stream({ rowsRead: 1, errors: [error] })]);
  clock.advance(minuteMs);
  const third = await begin(it, 'pl_1');
  const since = new Date(clock.now()).toISOString();
  await parts.store.runs.note(third, 1, { progress: progress({ phase: 'snapshot', rows: 3 }) });
  expect(await see()).toMatchObject({
    lastRun: { id: second, outcome: 'incomplete', rows: 1, errorCode: 'platform.unreachable' },
    openRun: { id: third, state: 'running', phase: 'snapshot', since, rows: 3 },
    freshness: { asOf: changesAsOf, lagMs: null, promisedMs: 135 * minuteMs, isLate: false },
    nextRunAt: new Date(begun + hourMs).toISOString(),
    rowsOfDay: 16,
  });
  const listed = async (query: string) => {
    const { secret } = await it.signedIn('viewer');
    const { status, body } = await it.call('GET', `/pipelines?${query}`, { as: secret });
    expect(status).toBe(200);
    return readObjects(body, 'items').map(({ id }) => id);
  };
  await addPipeline(parts.store, 'pl_2');
  expect(await listed('outcome=incomplete')).toEqual(['pl_1']);
  expect(await listed('outcome=none')).toEqual(['pl_2']);
  expect(await listed('sort=-lastRun')).toEqual(['pl_1', 'pl_2']);
  expect(await listed('sort=-name&search=PL')).toEqual(['pl_2', 'pl_1']);

  clock.advance(25 * hourMs);
  expect(await see(), 'rows of yesterday').toMatchObject({ rowsOfDay: 0 });
  await parts.store.alerts.open({
    id: 'al_1',
    kind: 'freshness.late',
    subjectKind: 'pipeline',
    subjectId: 'pl_1',
    message: { en: 'Late', zh: '迟' },
    openedAt: clock.now(),
  });
  expect(await see()).toMatchObject({ freshness: { isLate: true } });
  expect(await listed('late=true')).toEqual(['pl_1']);
  expect(await listed('late=true&outcome=none')).toEqual([]);
});

test('a run that is cancelled before it begins is no last run', async () => {
  await using it = await openTestApi(server);
  const { secret: as } = await it.signedIn('operator');
  await addPipeline(it.parts.store, 'pl_1');
  await end(it, await begin(it, 'pl_1'), 'failed');
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const run = await it.call('POST', '/pipelines/pl_1/run', { as, headers, body: {} });
  const { body: queued } = await it.call('GET', '/pipelines/pl_1', { as });
  expect(queued).toMatchObject({ openRun: { id: run.body.id, state: 'queued', phase: null } });
  await it.call('POST', `/runs/${run.body.id}/cancel`, { as });
  const { body } = await it.call('GET', '/pipelines/pl_1', { as });
  expect(body).toMatchObject({ lastRun: { outcome: 'failed', errorCode: 'platform.unreachable' }, openRun: null });
});

test('what follows events is as new as the oldest event that waits, else as its last sign of life', async () => {
  await using it = await openTestApi(server);
  const { secret: as } = await it.signedIn('viewer');
  const { clock, parts } = it;
  const made = { schedule: { kind: 'live' }, dueAt: clock.now(), createdAt: clock.now() } as const;
  await parts.store.integrations.insert(newIntegration('in_1', { appId: 'cli_1', mode: 'long_connection' }));
  await addPipeline(parts.store, 'pl_1', made);
  clock.advance(2_000);
  const run = await begin(it, 'pl_1', 'live');
  const see = async () => (await it.call('GET', '/pipelines/pl_1', { as })).body;
  await parts.store.runs.note(run, 1, { progress: progress({ phase: 'starting', at: clock.now() }) });
  expect(await see(), 'nothing follows it').toMatchObject({ nextRunAt: null, freshness: { asOf: null, lagMs: 2_000 } });
  await parts.store.runs.note(run, 1, { progress: progress({ phase: 'snapshot', commits: 1, at: clock.now() }) });
  expect(await see(), 'not known').toMatchObject({ freshness: { asOf: null, lagMs: null } });
  const heardAt = clock.now();
  // Its last batch took long. There is nothing more to do.
  const readAt = heardAt - 500;
  await parts.store.runs.note(run, 1, { progress: progress({ at: heardAt, readAt, lagMs: 40 * minuteMs }) });
  clock.advance(1_000);
  const asRead = { asOf: new Date(readAt).toISOString(), lagMs: null };
  expect(await see(), 'nobody receives events').toMatchObject({ freshness: asRead });
  const events = await openEventStore(parts.resources.eventStore);
  await events.report('receiver', { ...connection, state: 'reconnecting' });
  expect(await see(), 'its connection is not open').toMatchObject({ freshness: asRead });
  await events.report('receiver', connection);
  expect(await see()).toMatchObject({ freshness: { asOf: new Date(heardAt).toISOString(), lagMs: 0 } });

  const untold = { base_records: { rows: 1, since: readAt } };
  await parts.store.runs.note(run, 1, { progress: progress({ at: heardAt, readAt, untold }) });
  const byReads = { ...asRead, promisedMs: 135 * minuteMs };
  expect(await see(), 'changes came without an event').toMatchObject({ freshness: byReads });
  const [asked] = readObjects((await it.call('GET', '/overview', { as })).body, 'oldest');
  expect(asked).toMatchObject({ pipelineId: 'pl_1', ageMs: clock.now() - readAt, promisedMs: 135 * minuteMs });
  await parts.store.runs.note(run, 1, { progress: progress({ at: heardAt, readAt }) });
  const [heard] = readObjects((await it.call('GET', '/overview', { as })).body, 'oldest');
  expect(heard).toMatchObject({ pipelineId: 'pl_1', ageMs: 0, promisedMs: 5 * minuteMs, isReading: false });
  await parts.store.runs.note(run, 1, { progress: progress({ phase: 'snapshot', commits: 1, at: heardAt }) });
  const [reading] = readObjects((await it.call('GET', '/overview', { as })).body, 'oldest');
  expect(reading, 'nobody knows how old the data are').toMatchObject({ pipelineId: 'pl_1', isReading: true });
  await parts.store.runs.note(run, 1, { progress: progress({ at: heardAt, readAt }) });

  await events.register({ name: pipelineConsumer('pl_1'), filter: { types: ['*'] }, from: 'now' }, clock.now());
  const receivedAt = clock.now();
  await events.accept([receivedEvent('e1', { at: receivedAt })]);
  await events.close();
  clock.advance(4_000);
  expect(await see()).toMatchObject({ freshness: { asOf: new Date(receivedAt).toISOString(), lagMs: 4_000 } });
  // As many as are told have nothing to do after a batch that took long: they come behind the one that is late now.
  for (const id of ['pl_01', 'pl_02', 'pl_03', 'pl_04', 'pl_05']) {
    await addPipeline(parts.store, id, made);
    const quiet = await begin(it, id, 'live');
    await parts.store.runs.note(quiet, 1, { progress: progress({ at: clock.now(), lagMs: 40 * minuteMs }) });
  }
  const overview = (await it.call('GET', '/overview', { as })).body;
  const [first, second] = readObjects(overview, 'oldest');
  await addPipeline(parts.store, 'pl_06', { ...made, createdAt: clock.now() - 3_000 });
  await addPipeline(parts.store, 'pl_07', { ...made, createdAt: clock.now() - 9_000 });
  const withIdle = readObjects((await it.call('GET', '/overview', { as })).body, 'oldest');
  expect(
    withIdle.slice(0, 4).map(({ pipelineId, ageMs }) => [pipelineId, ageMs]),
    'those that nothing follows are among those that are behind',
  ).toEqual([
    ['pl_07', 9_000],
    ['pl_1', 4_000],
    ['pl_06', 3_000],
    ['pl_01', 0],
  ]);
  expect(first).toMatchObject({ pipelineId: 'pl_1', ageMs: 4_000, promisedMs: 5 * minuteMs });
  expect(second).toMatchObject({ pipelineId: 'pl_01', ageMs: 0 });
  expect(overview).toMatchObject({
    runs: { following: 6, reading: 0 },
    inbox: { waiting: 1, dead: 0, lagMs: 4_000, oldestWaitingAt: new Date(receivedAt).toISOString() },
  });
  await parts.store.runs.note(run, 1, { progress: progress({ phase: 'snapshot', commits: 1, at: clock.now() }) });
  expect(await see(), 'it has waited since before the first read ended').toMatchObject({ freshness: { asOf: null } });
});

test('the overview counts what is well and what is not', async () => {
  await using it = await openTestApi(server);
  const { secret: as } = await it.signedIn('viewer');
  const { clock, parts } = it;
  const empty = (await it.call('GET', '/overview', { as })).body;
  expect(empty).toMatchObject({
    pipelines: { total: 0 },
    oldest: [],
    failures: [],
    openAlerts: 0,
    bots: { published: 0, troubled: 0, deadTurns: 0 },
    workers: { live: 0 },
  });
  const every = { kind: 'every', minutes: 60 } as const;
  for (const id of ['pl_1', 'pl_2']) await addPipeline(parts.store, id, { schedule: every, createdAt: clock.now() });
  await addPipeline(parts.store, 'pl_3', { schedule: { kind: 'every', minutes: 600 }, createdAt: clock.now() });
  await addPipeline(parts.store, 'pl_4', { state: 'draft' });
  await addPipeline(parts.store, 'pl_5', { state: 'paused', pausedWhy: { en: 'Failed', zh: '失败' } });
  await end(it, await begin(it, 'pl_1'), 'failed');
  clock.advance(24 * hourMs);
  for (const id of ['pl_1', 'pl_2', 'pl_1']) await end(it, await begin(it, id), 'failed');
  const last = await begin(it, 'pl_2');
  await end(it, last, 'incomplete', [stream({ errors: [error] })]);
  clock.advance(hourMs);
  await end(it, await begin(it, 'pl_1'), 'succeeded');
  await end(it, await begin(it, 'pl_3'), 'succeeded');
  await begin(it, 'pl_5');
  const member = { host: 'h', pid: 1, programVersion: '1', slots: 3, startedAt: clock.now(), drainingSince: undefined };
  await parts.store.members.join({ ...member, id: 'mem_1', roles: ['worker', 'api'] });
  await parts.store.members.join({ ...member, id: 'mem_2', roles: ['api'] });
  clock.advance(30 * minuteMs);
  const { secret } = await it.signedIn('viewer');
  const { body } = await it.call('GET', '/overview', { as: secret });
  expect(body).toMatchObject({
    pipelines: {
      total: 5,
      byState: { draft: 1, active: 3, paused: 1 },
      byOutcome: { none: 1, succeeded: 2, incomplete: 1, failed: 0, cancelled: 0 },
      pausedByThemselves: 1,
    },
    // The one of them that has succeeded lately is not the oldest of its schedule.
    oldest: [
      { pipelineId: 'pl_2', asOf: null, ageMs: 25.5 * hourMs, promisedMs: 135 * minuteMs },
      { pipelineId: 'pl_3', ageMs: 30 * minuteMs },
    ],
    failures: [{ code: 'platform.unreachable', count: 4, pipelines: 2, lastRunId: last, lastPipelineName: 'pl_2' }],
    runs: { queued: 0, reading: 1, following: 0 },
    workers: { live: 1, silent: 0, draining: 0, slots: 3, used: 1 },
  });
  const hours = readObjects(readObject(body, 'runs'), 'hours');
  expect(hours).toHaveLength(25);
  expect(hours.slice(-2)).toMatchObject([
    { from: '2026-03-02T08:00:00.000Z', failed: 3, incomplete: 1, succeeded: 0 },
    { from: '2026-03-02T09:00:00.000Z', failed: 0, succeeded: 2 },
  ]);
});

test('coming runs are told for a day, spread as they will be; what is live or started by hand is left out', async () => {
  await using it = await openTestApi(server);
  const { secret: as } = await it.signedIn('viewer');
  const { clock, parts } = it;
  const now = clock.now();
  const every = { kind: 'every', minutes: 360 } as const;
  const dueAt = nextDue(every, now, 'pl_1');
  await addPipeline(parts.store, 'pl_1', { schedule: every, dueAt });
  await addPipeline(parts.store, 'pl_2', {
    schedule: { kind: 'cron', line: '30 2 * * *', zone: 'Asia/Shanghai' },
    dueAt: now - 1,
  });
  await addPipeline(parts.store, 'pl_3', { schedule: { kind: 'live' }, dueAt: now });
  await addPipeline(parts.store, 'pl_4', { schedule: { kind: 'every', minutes: 1 }, dueAt: now + 1 });
  await addPipeline(parts.store, 'pl_5');
  const see = async (query = '') => (await it.call('GET', `/schedules${query}`, { as })).body;
  const items = readObjects(await see(), 'items');
  expect(items.map(({ pipelineId }) => pipelineId)).toEqual(['pl_2', 'pl_4', 'pl_1']);
  expect(items[0]).toMatchObject({
    times: [new Date(now).toISOString(), expect.stringMatching(/^2026-03-01T18:30:/)],
    isCut: false,
  });
  expect(items[1]).toMatchObject({ isCut: true, times: { length: 100 } });
  const spread = Array.from({ length: 4 }, (_, at) => new Date((dueAt ?? 0) + at * 6 * hourMs).toISOString());
  expect(items[2]).toMatchObject({ times: spread, schedule: every, integrationId: 'in_1', isCut: false });
  const soon = await see(`?to=${new Date(now + 5 * minuteMs).toISOString()}`);
  expect(soon).toMatchObject({ from: new Date(now).toISOString(), isCut: false });
  expect(
    readObjects(soon, 'items')
      .map(({ pipelineId }) => pipelineId)
      .slice(0, 2),
  ).toEqual(['pl_2', 'pl_4']);
  for (const last of ['9999-12-31T23:00:00Z', '9999-12-31T23:59:59-12:00']) {
    const { body } = await it.call('GET', `/schedules?from=${last}`, { as });
    expect(body).toMatchObject({ to: '9999-12-31T23:59:59.999Z' });
  }
  const later = await see(`?from=${new Date((dueAt ?? 0) + hourMs).toISOString()}`);
  expect(readObjects(later, 'items').find(({ pipelineId }) => pipelineId === 'pl_1')).toMatchObject({
    times: { 0: spread[1] },
  });
  const far = await it.call('GET', '/schedules?to=2026-03-03T00:00:00Z', { as });
  expect([far.status, far.body]).toMatchObject([400, { details: { fields: [{ path: 'to' }] } }]);
});

test('what is used of the limits is told by app, company and endpoint, the tightest first', async () => {
  await using it = await openTestApi(server);
  const { store, clock } = it.parts;
  const { secret: as } = await it.signedIn('viewer');
  const rates = async () => readObjects((await it.call('GET', '/rates', { as })).body, 'items');
  const [users, scopes] = ['GET /open-apis/contact/v3/users/:user_id', 'GET /open-apis/contact/v3/scopes'];
  const called = [
    ['run_1', 'pl_1', 'host:1', [20, 4]],
    ['run_2', 'pl_2', 'host:2', [50, 0]],
  ] as const;
  for (const [id, pipelineId, worker, [ofUsers, ofScopes]] of called) {
    await addPipeline(store, pipelineId, { integrationId: 'in_1' });
    await store.runs.insert(newRun({ id, pipelineId, trigger: 'person', queuedAt: clock.now() }));
    await store.runs.beginAttempt(id, worker, clock.now());
    const told = [
      { endpoint: users, lastMinute: ofUsers, limit: 100 },
      ...(ofScopes === 0 ? [] : [{ endpoint: scopes, lastMinute: ofScopes, limit: 5 }]),
    ];
    const progress = { at: 0, phase: 'snapshot', rows: 0, calls: 0, commits: 0, streams: {}, rates: told } as const;
    expect(await store.runs.note(id, 1, { progress })).toBe(true);
  }
  expect(await rates()).toMatchObject([
    { endpoint: scopes, lastMinute: 4, limit: 5, tenantKey: null, runs: [{ runId: 'run_1', worker: 'host:1' }] },
    {
      endpoint: users,
      lastMinute: 70,
      limit: 100,
      runs: [
        { pipelineName: 'pl_2', worker: 'host:2', lastMinute: 50 },
        { pipelineName: 'pl_1', worker: 'host:1', lastMinute: 20 },
      ],
    },
  ]);
  await store.runs.endAttempt('run_1', 1, { state: 'failed', attemptState: 'failed', error, now: clock.now() });
  expect(await rates()).toMatchObject([{ endpoint: users, lastMinute: 50 }]);
});

test('bots are counted: who answers, who is in trouble, and what was given up', async () => {
  await using it = await openTestApi(server);
  const { store } = it.parts;
  const bot = await makeBot(store, 'leave', it.clock.now());
  await bot.end({ state: 'dead', lastError: { en: 'No', zh: '否' } }, it.clock.now());
  const given = {
    message: { en: 'No', zh: '否' },
    openedAt: it.clock.now(),
    subjectKind: 'trigger',
    subjectId: 'tr_leave',
  };
  await store.alerts.open({ ...given, id: 'al_1', kind: 'turns.dead' });
  await store.alerts.open({ ...given, id: 'al_2', kind: 'trigger.deaf' });
  const { body } = await it.call('GET', '/overview', { as: (await it.signedIn('viewer')).secret });
  expect(body).toMatchObject({ openAlerts: 2, bots: { published: 1, troubled: 1, deadTurns: 1 } });
});

test('coming runs of many lines are found without stopping what else the process does', async () => {
  let turn = 0;
  const turns: number[] = [];
  await using it = await openTestApi(server, {
    change: (parts) => {
      const dueTimes: typeof parts.resources.dueTimes = (...asked) => {
        turns.push(turn);
        setImmediate(() => turn++);
        return parts.resources.dueTimes(...asked);
      };
      return { ...parts, resources: { ...parts.resources, dueTimes } };
    },
  });
  const { secret: as } = await it.signedIn('viewer');
  const schedule = { kind: 'cron', line: '* * * * *', zone: 'UTC' } as const;
  for (const id of ['pl_1', 'pl_2', 'pl_3'])
    await addPipeline(it.parts.store, id, { schedule, dueAt: it.clock.now() + minuteMs });
  expect(readObjects((await it.call('GET', '/schedules', { as })).body, 'items')).toHaveLength(3);
  expect(new Set(turns).size).toBe(3);
});
