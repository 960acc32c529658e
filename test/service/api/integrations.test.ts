import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { settleMode } from '../../../src/control/integrations/change-mode.ts';
import { Secret } from '../../../src/model/secret.ts';
import type { Caller } from '../../../src/model/service/caller.ts';
import type { SandboxOptions } from '../../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { type JsonObject, readObject, readObjects } from '../../../src/util/json.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { receivedEvent } from '../../support/received-event.ts';
import { type Answer, headersOf, openTestApi, type TestApi } from '../../support/service-api.ts';
import { newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
let sandbox: Sandbox | undefined;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });
const appSecret = 's3cr3t-s3cr3t-s3cr3t';
const given = {
  name: 'Our app',
  region: 'feishu',
  appId: 'cli_a1b2c3d4e5f6a7b8',
  secrets: { app_secret: appSecret },
};
const service: Caller = {
  kind: 'service',
  id: undefined,
  name: 'receiver',
  role: 'admin',
  accountId: undefined,
  address: undefined,
  requestId: undefined,
};

async function asAdmin(it: TestApi) {
  const { secret: as } = await it.signedIn('admin');
  const call = (method: string, path: string, body?: unknown, version?: number): Promise<Answer> =>
    it.call(method, path, {
      as,
      version,
      headers: method === 'POST' ? key() : {},
      ...(body === undefined ? {} : { body }),
    });
  return { as, call };
}

async function startTenant(options: SandboxOptions = {}): Promise<JsonObject> {
  sandbox = await startSandbox({ users: 12, departments: 3, limits: 'off', ...options });
  const { appId, appSecret: secret, region } = sandbox.options;
  return { ...given, region, baseUrl: sandbox.url, appId, secrets: { app_secret: secret } };
}

const pathsOf = ({ body }: Answer): unknown[] =>
  readObjects(readObject(body, 'details'), 'fields').map(({ path }) => path);

test('the secret of an app goes to no other host: it is given again', async () => {
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const path = `/integrations/${(await call('POST', '/integrations', given)).body.id}`;
  const baseUrl = 'https://open.example.com';
  const refused = await call('PATCH', path, { baseUrl }, 1);
  expect([refused.status, pathsOf(refused)]).toEqual([400, ['secrets.app_secret']]);
  const secrets = { app_secret: 'another' };
  expect((await call('PATCH', path, { baseUrl, secrets }, 1)).body).toMatchObject({ baseUrl, version: 2 });
  expect(pathsOf(await call('PATCH', path, { baseUrl: null }, 2))).toEqual(['secrets.app_secret']);
  expect((await call('PATCH', path, { baseUrl, name: 'Here' }, 2)).status).toBe(200);
  const vault = it.parts.openVault(it.parts.store.secrets);
  const address = { ownerKind: 'integration', ownerId: path.split('/')[2] ?? '', name: 'app_secret' };
  expect((await vault.get(address))?.equals(new Secret('another'))).toBe(true);
});

test('an app is entered, shown without its secrets, renamed and forgotten', async () => {
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const made = await call('POST', '/integrations', {
    ...given,
    settings: { rate_limit_scale: 0.5, events: { reconcile_minutes: 30, webhook: { proxies: ['10.0.0.0/8'] } } },
  });
  expect(made.status).toBe(201);
  const { id } = made.body;
  expect(made.body).toMatchObject({
    kind: 'custom_app',
    state: 'unverified',
    mode: 'none',
    baseUrl: null,
    secrets: { app_secret: { set: true } },
    webhookUrl: `http://127.0.0.1:8080/api/lark/webhook/${id}`,
  });
  const changed = await call('PATCH', `/integrations/${id}`, { name: 'The app', settings: {} }, 1);
  expect(changed.body).toMatchObject({ name: 'The app', settings: {}, version: 2 });
  expect((await call('GET', '/integrations?region=feishu&search=the')).body).toMatchObject({
    total: 1,
    items: [{ id }],
  });
  expect((await call('DELETE', `/integrations/${id}`, undefined, 1)).status).toBe(412);
  expect((await call('DELETE', `/integrations/${id}`, undefined, 2)).status).toBe(204);
  expect(await it.parts.store.secrets.newest('integration', [String(id)])).toEqual([]);
  const audit = (await call('GET', `/audit?objectId=${id}`)).text;
  for (const text of [made.text, changed.text, audit]) expect(text).not.toContain(appSecret);
});

