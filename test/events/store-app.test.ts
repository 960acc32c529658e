import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClientPool } from '../../src/app/create-client.ts';
import { createEventService } from '../../src/app/create-event-service.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { Config } from '../../src/config/settings.ts';
import type { EventService } from '../../src/events/event-service.ts';
import { systemClock } from '../../src/model/clock.ts';
import { loadLastRuns } from '../../src/operations/load-last-runs.ts';
import { runConfiguredLive } from '../../src/operations/run-configured-live.ts';
import { runConfiguredSync } from '../../src/operations/run-configured-sync.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { quiet } from '../support/event-fixtures.ts';
import { freePort } from '../support/free-port.ts';
import { SandboxCaller } from '../support/sandbox-caller.ts';
import { tablesOf } from '../support/truth.ts';

const app = { appId: 'cli_00000000000000aa', appSecret: 'store-secret', kind: 'store' } as const;
const other = { tenantKey: '2ca1d211f64f6438', name: '另一家公司', seed: 77 };

let folder: string;
let port: number;
let sandbox: Sandbox;

beforeEach(async () => {
  port = await freePort();
  folder = mkdtempSync(join(tmpdir(), 'larkstream-store-app-'));
  const url = `http://127.0.0.1:${port}/api/lark/webhook/store`;
  sandbox = await startSandbox({
    limits: 'off',
    users: 20,
    departments: 4,
    approvals: { definitions: 1, instancesPerDay: 1, days: 2 },
    extraApps: [{ ...app, events: { mode: 'webhook', url, verificationToken: 'v', encryptKey: 'k' } }],
    extraTenants: [other],
    eventOptions: { speed: 600 },
  });
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function configOf(credentials: Readonly<Record<string, string>> = {}, path = 'lark-{tenant_key}.duckdb'): Config {
  const file = join(folder, 'larkstream.json');
  writeFileSync(
    file,
    JSON.stringify({
      source: {
        region: 'feishu',
        base_url: sandbox.url,
        rate_limit_scale: 0,
        credentials: { auth_type: 'store_app', app_id: app.appId, app_secret: app.appSecret, ...credentials },
        modules: { contact: {} },
      },
      destination: { type: 'duckdb', path },
      events: {
        mode: 'webhook',
        store: 'events.db',
        webhook: { host: '127.0.0.1', port, integration: 'store', verification_token: 'v', encrypt_key: 'k' },
      },
    }),
  );
  return readConfig(file, {});
}

async function askForTicket(): Promise<void> {
  const body = { app_id: app.appId, app_secret: app.appSecret };
  const caller = new SandboxCaller(sandbox, app);
  await caller.call('POST', '/open-apis/auth/v3/app_ticket/resend', { body, authorization: null });
}

/** A receiver of the first tenant's app that has got its first ticket. */
async function receiveTicket(): Promise<EventService> {
  const { tenantKey } = sandbox;
  const config = configOf({ tenant_key: tenantKey });
  const service = await createEventService({ config, clock: systemClock, logger: quiet });
  sandbox.events.install(app.appId, tenantKey);
  await askForTicket();
  await expect.poll(() => service.store.ticket(app.appId)).not.toBeUndefined();
  return service;
}

const peopleOf = async (key: string): Promise<number> =>
  (await tablesOf(join(folder, `lark-${key}.duckdb`))).contact_users?.rows.length ?? 0;

test('one process serves every tenant that installs the app, until it is uninstalled, and again after that', async () => {
  const stop = new AbortController();
  const told: string[] = [];
  const reports: string[] = [];
  const troubles: string[] = [];
  const ended = runConfiguredLive({
    config: configOf(),
    signal: stop.signal,
    observer: {
      onTenant: (key, change) => told.push(`${key} ${change}`),
      onReport: ({ sourceId, outcome, isLive }) =>
        isLive !== true && reports.push(`${sourceId.split('/').at(-1)} ${outcome}`),
      onTrouble: ({ message }) => troubles.push(message),
    },
  });
  const { tenantKey } = sandbox;
  await expect
    .poll(() =>
      fetch(`http://127.0.0.1:${port}/`).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(401);
  sandbox.events.install(app.appId, tenantKey);
  await expect.poll(() => reports, { timeout: 60_000 }).toEqual([`${tenantKey} done`]);
  sandbox.events.install(app.appId, other.tenantKey);
  await expect.poll(() => reports, { timeout: 60_000 }).toHaveLength(2);

  const joiner = sandbox.tenants.get(other.tenantKey)?.directory.addPerson({ name: '新同事' });
  await expect.poll(() => sandbox.events.deliveryQueue(app.appId).pendingCount, { timeout: 60_000 }).toBe(0);

  sandbox.events.uninstall(app.appId, tenantKey);
  await expect.poll(() => told, { timeout: 60_000 }).toContain(`${tenantKey} uninstalled`);
  sandbox.events.install(app.appId, tenantKey);
  await expect.poll(() => reports, { timeout: 60_000 }).toHaveLength(3);
  stop.abort();
  await ended;

  expect(troubles).toEqual([]);
  expect(await peopleOf(tenantKey)).toBe(20);
  expect(await peopleOf(other.tenantKey)).toBe(21);
  const held = await tablesOf(join(folder, `lark-${other.tenantKey}.duckdb`));
  expect(held.contact_users?.rows.map(({ open_id }) => open_id)).toContain(joiner?.openId);
});

test('a ticket that is kept serves later syncs of one tenant, and one that has become invalid is asked for anew', async () => {
  const { tenantKey } = sandbox;
  const service = await receiveTicket();
  const sync = async () => await runConfiguredSync({ config: configOf({ tenant_key: tenantKey }) });
  expect((await sync()).outcome).toBe('done');
  expect(await peopleOf(tenantKey)).toBe(20);
  // What looks at the destination looks at the tenant's own.
  expect((await loadLastRuns(configOf({ tenant_key: tenantKey }), 5)).runs).toHaveLength(1);
  expect((await loadLastRuns(configOf(), 5)).runs).toHaveLength(0);
  // Two newer tickets make the one that is kept invalid; pushes of them are lost.
  sandbox.events.configure(app.appId, { mode: 'off' });
  const entry = (await service.store.ticket(app.appId))?.reveal();
  for (let times = 0; times < 2; times++) await askForTicket();
  sandbox.revokeTokens();
  sandbox.events.configure(app.appId, { mode: 'webhook' });
  expect((await sync()).outcome).toBe('done');
  expect((await service.store.ticket(app.appId))?.reveal()).not.toBe(entry);
  await service.close();
});

test('tokens that were got elsewhere are used as they are', async () => {
  const { tenantKey } = sandbox;
  const service = await receiveTicket();
  const app_ticket = (await service.store.ticket(app.appId))?.reveal() ?? '';
  await service.close();
  const caller = new SandboxCaller(sandbox, app);
  const issue = async (name: string, body: Record<string, string>) =>
    (await caller.call('POST', `/open-apis/auth/v3/${name}`, { body, authorization: null })).json;
  const appToken = await issue('app_access_token', { app_id: app.appId, app_secret: app.appSecret, app_ticket });
  const app_access_token = String(appToken.app_access_token);
  const tenant = await issue('tenant_access_token', { app_access_token, tenant_key: tenantKey });
  rmSync(join(folder, 'events.db'), { force: true });

  const withAppToken = configOf({ tenant_key: tenantKey, app_access_token });
  expect((await runConfiguredSync({ config: withAppToken })).outcome).toBe('done');
  const tenant_access_token = String(tenant.tenant_access_token);
  const withTenantToken = configOf({ tenant_key: tenantKey, tenant_access_token });
  expect((await runConfiguredSync({ config: withTenantToken })).outcome).toBe('done');
  sandbox.revokeTokens();
  const refused = await runConfiguredSync({ config: withTenantToken });
  expect(refused.error).toMatchObject({ code: 'lark.token.rejected' });
  expect(JSON.stringify(refused)).not.toContain(tenant_access_token);
});

test('settings of a store app that cannot work are refused before any call', async () => {
  const signal = new AbortController().signal;
  await expect(runConfiguredLive({ config: configOf({}, 'one.duckdb'), signal })).rejects.toMatchObject({
    code: 'config.setting.invalid',
    message: expect.stringContaining('the same for every tenant'),
  });
  await expect(runConfiguredSync({ config: configOf() })).rejects.toMatchObject({
    message: expect.stringContaining('tenant_key is missing'),
  });
  const long = configOf({ tenant_key: 'x' });
  const inLong = { ...long, events: { ...long.events, mode: 'long_connection' as const } };
  await expect(runConfiguredLive({ config: inLong, signal })).rejects.toMatchObject({
    message: expect.stringContaining('custom apps only'),
  });
});

test.each(['the right secret first', 'the wrong secret first'])(
  'programs that share their clients share nothing with one that has another secret: %s',
  async (order) => {
    const service = await receiveTicket();
    await using _ = { [Symbol.asyncDispose]: () => service.close() };
    sandbox.events.install(app.appId, other.tenantKey);
    const clients = createClientPool();
    const right = () => runConfiguredSync({ config: configOf({ tenant_key: sandbox.tenantKey }), clients });
    const wrong = () =>
      runConfiguredSync({ config: configOf({ tenant_key: other.tenantKey, app_secret: 'another' }), clients });
    const outcome = (run: () => Promise<{ readonly outcome: string }>) =>
      run().then(
        ({ outcome: how }) => how,
        () => 'refused',
      );
    const runs = order.startsWith('the right') ? [right, wrong] : [wrong, right];
    const outcomes = [];
    for (const run of runs) outcomes.push(await outcome(run));
    await clients.close();
    const good = runs.indexOf(right);
    expect(outcomes[good]).toBe('done');
    expect(outcomes[1 - good]).not.toBe('done');
  },
);
