import { afterEach, beforeEach, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import { ClientPool } from '../../src/open-platform/client-pool.ts';
import { authEndpoints } from '../../src/open-platform/endpoints/auth.ts';
import { bitableEndpoints } from '../../src/open-platform/endpoints/bitable.ts';
import type { ClientOptions, ClientUse, OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

let sandbox: Sandbox;
let pool: ClientPool;

beforeEach(async () => {
  sandbox = await startSandbox({ limits: 'documented', users: 5, departments: 2, bases: [{ tables: 1, records: 5 }] });
  pool = new ClientPool();
});
afterEach(async () => {
  await pool.close();
  await sandbox.close();
});

function options(): ClientOptions {
  const { appId, appSecret } = sandbox.options;
  return { region: 'feishu', baseUrl: sandbox.url, credentials: { appId, appSecret: new Secret(appSecret) } };
}

const useOf = (from: ClientPool, use: ClientUse = {}) => from.use({ app: 'app', proofs: [] }, options, use);

function readBases(client: OpenPlatformClient, times: number): Promise<unknown>[] {
  const path = { app_token: sandbox.tenant.tables.appTokens[0] ?? '' };
  return Array.from({ length: times }, () => client.call(bitableEndpoints.getApp, { path }));
}

const tokenRequests = () => sandbox.stats().endpoints[authEndpoints.tenantAccessToken.path]?.calls ?? 0;

test('users of one app share a token and a governor: together they stay within the limits of the platform', async () => {
  const users = await Promise.all([useOf(pool), useOf(pool)]);
  await Promise.all(users.flatMap((user) => readBases(user, 30)));

  expect(tokenRequests()).toBe(1);
  expect(sandbox.stats().throttled).toBe(0);

  // Each with a client of its own, they go beyond.
  const others = [new ClientPool(), new ClientPool()];
  const apart = await Promise.all(others.map((other) => useOf(other)));
  await Promise.all(apart.flatMap((user) => readBases(user, 30)));
  expect(tokenRequests()).toBe(3);
  expect(sandbox.stats().throttled).toBeGreaterThan(0);
  for (const other of others) await other.close();
}, 30_000);

test('each user of a shared client observes its own calls only', async () => {
  const told: string[] = [];
  const [one, other] = await Promise.all([
    useOf(pool, { observer: { onCall: ({ endpoint }) => told.push(endpoint.path) } }),
    useOf(pool),
  ]);
  await Promise.all([...readBases(one, 2), ...readBases(other, 3)]);

  expect(told.filter((path) => path === bitableEndpoints.getApp.path)).toHaveLength(2);
  expect(other.calls.list().find(({ endpoint }) => endpoint.endsWith(bitableEndpoints.getApp.path))?.calls).toBe(3);
});

test('a user that leaves a shared client ends its own calls only', async () => {
  const [one, other] = await Promise.all([useOf(pool), useOf(pool)]);
  sandbox.faults.add({ path: bitableEndpoints.getApp.path, kind: 'slow', times: 2, delayMs: 300 });
  const [left] = readBases(one, 1);
  const [stays] = readBases(other, 1);
  const ended = expect(left).rejects.toMatchObject({ code: 'run.stopped' });
  await one.close();

  await ended;
  await expect(stays).resolves.toHaveProperty('app');
  await expect(Promise.all(readBases(await useOf(pool), 1))).resolves.toHaveLength(1);
  expect(tokenRequests()).toBe(1);
});
