import { beforeAll, expect, test } from 'vitest';
import { newRun } from '../../../src/model/service/new-run.ts';
import { loadAlertFigures } from '../../../src/operations/serve/load-alert-figures.ts';
import { createAlarm } from '../../../src/operations/serve/store-alarm.ts';
import { lookOnce } from '../../../src/scheduler/alerts/watch-figures.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
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
    message: 'No',
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

  const clock = { now: () => now, sleep: async () => {} };
  const look = () =>
    lookOnce(
      { load: () => loadAlertFigures(store), alerts: store.alerts, alarm: createAlarm(store, clock), clock },
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
