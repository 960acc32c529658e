import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createEventService } from '../../../src/app/create-event-service.ts';
import { parseConfig } from '../../../src/config/read-config.ts';
import { syncInstallations } from '../../../src/control/installations/sync-installations.ts';
import type { EventService } from '../../../src/events/event-service.ts';
import { systemClock } from '../../../src/model/clock.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import { followInstallations } from '../../../src/operations/serve/follow-installations.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { readObjects } from '../../../src/util/json.ts';
import { newChannel } from '../../support/alert-channel.ts';
import { quiet } from '../../support/event-fixtures.ts';
import { freePort } from '../../support/free-port.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { addPipeline } from '../../support/service-runs.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

const app = { appId: 'cli_00000000000000aa', appSecret: 'store-secret', kind: 'store' } as const;

let server: PostgresDatabases;
let sandbox: Sandbox;
let receiver: EventService;
let api: TestApi;
let admin: string;
let viewer: string;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

beforeEach(async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/api/lark/webhook/store`;
  const events = { mode: 'webhook', url, verificationToken: 'v', encryptKey: 'k' } as const;
  sandbox = await startSandbox({
    limits: 'off',
    users: 3,
    extraApps: [{ ...app, events }],
    eventOptions: { speed: 600 },
  });
  api = await openTestApi(server);
  receiver = await receive(port);
  await api.parts.store.integrations.insert(newIntegration('in_1', { kind: 'store_app', appId: app.appId }));
  admin = (await api.signedIn('admin')).secret;
  viewer = (await api.signedIn('viewer')).secret;
  return async () => {
    await receiver.close();
    await sandbox.close();
    await api[Symbol.asyncDispose]();
  };
});

async function receive(port: number): Promise<EventService> {
  const credentials = { auth_type: 'store_app', app_id: app.appId, app_secret: app.appSecret, tenant_key: 't' };
  const config = parseConfig({
    file: '/larkstream.json',
    environment: { STORE: api.parts.resources.eventStore.reveal() },
    text: JSON.stringify({
      source: { region: 'feishu', base_url: sandbox.url, credentials, modules: { contact: {} } },
      destination: { type: 'duckdb', path: 'lark.duckdb' },
      events: {
        mode: 'webhook',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the configuration
        store: '${STORE}',
        webhook: { host: '127.0.0.1', port, integration: 'store', verification_token: 'v', encrypt_key: 'k' },
      },
    }),
  });
  return await createEventService({ config, clock: systemClock, logger: quiet });
}

/** Looks until the receiver has stored what was pushed. */
async function takenOver(seen = new Map<string, number>()): Promise<void> {
  const pushedOf = (appId: string) => receiver.store.installations(appId);
  await expect.poll(() => syncInstallations(api.parts, pushedOf, seen), { timeout: 20_000 }).toBe(1);
  expect(await syncInstallations(api.parts, pushedOf, seen)).toBe(0);
  expect(await syncInstallations(api.parts, pushedOf, new Map())).toBe(0); // another process
}

async function list(): Promise<readonly Record<string, unknown>[]> {
  return readObjects((await api.call('GET', '/installations', { as: viewer })).body, 'items');
}

async function linkOf(id: unknown): Promise<{ readonly answer: Answer; readonly secret: string }> {
  const answer = await api.call('POST', `/installations/${id}/claim-link`, { as: admin });
  return { answer, secret: /#installation=is_\w+&token=([\w-]{43})$/.exec(String(answer.body.link))?.[1] ?? '' };
}

const claim = (id: unknown, secret: string, as: string, name = 'Draft') =>
  api.call('POST', `/installations/${id}/claim`, { as, body: { secret, name } });

test('a tenant installs the app, is bound to a draft by a link that is good once, and removes the app', async () => {
  sandbox.events.install(app.appId, 'tenant-a');
  await takenOver();
  const [installed] = await list();
  expect(installed).toMatchObject({
    tenantKey: 'tenant-a',
    integrationId: 'in_1',
    state: 'installed',
    pipelineId: null,
  });
  expect((await api.parts.store.pipelines.page({ limit: 9 }, {})).total).toBe(0);

  const { id } = installed ?? {};
  const { answer, secret } = await linkOf(id);
  expect(answer.status).toBe(200);
  expect((await claim(id, 'x'.repeat(43), viewer)).body.code).toBe('api.link.invalid');
  const claimed = await claim(id, secret, viewer);
  expect(claimed.body).toMatchObject({ state: 'claimed', claimLinkExpiresAt: null });
  const pipeline = await api.parts.store.pipelines.find(String(claimed.body.pipelineId));
  expect(pipeline).toMatchObject({
    name: 'Draft',
    state: 'draft',
    tenantKey: 'tenant-a',
    integrationId: 'in_1',
    dueAt: undefined,
  });
  expect((await api.parts.store.runs.page({ limit: 9 }, {})).total).toBe(0);
  expect((await claim(id, secret, viewer)).body.code).toBe('api.link.invalid');
  expect((await linkOf(id)).answer.body.code).toBe('api.state.wrong');

  sandbox.events.uninstall(app.appId, 'tenant-a');
  await takenOver();
  expect((await list()).map(({ state }) => state)).toEqual(['uninstalled']);
  sandbox.events.install(app.appId, 'tenant-a');
  await takenOver();
  expect(await list()).toMatchObject([{ id, state: 'claimed', pipelineId: claimed.body.pipelineId }]);
  const { items } = await api.parts.store.audit.page({ limit: 50 }, { objectId: String(id) });
  expect(items.map(({ action }) => action).sort()).toEqual([
    'installation.claim',
    'installation.claim-link',
    'installation.install',
    'installation.install',
    'installation.uninstall',
  ]);
  expect(JSON.stringify(items)).not.toContain(secret);
  // Viewers, who do not see the audit, read the same, without where somebody has worked.
  const history = await api.call('GET', `/installations/${id}/history`, { as: viewer });
  expect(readObjects(history.body, 'items').map(({ action }) => action)).toEqual(items.map(({ action }) => action));
  expect(history.text).not.toMatch(/requestId|address/);
});

test('a link is good for seven days, until there is another one, and as long as the app is installed', async () => {
  sandbox.events.install(app.appId, 'tenant-b');
  await takenOver();
  const [{ id } = {}] = await list();
  const first = await linkOf(id);
  const second = await linkOf(id);
  expect((await claim(id, first.secret, viewer)).body.code).toBe('api.link.invalid');
  api.clock.advance(7 * 86_400_000);
  admin = (await api.signedIn('admin')).secret;
  viewer = (await api.signedIn('viewer')).secret;
  expect((await claim(id, second.secret, viewer)).body.code).toBe('api.link.invalid');
  const third = await linkOf(id);
  sandbox.events.uninstall(app.appId, 'tenant-b');
  await takenOver();
  expect((await claim(id, third.secret, viewer)).body.code).toBe('api.link.invalid');
  expect((await linkOf(id)).answer.body.code).toBe('api.state.wrong');
});

test('of a tenant that removes the app the live pipelines are paused with a reason, and none resumes by itself', async () => {
  const { store } = api.parts;
  await store.alertChannels.insert(newChannel('ch_1'));
  sandbox.events.install(app.appId, 'tenant-e');
  await takenOver();
  const live = { kind: 'live' } as const;
  await addPipeline(store, 'pl_gone', { integrationId: 'in_1', tenantKey: 'tenant-e', schedule: live, dueAt: 5 });
  await addPipeline(store, 'pl_other', { integrationId: 'in_1', tenantKey: 'tenant-f', schedule: live, dueAt: 5 });
  await store.runs.insert(newRun({ id: 'run_1', pipelineId: 'pl_gone', trigger: 'live', queuedAt: 1 }));
  sandbox.events.uninstall(app.appId, 'tenant-e');
  await takenOver();
  const gone = { state: 'paused', pausedWhy: { zh: expect.any(String) }, dueAt: undefined };
  expect(await store.pipelines.find('pl_gone')).toMatchObject(gone);
  expect(await store.pipelines.find('pl_other')).toMatchObject({ state: 'active', dueAt: 5 });
  expect((await store.runs.find('run_1'))?.state).toBe('cancelled');
  const { items } = await store.alerts.page({ limit: 9 }, { isOpen: true });
  expect(items).toMatchObject([{ kind: 'pipeline.paused', subjectId: 'pl_gone' }]);
  expect(await store.alertSends.deliveries(['ch_1'])).toMatchObject([{ waiting: 1 }]);
  sandbox.events.install(app.appId, 'tenant-e');
  await takenOver();
  expect((await list())[0]).toMatchObject({ state: 'installed' });
  expect(await store.pipelines.find('pl_gone')).toMatchObject(gone);
});

test('only a person uses a link, and only administrators make one', async () => {
  sandbox.events.install(app.appId, 'tenant-c');
  await takenOver();
  const [{ id } = {}] = await list();
  expect((await api.call('POST', `/installations/${id}/claim-link`, { as: viewer })).status).toBe(403);
  const { secret } = await linkOf(id);
  const headers = { 'idempotency-key': 'k' };
  const made = await api.call('POST', '/me/tokens', { as: admin, headers, body: { name: 'ci', role: 'admin' } });
  expect((await claim(id, secret, String(made.body.token))).status).toBe(403);
  expect((await claim(id, secret, viewer)).status).toBe(200);
});

test('a process of the service takes installations over by itself, until it stops', async () => {
  sandbox.events.install(app.appId, 'tenant-d');
  await expect.poll(async () => (await receiver.store.installations(app.appId)).length, { timeout: 20_000 }).toBe(1);
  const stop = new AbortController();
  const following = followInstallations(api.parts, api.parts.resources.eventStore, stop.signal);
  await expect.poll(async () => (await list()).length, { timeout: 20_000 }).toBe(1);
  stop.abort();
  await following;
});