describe('what is refused, field by field', () => {
  test.each<[what: string, body: object, paths: readonly string[]]>([
    ['an id with a blank in it', { appId: 'cli a' }, ['appId']],
    ['a secret with quotation marks', { secrets: { app_secret: '“s3cr3t-s3cr3t”' } }, ['secrets.app_secret']],
    ['a webhook without its token', { mode: 'webhook' }, ['secrets.verification_token']],
    ['a long connection for a store app', { kind: 'store_app', mode: 'long_connection' }, ['mode']],
    ['a scale below zero', { settings: { rate_limit_scale: -1 } }, ['settings.rate_limit_scale']],
    ['minutes of nothing', { settings: { events: { reconcile_minutes: 0 } } }, ['settings.events.reconcile_minutes']],
    ['no network', { settings: { events: { webhook: { proxies: ['x'] } } } }, ['settings.events.webhook.proxies[0]']],
    [
      'a secret among the settings',
      { settings: { events: { webhook: { encrypt_key: appSecret } } } },
      ['settings.events.webhook'],
    ],
    ['credentials among the settings', { settings: { credentials: { app_secret: appSecret } } }, ['settings']],
    ['no address', { baseUrl: 'ftp://x' }, ['baseUrl']],
  ])('%s', async (_, change, paths) => {
    await using it = await openTestApi(server);
    const { call } = await asAdmin(it);
    const answer = await call('POST', '/integrations', { ...given, ...change });
    expect(answer.body).toMatchObject({ status: 400, code: 'api.input.invalid' });
    expect(pathsOf(answer)).toEqual(paths);
    expect(answer.text).not.toContain('s3cr3t');
  });

  test('an address of its own, where the operator does not allow it', async () => {
    await using it = await openTestApi(server, {
      change: (parts) => ({ ...parts, resources: { ...parts.resources, allowsBaseUrl: false } }),
    });
    const { call } = await asAdmin(it);
    expect(pathsOf(await call('POST', '/integrations', { ...given, baseUrl: 'https://open.example.com' }))).toEqual([
      'baseUrl',
    ]);
  });
});

test('a secret is rotated: the old one is believed beside the new one for as long as was said', async () => {
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const { body } = await call('POST', '/integrations', {
    ...given,
    mode: 'webhook',
    secrets: { app_secret: appSecret, verification_token: 'token-1', encrypt_key: 'key-1' },
  });
  const { id } = body;
  const vault = it.parts.openVault(it.parts.store.secrets);
  const believed = async (name: string): Promise<(string | undefined)[]> =>
    (await vault.believed({ ownerKind: 'integration', ownerId: String(id), name })).map((secret) => secret?.reveal());
  const rotated = await call(
    'PUT',
    `/integrations/${id}/secrets`,
    { verification_token: 'token-2', encrypt_key: null, overlapMinutes: 10 },
    1,
  );
  expect(rotated.body).toMatchObject({ version: 2, secrets: { app_secret: {}, verification_token: {} } });
  expect(await believed('verification_token')).toEqual(['token-2', 'token-1']);
  expect(await believed('encrypt_key')).toEqual([undefined, 'key-1']);
  it.clock.advance(600_000);
  expect(await believed('verification_token')).toEqual(['token-2']);
  const refused = await call('PUT', `/integrations/${id}/secrets`, { verification_token: null }, 2);
  expect(pathsOf(refused)).toEqual(['secrets.verification_token']);
  expect(await believed('verification_token')).toEqual(['token-2']);
});

