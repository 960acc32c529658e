import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/model/clock.ts';
import { ConfigError } from '../../src/model/errors.ts';
import { untranslated } from '../../src/model/message.ts';
import { Secret } from '../../src/model/secret.ts';
import { ClientPool } from '../../src/open-platform/client-pool.ts';
import { authEndpoints } from '../../src/open-platform/endpoints/auth.ts';
import { bitableEndpoints } from '../../src/open-platform/endpoints/bitable.ts';
import type { ClientOptions, ClientUse, OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { StoreApp } from '../../src/open-platform/tokens/store-app.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

let sandbox: Sandbox;
let pool: ClientPool;
let passedMs = 0;
const clock = { ...systemClock, now: () => passedMs, elapsed: () => passedMs };
const minuteMs = 60_000;

beforeEach(async () => {
  sandbox = await startSandbox({ limits: 'documented', users: 5, departments: 2, bases: [{ tables: 1, records: 5 }] });
  passedMs = 0;
  pool = new ClientPool({ clock });
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
});

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

test('a client without users stays for an hour, for the limits outlive a run; then it is closed', async () => {
  const [first, stays] = [await useOf(pool), await pool.use({ app: 'stays', proofs: [] }, options)];
  await Promise.all([...readBases(first, 1), ...readBases(stays, 1)]);
  await first.close();
  passedMs += 59 * minuteMs;
  const again = await useOf(pool);
  await Promise.all(readBases(again, 1));
  expect(tokenRequests()).toBe(2);

  await again.close();
  // That it is closed once more says nothing about others.
  await first.close();
  passedMs += 61 * minuteMs;
  await Promise.all(readBases(await useOf(pool), 1));
  expect(tokenRequests()).toBe(3);
  await Promise.all(readBases(stays, 1));
  expect(tokenRequests()).toBe(3);
});

test('an app of the store lives as long as a client of one of its tenants', async () => {
  let [made, closed] = [0, 0];
  const open = (tenant: string) =>
    pool.use({ app: tenant, proofs: [] }, (storeApp) => {
      const { appId, appSecret, ...rest } = { ...options().credentials, tickets: { ticket: async () => undefined } };
      const app = storeApp({ app: 'app', proofs: [appSecret] }, () => {
        made += 1;
        const close = async () => {
          closed += 1;
        };
        return { app: new StoreApp({ appId, appSecret, ...rest, clock }), close };
      });
      return { ...options(), credentials: { appId, appSecret, fetchToken: app.forTenant(tenant) } };
    });
  const [one, other] = [await open('one'), await open('other')];
  expect([made, closed]).toEqual([1, 0]);
  await one.close();
  passedMs += 61 * minuteMs;
  await (await open('third')).close();
  expect([made, closed]).toEqual([1, 0]);
  await other.close();
  passedMs += 61 * minuteMs;
  await open('one');
  await expect.poll(() => [made, closed]).toEqual([2, 1]);
  await pool.close();
  expect([made, closed]).toEqual([2, 2]);
});

test('the smallest share of the limits that a present user asks for is in force', async () => {
  const careful = await useOf(pool, { rateLimitScale: 0.1 });
  const usual = await useOf(pool);
  expect([careful.rateLimitScale, usual.rateLimitScale]).toEqual([0.1, 0.1]);
  await careful.close();
  expect(usual.rateLimitScale).toBe(1);
});

test('a closed pool ends all calls and gives no client, nor does it make one for who asked while it was closing', async () => {
  const user = await useOf(pool);
  sandbox.faults.add({ path: bitableEndpoints.getApp.path, kind: 'slow', times: 1, delayMs: 300 });
  const ended = Promise.all(
    readBases(user, 1).map((call) => expect(call).rejects.toMatchObject({ code: 'run.stopped' })),
  );
  let made = 0;
  const early = pool.use({ app: 'another', proofs: [] }, () => {
    made += 1;
    return options();
  });
  const refused = expect(early).rejects.toMatchObject({ code: 'run.stopped', family: 'stopped' });
  const closing = pool.close();
  await expect(useOf(pool)).rejects.toMatchObject({ code: 'run.stopped', family: 'stopped' });
  await Promise.all([closing, pool.close(), ended, refused]);
  expect(made).toBe(0);
});

test('options that are no good are told to whoever gave them, and the next user tries again', async () => {
  const wrong = new ConfigError({ code: 'config.setting.invalid', message: untranslated('wrong') });
  const use = pool.use({ app: 'app', proofs: [] }, () => {
    throw wrong;
  });
  await expect(use).rejects.toBe(wrong);
  await expect(Promise.all(readBases(await useOf(pool), 1))).resolves.toHaveLength(1);
});
