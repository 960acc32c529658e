import { beforeAll, describe, expect, test } from 'vitest';
import { renewLiveRuns } from '../../../src/control/pipelines/open-runs.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
import { addPipeline } from '../../support/service-runs.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

async function addRun({ parts }: TestApi, id: string, given: Partial<Parameters<typeof newRun>[0]>): Promise<void> {
  await parts.store.runs.insert(newRun({ id, pipelineId: 'pl_1', trigger: 'person', queuedAt: 1, ...given }));
}

describe('who repeats a run needs what its first beginning needed', () => {
  test.each([
    ['a reset', { resetStreams: ['*'] }, 403],
    ['accepted deletes', { acceptDeletes: true }, 201],
    ['a run', {}, 201],
  ])('%s, as an operator', async (_, options, status) => {
    await using it = await openTestApi(server);
    await addPipeline(it.parts.store, 'pl_1', { schedule: { kind: 'manual' } });
    await addRun(it, 'run_1', { options });
    await it.parts.store.runs.askCancel('run_1', 2);
    const { secret: as } = await it.signedIn('operator');
    expect(await it.call('POST', '/runs/run_1/retry', { as, headers: key() })).toMatchObject({ status });
  });
});

test('a token makes nobody who outlives it', async () => {
  await using it = await openTestApi(server);
  const { secret, account } = await it.signedIn('admin');
  const made = await it.call('POST', '/me/tokens', { as: secret, headers: key(), body: { name: 'ci', role: 'admin' } });
  const as = String(made.body.token);
  const post = (path: string, body?: unknown) => it.call('POST', path, { as, headers: key(), body });
  const denied = { status: 403, body: { code: 'api.role.denied' } };
  expect(await post('/accounts', { name: 'Eve', login: 'eve', role: 'admin' })).toMatchObject(denied);
  expect(await it.call('POST', `/accounts/${account.id}/reset-password`, { as })).toMatchObject(denied);
  const body = { role: 'admin' };
  const { id, version } = account;
  expect(await it.call('PATCH', `/accounts/${id}`, { as, version, body })).toMatchObject(denied);
});

describe('what follows events has no next run', () => {
  async function following(state: 'draft' | 'active'): Promise<TestApi> {
    const it = await openTestApi(server);
    await addPipeline(it.parts.store, 'pl_1', { schedule: { kind: 'live' }, state });
    await addRun(it, 'run_1', { trigger: 'live' });
    return it;
  }
  const stateOf = async ({ parts }: TestApi) => (await parts.store.runs.find('run_1'))?.state;

  test('it ends when its pipeline is changed, but not for another name', async () => {
    // A draft, because this one has not what it needs to be run.
    await using it = await following('draft');
    const { secret: as } = await it.signedIn('admin');
    const patch = async (body: unknown): Promise<number> => {
      const version = (await it.parts.store.pipelines.find('pl_1'))?.version;
      return (await it.call('PATCH', '/pipelines/pl_1', { as, version, body })).status;
    };
    expect([await patch({ name: 'Another' }), await stateOf(it)]).toEqual([200, 'queued']);
    expect([await patch({ schedule: { kind: 'every', minutes: 5 } }), await stateOf(it)]).toEqual([200, 'cancelled']);
  });

  test('it begins anew when what it reads with is changed', async () => {
    await using it = await following('active');
    const integrationId = (await it.parts.store.pipelines.find('pl_1'))?.integrationId ?? '';
    const renew = (id: string) =>
      it.parts.store.transaction((tables) => renewLiveRuns(tables, { integrationId: id }, it.clock.now()));
    await renew('in_other');
    expect(await stateOf(it)).toBe('queued');
    await renew(integrationId);
    expect(await stateOf(it)).toBe('cancelled');
  });
});