test('of several who set secrets at once with what they have read, one does, and the others are told', async () => {
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const { body } = await call('POST', '/integrations', given);
  const set = (at: number) => call('PUT', `/integrations/${body.id}/secrets`, { app_secret: `${appSecret}-${at}` }, 1);
  const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => set(at)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
});

test('events are not taken from a live pipeline; what was tested was the way before', async () => {
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const { id } = (await call('POST', '/integrations', { ...given, mode: 'long_connection' })).body;
  const { store } = it.parts;
  await store.integrations.noteTest(String(id), { lines: [], isOk: true }, it.clock.now());
  const live = newPipeline('pl_live', { integrationId: String(id), state: 'active', schedule: { kind: 'live' } });
  const { version } = await store.pipelines.insert(live);
  const refused = await call('PUT', `/integrations/${id}/mode`, { mode: 'none' }, 1);
  expect([refused.status, refused.body.code]).toEqual([409, 'api.state.wrong']);
  expect(refused.body.detail).toBe('Live pipelines follow the events of the integration: pl_live');
  expect((await call('GET', `/integrations/${id}`)).body).toMatchObject({ mode: 'long_connection', state: 'ok' });
  await store.pipelines.update({ ...live, version, changedAt: 1, state: 'paused' }, it.clock.now());
  const changed = await call('PUT', `/integrations/${id}/mode`, { mode: 'none' }, 1);
  expect(changed.body).toMatchObject({ mode: 'none', state: 'unverified', test: null });
});

test('when the mode changes, the way before stays open until an event has come the new way', async () => {
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const { body } = await call('POST', '/integrations', { ...given, mode: 'long_connection' });
  const id = String(body.id);
  expect(pathsOf(await call('PUT', `/integrations/${id}/mode`, { mode: 'webhook' }, 1))).toEqual([
    'secrets.verification_token',
  ]);
  await call('PUT', `/integrations/${id}/secrets`, { verification_token: 'token-1' }, 1);
  const changed = await call('PUT', `/integrations/${id}/mode`, { mode: 'webhook' }, 2);
  expect(changed.body).toMatchObject({ mode: 'webhook', modeBefore: 'long_connection', version: 3 });
  await settleMode(it.parts, service, { id, mode: 'long_connection' });
  expect((await call('GET', `/integrations/${id}`)).body, 'that event came the old way').toMatchObject({ version: 3 });
  for (let count = 0; count < 2; count++) await settleMode(it.parts, service, { id, mode: 'webhook' });
  expect((await call('GET', `/integrations/${id}`)).body).toMatchObject({ modeBefore: null, version: 4 });
});

test('a person disconnects an integration, which stays so, and reconnects it', async () => {
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const { body } = await call('POST', '/integrations', { ...given, mode: 'long_connection' });
  const steer = (way: string): Promise<Answer> => call('POST', `/integrations/${body.id}/receiver/${way}`);
  const since = '2026-03-01T08:00:00.000Z';
  expect((await steer('disconnect')).body).toMatchObject({ disconnectedAt: since });
  it.clock.advance(1000);
  expect((await steer('disconnect')).body).toMatchObject({ disconnectedAt: since });
  expect((await steer('refresh')).body.code).toBe('api.state.wrong');
  expect((await steer('reconnect')).body).toMatchObject({ disconnectedAt: null });
  expect((await steer('refresh')).body).toMatchObject({ version: 5 });
  const silent = await call('POST', '/integrations', { ...given, name: 'Other' });
  expect((await call('POST', `/integrations/${silent.body.id}/receiver/refresh`)).body.code).toBe('api.state.wrong');
});

