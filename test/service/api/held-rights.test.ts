import { beforeAll, describe, expect, test } from 'vitest';
import { renewLiveRuns } from '../../../src/control/pipelines/open-runs.ts';
import type { Route } from '../../../src/http/api/route.ts';
import { Secret } from '../../../src/model/secret.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import { lesserOf, mayDo, type Role, roles } from '../../../src/model/service/role.ts';
import {
  isObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  readObject,
  readText,
  readTexts,
} from '../../../src/util/json.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
import { addPipeline } from '../../support/service-runs.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { arrange, namedRoutes, newWalker, pathOf } from './walk.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

const oidc = { kind: 'oidc', issuer: 'https://id.example.com', clientId: 'c' };

/** Whether a role stands anywhere in what the route takes. */
function takesRole(given: object, { method, path }: Pick<Route, 'method' | 'path'>): boolean {
  const parsed = parseJson(JSON.stringify(given));
  const document = isObject(parsed) ? parsed : {};
  const operation = readObject(readObject(readObject(document, 'paths'), `/api/v1${path}`), method);
  const seen = new Set<string>();
  const holds = (value: JsonValue | undefined): boolean => {
    if (Array.isArray(value)) return value.some(holds);
    if (!isObject(value)) return false;
    const reference = readText(value, '$ref');
    if (reference !== null && !seen.has(reference)) {
      seen.add(reference);
      const name = reference.split('/').at(-1) ?? '';
      return holds(readObject(readObject(readObject(document, 'components'), 'schemas'), name));
    }
    return readTexts(value, 'enum').includes('operator') || Object.values(value).some(holds);
  };
  return holds(operation.requestBody);
}

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

describe('nobody gives a role that they do not hold', () => {
  /** Every route that takes a role, with the body that gives it. Links, claims and files take none. */
  const giving: Readonly<Record<string, (role: Role) => JsonObject>> = {
    'POST /me/tokens': (role) => ({ name: 'ci', role }),
    'POST /accounts': (role) => ({ name: 'Eve', login: crypto.randomUUID(), role }),
    'PATCH /accounts/{id}': (role) => ({ role }),
    'POST /settings/sign-in': (role) => ({ name: crypto.randomUUID(), settings: oidc, groupRoles: { all: role } }),
    'PATCH /settings/sign-in/{id}': (defaultRole) => ({ defaultRole }),
  };
  let it: TestApi;
  beforeAll(async () => {
    it = await openTestApi(server);
    return () => it[Symbol.asyncDispose]();
  });

  test('these are all the routes that take a role', () => {
    const taking = namedRoutes.filter(([, { method, path }]) => takesRole(it.api.document, { method, path }));
    expect(taking.map(([name]) => name).toSorted()).toEqual(Object.keys(giving).toSorted());
  });

  test.each(namedRoutes.filter(([name]) => Object.hasOwn(giving, name)))('%s', async (name, route) => {
    const walker = await newWalker(it);
    for (const own of roles) {
      const { secret: person } = await it.signedIn(own);
      const made = await it.call('POST', '/me/tokens', { as: person, headers: key(), body: { name: 't', role: own } });
      for (const role of roles) {
        const { params, version, headers } = await arrange(it, route, walker);
        const ask = async (as: string): Promise<number> => {
          const sent = { headers: { ...headers, ...key() }, version, body: giving[name]?.(role) };
          return (await it.call(route.method.toUpperCase(), pathOf(route, params), { as, ...sent })).status;
        };
        const isHeld = route.action !== 'public' && mayDo(own, route.action) && lesserOf(own, role) === role;
        const isForTokens = name === 'POST /settings/sign-in' && role !== 'admin';
        // The token first: what it is refused leaves the version as it is.
        expect(await ask(String(made.body.token)), `a token of ${own} gives ${role}`).toBe(
          isHeld && isForTokens ? 201 : 403,
        );
        const status = await ask(person);
        expect(isHeld ? status < 300 : status === 403, `${own} gives ${role}: ${status}`).toBe(true);
      }
    }
  });
});

test('a token lets nobody in again, and changes nothing that proves who an administrator is', async () => {
  await using it = await openTestApi(server);
  const { parts } = it;
  const { secret } = await it.signedIn('admin');
  const made = await it.call('POST', '/me/tokens', { as: secret, headers: key(), body: { name: 'ci', role: 'admin' } });
  const as = String(made.body.token);
  const denied = { status: 403, body: { code: 'api.role.denied' } };
  const { account } = await it.signedIn('admin', { disabledAt: 1 });
  const again = { version: account.version, body: { isDisabled: false } };
  expect(await it.call('PATCH', `/accounts/${account.id}`, { as, ...again })).toMatchObject(denied);
  expect(await it.call('PATCH', `/accounts/${account.id}`, { as: secret, ...again })).toMatchObject({ status: 200 });

  const making = { name: 'Company', settings: oidc, groupRoles: { all: 'admin' }, clientSecret: 'a client secret' };
  const provider = await it.call('POST', '/settings/sign-in', { as: secret, headers: key(), body: making });
  const place = `/settings/sign-in/${String(provider.body.id)}/client-secret`;
  const another = { body: { clientSecret: 'another client secret' } };
  expect(await it.call('PUT', place, { as, ...another })).toMatchObject(denied);
  expect(await it.call('PUT', place, { as: secret, ...another })).toMatchObject({ status: 204 });

  const { version } = await parts.store.integrations.insert(newIntegration('in_1'));
  const owned = { ownerKind: 'integration', ownerId: 'in_1', name: 'app_secret' };
  await parts.openVault(parts.store.secrets).set(owned, new Secret('the secret of the app'));
  const lark = {
    name: 'Feishu',
    settings: { kind: 'lark', integrationId: 'in_1', tenants: ['t'] },
    defaultRole: 'viewer',
  };
  expect(await it.call('POST', '/settings/sign-in', { as, headers: key(), body: lark })).toMatchObject({ status: 201 });
  const elsewhere = { version, body: { baseUrl: 'https://evil.example' } };
  expect(await it.call('PATCH', '/integrations/in_1', { as, ...elsewhere })).toMatchObject(denied);
  expect(await it.call('PATCH', '/integrations/in_1', { as, version, body: { name: 'Ours' } })).toMatchObject({
    status: 200,
  });
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
