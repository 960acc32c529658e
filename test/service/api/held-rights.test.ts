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
  const settings = { kind: 'oidc', issuer: 'https://id.example.com', clientId: 'c' };
  const provider = { name: 'Login', settings, defaultRole: 'viewer' };
  const groupRoles = { all: 'admin' };
  expect(await post('/settings/sign-in', { ...provider, defaultRole: 'admin' })).toMatchObject(denied);
  expect(await post('/settings/sign-in', { ...provider, groupRoles })).toMatchObject(denied);
  const allowed = await post('/settings/sign-in', provider);
  const place = `/settings/sign-in/${allowed.body.id}`;
  const patch = (as: string, version: number, body: unknown) => it.call('PATCH', place, { as, version, body });
  expect(await patch(as, 1, { groupRoles })).toMatchObject(denied);
  expect(await patch(secret, 1, { groupRoles })).toMatchObject({ status: 200 });
  // Also who is asked for proofs, where they make an administrator.
  expect(await patch(as, 2, { settings: { ...settings, issuer: 'https://evil.example' } })).toMatchObject(denied);
});

test('a token of somebody whose identity others keep is good for thirty days after their last sign-in, with a cure', async () => {
  await using it = await openTestApi(server);
  const token = async (given: Parameters<TestApi['signedIn']>[1]) => {
    const { secret: as, account } = await it.signedIn('viewer', given);
    const body = { name: 'ci', role: 'viewer', days: 366 };
    const made = await it.call('POST', '/me/tokens', { as, headers: key(), body });
    return { as: String(made.body.token), id: account.id };
  };
  const theirs = await token({ issuer: 'https://id.example.com', subject: 'u-1' });
  const ours = await token({ login: 'ann', password: 'x' });
  const day = 86_400_000;
  it.clock.advance(30 * day - 1);
  expect((await it.call('GET', '/me', theirs)).status).toBe(200);
  it.clock.advance(1);
  expect(await it.call('GET', '/me', theirs)).toMatchObject({
    status: 401,
    body: { code: 'api.sign.in.due', cure: expect.stringContaining('signs in again') },
  });
  expect((await it.call('GET', '/me', ours)).status).toBe(200);
  await it.parts.store.accounts.noteSignIn(theirs.id, it.clock.now());
  expect((await it.call('GET', '/me', theirs)).status).toBe(200);
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