test('an app of the store tells how old its ticket is', async () => {
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const body = { ...given, kind: 'store_app', secrets: { app_secret: appSecret } };
  const { body: made } = await call('POST', '/integrations', body);
  const ticketAt = async () => (await call('GET', `/integrations/${made.id}/receiver`)).body.ticketAt;
  expect(await ticketAt()).toBe(null);
  const events = await openEventStore(it.parts.resources.eventStore);
  const effect = { kind: 'ticket', ticket: new Secret('ticket-1') } as const;
  await events.accept([receivedEvent('ticket', { appId: given.appId, at: it.clock.now(), effect })]);
  await events.close();
  expect(await ticketAt()).toBe(new Date(it.clock.now()).toISOString());
});

interface News {
  readonly event: string;
  readonly data: JsonObject;
}

/** What a test tells, as a browser gets it. */
async function testOf(it: TestApi, as: string, id: unknown): Promise<News[]> {
  const answer = await it.api.app.request(`/api/v1/integrations/${id}/test`, {
    method: 'POST',
    headers: headersOf({ as }),
  });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const events = (await answer.text()).split('\n\n').filter((text) => text.includes('data: '));
  return events.map((text) => {
    const [, event = ''] = /^event: (.*)$/m.exec(text) ?? [];
    return { event, data: JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '{}') };
  });
}

