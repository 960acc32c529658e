import { beforeAll, expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import { pipelineConsumer } from '../../../src/model/service/pipeline-consumer.ts';
import { loadAlertFigures } from '../../../src/operations/serve/load-alert-figures.ts';
import { loadMetrics } from '../../../src/operations/serve/load-metrics.ts';
import { createAlarm } from '../../../src/operations/serve/store-alarm.ts';
import { lookOnce } from '../../../src/scheduler/alerts/watch-figures.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { receivedEvent } from '../../support/received-event.ts';
import { addPipeline } from '../../support/service-runs.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

test('the figures hold what the rules look at, and alerts follow them', async () => {
  await using opened = await newServiceStore(server);
  const { store } = opened;
  const now = Date.now();
  await addPipeline(store, 'pl_1', { schedule: { kind: 'every', minutes: 10 } });
  const run = newRun({ id: 'run_1', pipelineId: 'pl_1', trigger: 'person', queuedAt: now });
  await store.runs.insert(run);
  const begun = await store.runs.beginAttempt('run_1', 'here', now);
  const error = {
    code: 'lark.credentials.rejected',
    family: 'config',
    // What the platform said, cut in the middle of a sign: Postgres reads no such JSON, not even beside that of other pipelines.
    message: 'No \ud83d and \u0000',
    cure: 'Mend it.',
    details: {},
  } as const;
  await store.runs.endAttempt('run_1', begun?.number ?? 0, { state: 'failed', attemptState: 'failed', error, now });

  const figures = await loadAlertFigures(store);
  expect(figures.pipelines).toMatchObject([
    {
      id: 'pl_1',
      schedule: { kind: 'every', minutes: 10 },
      errorCode: 'lark.credentials.rejected',
      hasPausedItself: false,
    },
  ]);
  expect(figures.integrations.map(({ id }) => id)).toEqual([figures.pipelines[0]?.integrationId]);

  const clock = { now: () => now, elapsed: () => now, sleep: async () => {} };
  const look = () =>
    lookOnce(
      {
        load: () => loadAlertFigures(store),
        now: () => store.now(),
        alerts: store.alerts,
        alarm: createAlarm(store),
        clock,
      },
      new Map(),
    );
  const kinds = async (isOpen: boolean) =>
    (await store.alerts.page({ limit: 9 }, { isOpen })).items.map(({ kind }) => kind);
  await look();
  await look();
  expect(await kinds(true)).toContain('token.refused');
  expect((await kinds(true)).filter((kind) => kind === 'token.refused')).toHaveLength(1);

  await store.runs.insert({ ...run, id: 'run_2', queuedAt: now + 1 });
  const again = await store.runs.beginAttempt('run_2', 'here', now);
  await store.runs.endAttempt('run_2', again?.number ?? 0, { state: 'succeeded', attemptState: 'succeeded', now });
  await look();
  expect(await kinds(false)).toContain('token.refused');
});

test('a live pipeline is late while nothing follows it, while its events wait, and while a stream stays incomplete; then no more', async () => {
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const minute = 60_000;
  const now = Date.now();
  await addPipeline(store, 'pl_1', { schedule: { kind: 'live' }, createdAt: now - 600 * minute });
  // However far off the clock of the process that looks is.
  const clock = { now: () => now + 400 * 24 * 60 * minute, elapsed: () => now, sleep: async () => {} };
  const late = async (): Promise<string | undefined> => {
    const alarm = createAlarm(store);
    await lookOnce(
      { load: () => loadAlertFigures(store), now: () => store.now(), alerts: store.alerts, alarm, clock },
      new Map(),
    );
    const { items } = await store.alerts.page({ limit: 9 }, { isOpen: true, kind: 'freshness.late' });
    return items[0]?.message.en;
  };
  expect(await late()).toContain('no worker has followed it for 600 minutes');
  const seen = async (minutes: number) =>
    await server.query(url, `UPDATE larkstream.attempts SET seen_at = ${now} - ${minutes * minute}`);
  await store.runs.insert(newRun({ id: 'run_1', pipelineId: 'pl_1', trigger: 'live', queuedAt: now - 4 * minute }));
  const tried = { at: now, phase: 'starting', rows: 0, calls: 0, commits: 0, streams: {} } as const;
  const soFar = { steadyAttempt: 0, mostCommits: 1, movedAttempt: 1 };
  const heard = { ...tried, phase: 'streaming', soFar } as const;
  // Who waits for a worker, and who only tries to begin, follows nothing.
  expect(await late()).toContain('no worker has followed it for 600 minutes');
  await store.runs.beginAttempt('run_1', 'here', now);
  await store.runs.note('run_1', 1, { progress: tried });
  expect(await late()).toContain('no worker has followed it for 600 minutes');
  await store.runs.note('run_1', 1, { progress: { ...heard, phase: 'snapshot' } });
  expect(await late()).toBeUndefined();
  // Its last batch took long. There is nothing more to do.
  await store.runs.note('run_1', 1, { progress: { ...heard, lagMs: 30 * minute } });
  expect(await late()).toBeUndefined();
  await store.runs.note('run_1', 1, { progress: { ...heard, incomplete: { users: now - 7 * minute, groups: now } } });
  expect(await late()).toContain('reads have left users incomplete for 7 minutes');
  await store.runs.note('run_1', 1, { progress: heard });
  expect(await late()).toBeUndefined();
  await store.runs.endAttempt('run_1', 1, { state: 'requeue', attemptState: 'lost', now });
  expect(await late()).toBeUndefined();
  await seen(6);
  expect(await late()).toContain('no worker has followed it for 6 minutes');
  // Tried again and again in vain, in this run and in the next one: nobody is told that it has recovered.
  await store.runs.beginAttempt('run_1', 'here', now);
  expect(await late()).toContain('no worker has followed it for 6 minutes');
  await store.runs.note('run_1', 2, { progress: { ...tried, soFar } });
  await store.runs.endAttempt('run_1', 2, { state: 'failed', attemptState: 'failed', now });
  await store.runs.insert(newRun({ id: 'run_2', pipelineId: 'pl_1', trigger: 'live', queuedAt: now }));
  expect(await late()).toContain('no worker has followed it for 6 minutes');
  await store.runs.beginAttempt('run_2', 'here', now);
  await store.runs.note('run_2', 1, { progress: heard });
  expect(await late()).toBeUndefined();
});

test('an event waits since it came, and one that was put back since then', async () => {
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const minute = 60_000;
  const now = Date.now();
  await addPipeline(store, 'pl_1', { schedule: { kind: 'live' } });
  const events = await openEventStore(new Secret(url));
  try {
    const consumer = pipelineConsumer('pl_1');
    await events.register({ name: consumer, filter: { types: ['approval.done'] }, from: 'now' }, now);
    const at = now - 90 * minute;
    await events.accept([receivedEvent('one', { at, appId: 'cli_1', type: 'approval.done' })]);
    const waits = async () => (await store.figures()).pipelines[0]?.waitsSince;
    const metric = async () =>
      /^larkstream_pipeline_lag_seconds.* (\d+)$/m.exec(
        await loadMetrics({
          store,
          clock: { now: () => now, elapsed: () => now, sleep: async () => {} },
          version: '1',
        }),
      )?.[1];
    expect([await waits(), await metric()]).toEqual([at, `${90 * 60}`]);
    const claim = { consumer, owner: 'host:1:a:b', leaseMs: minute, limit: 2, appId: 'cli_1', now };
    const seqs = (await events.claim(claim)).map(({ seq }) => seq);
    await events.complete(seqs, claim);
    expect([await waits(), await metric()]).toEqual([undefined, '0']);
    const putBackAt = now - 2 * minute;
    await events.replay({ consumer, appId: 'cli_1', events: ['one'], now: putBackAt });
    expect([await waits(), await metric()]).toEqual([putBackAt, '120']);
  } finally {
    await events.close();
  }
});