test('a test tells each check as it is done, and is kept', async () => {
  const tenant = await startTenant();
  await using it = await openTestApi(server);
  const { as, call } = await asAdmin(it);
  const { body } = await call('POST', '/integrations', tenant);
  const { id } = body;
  await it.parts.store.pipelines.insert(newPipeline('pl_1', { integrationId: String(id), modules: { contact: {} } }));
  await it.parts.store.pipelines.insert(newPipeline('pl_2', { integrationId: String(id), modules: { nonsense: 1 } }));
  const news = await testOf(it, as, id);
  const checks = news.filter(({ event }) => event === 'check').map(({ data }) => data);
  expect(checks.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(
    expect.arrayContaining(['platform ok', 'credentials ok', 'bot ok', 'scopes.contact ok']),
  );
  expect(news.at(-1)).toMatchObject({ event: 'report', data: { isOk: true, lines: checks } });
  const kept = (await call('GET', `/integrations/${id}`)).body;
  expect(kept).toMatchObject({ state: 'ok', testedAt: '2026-03-01T08:00:00.000Z', version: 1 });
  expect(kept.test).toEqual(news.at(-1)?.data);
  expect(readObjects((await call('GET', `/audit?objectId=${id}`)).body, 'items')[0]).toMatchObject({
    action: 'integration.test',
    detail: { isOk: true },
  });
});

test('a test with a wrong secret fails, says why, and shows nothing of the secret', async () => {
  const tenant = await startTenant();
  await using it = await openTestApi(server);
  const { as, call } = await asAdmin(it);
  const { body } = await call('POST', '/integrations', { ...tenant, secrets: { app_secret: appSecret } });
  const news = await testOf(it, as, body.id);
  expect(news.find(({ data }) => data.name === 'credentials')?.data).toMatchObject({
    outcome: 'failed',
    code: 'lark.credentials.rejected',
  });
  expect((await call('GET', `/integrations/${body.id}`)).body).toMatchObject({ state: 'failing' });
  expect(JSON.stringify(news)).not.toContain(appSecret);
});

test('an app asks for the scopes that it lacks', async () => {
  const tenant = await startTenant();
  sandbox?.setGrantedScopes([]);
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const { body } = await call('POST', '/integrations', tenant);
  expect((await call('POST', `/integrations/${body.id}/scopes/apply`)).status).toBe(204);
  expect((await call('POST', `/integrations/${body.id}/scopes/apply`)).body).toMatchObject({ status: 422 });
});

test('what is pasted into a form is told by its name, before anything is saved, with the scopes that the app has', async () => {
  const tenant = await startTenant();
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const { id } = (await call('POST', '/integrations', tenant)).body;
  const look = (module: string, reference: string) => call('POST', `/integrations/${id}/look`, { module, reference });
  const [token = ''] = sandbox?.tenant.tables.appTokens ?? [];
  const base = await look('base', token);
  expect(base).toMatchObject({ status: 200, body: { id: token, name: expect.any(String), partId: null } });
  const tables = readObjects(base.body, 'parts');
  expect(tables[0]).toEqual({
    id: expect.stringMatching(/^tbl/),
    name: expect.any(String),
    records: expect.any(Number),
  });
  const link = `https://example.feishu.cn/base/${token}?table=${tables[1]?.id}&view=vew1`;
  expect((await look('base', link)).body).toEqual({ ...base.body, partId: tables[1]?.id, viewId: 'vew1' });
  const [code = ''] = sandbox?.tenant.approvals.approvalCodes ?? [];
  const editor = `https://www.feishu.cn/approval/admin/createApproval?definitionCode=${code}`;
  expect((await look('approval', editor)).body).toMatchObject({
    id: code,
    name: expect.stringMatching(/./),
    parts: [],
  });
  expect((await look('base', 'bascnThereIsNone')).status).toBe(422);
  sandbox?.setGrantedScopes(['contact:contact.base:readonly']);
  expect((await call('GET', `/integrations/${id}/scopes`)).body).toEqual({
    granted: ['contact:contact.base:readonly'],
    consoleUrl: expect.stringMatching(/\/app\/cli_/),
  });
});

test('people and departments are offered page by page; a person of the role viewer sees none', async () => {
  const tenant = await startTenant({ users: 30 });
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const { body } = await call('POST', '/integrations', tenant);
  const departments = await call('GET', `/integrations/${body.id}/departments?limit=50`);
  expect(departments.status).toBe(200);
  const found = readObjects(departments.body, 'items');
  expect(found[0]).toEqual({ id: expect.stringMatching(/^od-/), name: expect.any(String) });
  const names = new Map(found.map(({ id, name }) => [id, name]));
  const people = new Map<unknown, JsonObject>();
  const whereOf = new Map<unknown, string>();
  let pages = 0;
  for (const department of ['0', ...found.map(({ id }) => String(id))]) {
    for (let cursor = ''; ; ) {
      const page = await call('GET', `/integrations/${body.id}/users?departmentId=${department}&limit=5${cursor}`);
      expect(page.status).toBe(200);
      for (const { id, ...one } of readObjects(page.body, 'items')) {
        people.set(id, one);
        whereOf.set(id, department);
      }
      pages++;
      if (typeof page.body.next !== 'string') break;
      cursor = `&cursor=${encodeURIComponent(page.body.next)}`;
    }
  }
  expect([people.size > 5, pages > found.length + 1]).toEqual([true, true]);
  for (const person of people.values()) {
    expect(person).toMatchObject({
      name: expect.any(String),
      state: expect.stringMatching(/^(?:active|inactive|frozen)$/),
      lastSeenAt: null,
    });
    for (const { id, name } of readObjects(person, 'departments'))
      expect([id, name]).toEqual([id, names.get(id) ?? expect.any(String)]);
  }
  const [somebody] = people.keys();
  const events = await openEventStore(it.parts.resources.eventStore);
  const at = it.clock.now();
  await events.accept([
    receivedEvent('wrote', { at, actorId: String(somebody) }),
    receivedEvent('later', { at: at + 9 }),
  ]);
  await events.close();
  const seen = await call('GET', `/integrations/${body.id}/users?departmentId=${whereOf.get(somebody)}`);
  expect(readObjects(seen.body, 'items').find(({ id }) => id === somebody)).toMatchObject({
    lastSeenAt: new Date(at).toISOString(),
  });
  const viewer = (await it.signedIn('viewer')).secret;
  expect((await it.call('GET', `/integrations/${body.id}/users`, { as: viewer })).status).toBe(403);
  expect((await call('GET', `/integrations/${body.id}/users?tenantKey=t1`)).body).toMatchObject({ status: 409 });
});
