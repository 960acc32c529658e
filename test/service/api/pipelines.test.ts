import { readdirSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { newRun } from '../../../src/model/service/new-run.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { type JsonObject, readObject, readObjects } from '../../../src/util/json.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { timedStore } from '../../support/service-store.ts';
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

interface Tenant {
  readonly call: (method: string, path: string, body?: unknown, version?: number) => Promise<Answer>;
  readonly integrationId: string;
  readonly destinationId: string;
}

/** An administrator, an app of a sandbox or of nowhere, and a file. */
async function openTenant(it: TestApi, given: JsonObject = {}): Promise<Tenant> {
  const { secret: as } = await it.signedIn('admin');
  const call: Tenant['call'] = (method, path, body, version) =>
    it.call(method, path, {
      as,
      version,
      headers: method === 'POST' ? key() : {},
      ...(body === undefined ? {} : { body }),
    });
  const app = { name: 'App', region: 'feishu', appId: 'cli_a1b2c3d4e5f6a7b8', secrets: { app_secret: 'x' } };
  const integration = await call('POST', '/integrations', { ...app, ...given });
  const destination = await call('POST', '/destinations', {
    name: 'File',
    type: 'duckdb',
    settings: { path: 'tenant/lark.duckdb' },
  });
  expect([integration.status, destination.status]).toEqual([201, 201]);
  return { call, integrationId: String(integration.body.id), destinationId: String(destination.body.id) };
}

async function sandboxApp(): Promise<JsonObject> {
  sandbox = await startSandbox({ users: 12, departments: 3, limits: 'off' });
  const { appId, appSecret, region } = sandbox.options;
  return { region, baseUrl: sandbox.url, appId, secrets: { app_secret: appSecret } };
}

const pathsOf = (faults: readonly JsonObject[]): unknown[] => faults.map(({ path }) => path);
const refusedPaths = ({ body }: Answer): unknown[] => pathsOf(readObjects(readObject(body, 'details'), 'fields'));

test('a draft is kept with what keeps it from running, which is told, and runs when that is mended', async () => {
  // What is due is so by the clock of the store, however far ahead that of the process is.
  const aheadMs = 400 * 86_400_000;
  await using it = await openTestApi(server, {
    change: (parts) => ({ ...parts, store: timedStore(parts.store, () => parts.clock.now() - aheadMs) }),
  });
  const { call, integrationId, destinationId } = await openTenant(it);
  const made = await call('POST', '/pipelines', {
    name: 'Nightly',
    integrationId,
    modules: { base: {}, contact: null, mistyped: 's3cr3t-s3cr3t' },
    streams: { mode: { '*': 'replace' } },
    schedule: { kind: 'cron', line: '0 25 * * *', zone: 'Asia/Shanghai' },
  });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ state: 'draft', dueAt: null, version: 1, destinationId: null });
  expect(pathsOf(readObjects(made.body, 'faults'))).toEqual([
    'modules.base.tables',
    'modules',
    'streams.mode.*',
    'schedule',
    'destinationId',
  ]);
  const { id } = made.body;
  expect(refusedPaths(await call('POST', `/pipelines/${id}/activate`))).toHaveLength(5);
  expect((await call('GET', `/audit?objectId=${id}`)).text).not.toContain('s3cr3t');

  const mended = await call(
    'PATCH',
    `/pipelines/${id}`,
    { destinationId, modules: { contact: null }, streams: {}, schedule: { kind: 'every', minutes: 15 } },
    1,
  );
  expect(mended.body).toMatchObject({ faults: [], state: 'draft', modules: { contact: {} }, version: 2 });
  const active = await call('POST', `/pipelines/${id}/activate`);
  expect(active.body).toMatchObject({ state: 'active', version: 3 });
  const wait = Date.parse(String(active.body.dueAt)) - it.clock.now() + aheadMs;
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(15 * 60_000);
  expect((await call('POST', `/pipelines/${id}/activate`)).body, 'twice is once').toMatchObject({ version: 3 });
});

describe('what is active', () => {
  async function openActive(it: TestApi, given: JsonObject = {}, app: JsonObject = {}) {
    const tenant = await openTenant(it, app);
    const { call, integrationId, destinationId } = tenant;
    const made = await call('POST', '/pipelines', {
      name: 'Nightly',
      integrationId,
      destinationId,
      modules: { contact: {} },
      schedule: { kind: 'every', minutes: 60 },
      ...given,
    });
    const { id } = made.body;
    expect((await call('POST', `/pipelines/${id}/activate`)).body).toMatchObject({ state: 'active', version: 2 });
    return { ...tenant, id: String(id) };
  }

  test('must stay fit to be run, keeps its integration, and is due anew when its schedule changes', async () => {
    await using it = await openTestApi(server);
    const { call, id, integrationId } = await openActive(it);
    const other = await call('POST', '/integrations', {
      name: 'Other',
      region: 'lark',
      appId: 'cli_b1b2c3d4e5f6a7b8',
      secrets: { app_secret: 'x' },
    });
    const wrong = await call('PATCH', `/pipelines/${id}`, { modules: {}, destinationId: null }, 2);
    expect(refusedPaths(wrong)).toEqual(['modules', 'destinationId']);
    expect(refusedPaths(await call('PATCH', `/pipelines/${id}`, { integrationId: other.body.id }, 2))).toEqual([
      'integrationId',
    ]);
    expect(refusedPaths(await call('PATCH', `/pipelines/${id}`, { destinationId: 'dest_nowhere' }, 2))).toEqual([
      'destinationId',
    ]);
    const { dueAt } = (await call('GET', `/pipelines/${id}`)).body;
    expect((await call('PATCH', `/pipelines/${id}`, { name: 'Hourly' }, 2)).body).toMatchObject({
      dueAt,
      integrationId,
    });
    const nightly = { schedule: { kind: 'cron', line: '30 2 * * *', zone: 'Asia/Shanghai' } };
    const changed = await call('PATCH', `/pipelines/${id}`, nightly, 3);
    expect(String(changed.body.dueAt)).toMatch(/^2026-03-01T18:30:/);
    const manual = await call('PATCH', `/pipelines/${id}`, { schedule: { kind: 'manual' } }, 4);
    expect(manual.body).toMatchObject({ dueAt: null, state: 'active' });
  });

  test('is paused with who and why, and resumed', async () => {
    await using it = await openTestApi(server);
    const { call, id } = await openActive(it);
    const paused = await call('POST', `/pipelines/${id}/pause`, { why: 'The warehouse moves' });
    expect(paused.body).toMatchObject({
      state: 'paused',
      pausedBy: expect.stringMatching(/^admin /),
      pausedWhy: { en: 'The warehouse moves', zh: 'The warehouse moves' },
      dueAt: null,
    });
    expect((await call('POST', `/pipelines/${id}/activate`)).body.code).toBe('api.state.wrong');
    const resumed = await call('POST', `/pipelines/${id}/resume`);
    expect(resumed.body).toMatchObject({ state: 'active', pausedBy: null, pausedWhy: null });
    expect(resumed.body.dueAt).not.toBeNull();
  });

  test('is paused with all others, and resumed with those alone', async () => {
    await using it = await openTestApi(server);
    const first = await openActive(it);
    const { call, integrationId, destinationId } = first;
    const add = async (name: string): Promise<string> => {
      const body = { name, integrationId, destinationId, modules: { contact: {} } };
      const made = await call('POST', '/pipelines', body);
      await call('POST', `/pipelines/${made.body.id}/activate`);
      return String(made.body.id);
    };
    const alone = await add('Alone');
    const broken = await add('Broken');
    await call('POST', `/pipelines/${alone}/pause`);
    const paused = await call('POST', '/pipelines/pause-all', { why: 'The warehouse moves' });
    expect(paused.body).toEqual({ changed: 2, refused: [], next: null });
    const { pipelines, audit } = it.parts.store;
    expect(await pipelines.find(first.id)).toMatchObject({ state: 'paused', pausedWhy: { en: 'The warehouse moves' } });
    expect((await audit.page({ limit: 9 }, { action: 'pipeline.pause' })).total).toBe(3);
    const together = await call('GET', '/pipelines?pausedWithAll=true&limit=1');
    expect(together.body.total).toBe(2);
    const before = await pipelines.find(broken);
    if (before !== undefined) await pipelines.update({ ...before, modules: {} }, it.clock.now());
    const resumed = await call('POST', '/pipelines/resume-all');
    expect(resumed.body).toMatchObject({
      changed: 1,
      refused: [{ id: broken, code: 'api.input.invalid' }],
      next: null,
    });
    expect((await pipelines.find(first.id))?.state).toBe('active');
    expect((await pipelines.find(alone))?.state).toBe('paused');
  });

  test('is paused without a body, too, and a draft can be neither paused nor resumed', async () => {
    await using it = await openTestApi(server);
    const { call, id, integrationId } = await openActive(it);
    expect((await call('POST', `/pipelines/${id}/pause`)).body).toMatchObject({ state: 'paused', pausedWhy: null });
    const draft = await call('POST', '/pipelines', { name: 'Draft', integrationId });
    for (const act of ['pause', 'resume'])
      expect((await call('POST', `/pipelines/${draft.body.id}/${act}`)).body.code).toBe('api.state.wrong');
  });

  test('goes on with a run that is under way when it is paused, but not with one that follows events', async () => {
    await using it = await openTestApi(server);
    const live = await openActive(it, { schedule: { kind: 'live' } }, { mode: 'long_connection' });
    const { runs } = it.parts.store;
    await runs.insert(newRun({ id: 'run_1', pipelineId: live.id, trigger: 'live', queuedAt: it.clock.now() }));
    await runs.beginAttempt('run_1', 'worker', it.clock.now());
    expect((await live.call('DELETE', `/pipelines/${live.id}`, undefined, 2)).body.code).toBe('api.state.wrong');
    await live.call('POST', `/pipelines/${live.id}/pause`);
    expect((await runs.find('run_1'))?.cancelAskedAt).toBe(it.clock.now());
  });

  test('can be live only where events come', async () => {
    await using it = await openTestApi(server);
    const { call, id } = await openActive(it);
    expect(refusedPaths(await call('PATCH', `/pipelines/${id}`, { schedule: { kind: 'live' } }, 2))).toEqual([
      'schedule',
    ]);
  });

  test('shares the file that a live one keeps open with no other, whichever of them comes first', async () => {
    await using it = await openTestApi(server);
    const { call, id, integrationId } = await openActive(
      it,
      { schedule: { kind: 'live' } },
      { mode: 'long_connection' },
    );
    const alike = { name: 'Same file', type: 'duckdb', settings: { path: './tenant//lark.duckdb' } };
    const { body: destination } = await call('POST', '/destinations', alike);
    const draft = { name: 'Other', integrationId, destinationId: destination.id, modules: { contact: {} } };
    const other = await call('POST', '/pipelines', draft);
    expect(pathsOf(readObjects(other.body, 'faults'))).toEqual(['destinationId']);
    const activate = () => call('POST', `/pipelines/${other.body.id}/activate`);
    expect(refusedPaths(await activate())).toEqual(['destinationId']);
    expect(await call('PATCH', `/pipelines/${id}`, { schedule: { kind: 'manual' } }, 2)).toMatchObject({ status: 200 });
    expect(await activate()).toMatchObject({ status: 200, body: { state: 'active', faults: [] } });
    const back = await call('PATCH', `/pipelines/${id}`, { schedule: { kind: 'live' } }, 3);
    expect(refusedPaths(back)).toEqual(['destinationId']);
    const moved = async (path: string) =>
      await call('PATCH', `/destinations/${destination.id}`, { settings: { path } }, version++);
    let version = 1;
    expect(await moved('elsewhere.duckdb')).toMatchObject({ status: 200 });
    expect(await call('PATCH', `/pipelines/${id}`, { schedule: { kind: 'live' } }, 3)).toMatchObject({ status: 200 });
    expect(refusedPaths(await moved('tenant/./lark.duckdb'))).toEqual(['settings.path']);
  });

  test('shares a schema with a live one of the same app as long as no module is the same', async () => {
    await using it = await openTestApi(server);
    const { call, integrationId } = await openTenant(it, { mode: 'long_connection' });
    const schema = {
      name: 'Company',
      type: 'postgres',
      settings: { schema: 'lark' },
      secrets: { url: 'postgres://a:b@db.example/c' },
    };
    const { body: destination } = await call('POST', '/destinations', schema);
    const ends = { integrationId, destinationId: destination.id };
    const add = async (name: string, modules: object, kind: 'live' | 'manual', to = {}) => {
      const { body } = await call('POST', '/pipelines', { name, ...ends, ...to, modules, schedule: { kind } });
      return await call('POST', `/pipelines/${body.id}/activate`);
    };
    expect(await add('Live people', { contact: {} }, 'live')).toMatchObject({ status: 200 });
    const beside = await add('Approvals', { approval: { approval_codes: ['CODE'] } }, 'live');
    expect(beside.body).toMatchObject({ state: 'active' });
    expect(refusedPaths(await add('People', { contact: {} }, 'manual'))).toEqual(['destinationId']);
    const { body: known } = await call('GET', `/integrations/${integrationId}`);
    const twin = await call('POST', '/integrations', {
      name: 'The same app',
      region: known.region,
      baseUrl: known.baseUrl ?? undefined,
      kind: known.kind,
      appId: known.appId,
      secrets: { app_secret: 'its-own-secret' },
    });
    const byTwin = { integrationId: twin.body.id };
    expect(refusedPaths(await add('By the other', { contact: {} }, 'manual', byTwin))).toEqual(['destinationId']);
    // The same, however it is spelt; and no other.
    const place = async (name: string, url: string) =>
      String((await call('POST', '/destinations', { ...schema, name, secrets: { url } })).body.id);
    const same = await place('Spelt otherwise', 'postgresql://other:x@DB.Example:5432/c?sslmode=disable');
    const into = { destinationId: same };
    expect(refusedPaths(await add('People again', { contact: {} }, 'manual', into))).toEqual(['destinationId']);
    const elsewhere = await place('Another', 'postgres://a:b@db.example/d');
    const there = { destinationId: elsewhere };
    expect(await add('Others', { contact: {} }, 'manual', there)).toMatchObject({ status: 200 });
    const secret = { url: 'postgres://a:b@db.example:5432/c' };
    const moved = await call('PUT', `/destinations/${elsewhere}/secrets`, secret, 1);
    expect(refusedPaths(moved)).toEqual(['secrets.url']);
  });

  test('of two that begin at once with one file, and one of them live, one does', async () => {
    await using it = await openTestApi(server);
    const { call, integrationId } = await openTenant(it, { mode: 'long_connection' });
    const ids: unknown[] = [];
    for (const [at, kind] of ['live', 'manual', 'live'].entries()) {
      const file = { name: `File ${at}`, type: 'duckdb', settings: { path: 'one.duckdb' } };
      const { body: destination } = await call('POST', '/destinations', file);
      const ends = { integrationId, destinationId: destination.id, modules: { contact: {} } };
      ids.push((await call('POST', '/pipelines', { name: `P${at}`, ...ends, schedule: { kind } })).body.id);
    }
    const answers = await Promise.all(ids.map((id) => call('POST', `/pipelines/${id}/activate`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  test('is listed by state, name and ends, page by page, and forgotten with its runs', async () => {
    await using it = await openTestApi(server);
    const { call, id, integrationId, destinationId } = await openActive(it);
    for (const name of ['One', 'Two']) await call('POST', '/pipelines', { name, integrationId });
    expect((await call('GET', '/pipelines?state=active')).body).toMatchObject({ total: 1, items: [{ id }] });
    expect((await call('GET', `/pipelines?destinationId=${destinationId}`)).body).toMatchObject({ total: 1 });
    const first = await call('GET', `/pipelines?integrationId=${integrationId}&limit=2`);
    expect(first.body).toMatchObject({ total: 3 });
    const rest = await call('GET', `/pipelines?integrationId=${integrationId}&limit=2&cursor=${first.body.next}`);
    expect([...readObjects(first.body, 'items'), ...readObjects(rest.body, 'items')]).toHaveLength(3);
    expect(rest.body.next).toBeNull();
    const { runs } = it.parts.store;
    await runs.insert(newRun({ id: 'run_1', pipelineId: id, trigger: 'person', queuedAt: it.clock.now() }));
    await runs.askCancel('run_1', it.clock.now());
    expect((await call('DELETE', `/pipelines/${id}`, undefined, 2)).status).toBe(204);
    expect(await runs.find('run_1')).toBeUndefined();
  });
});

test('of a store app the tenant is named, and a custom app has none', async () => {
  await using it = await openTestApi(server);
  const { call, integrationId, destinationId } = await openTenant(it, { kind: 'store_app' });
  const custom = await call('POST', '/integrations', {
    name: 'Custom',
    region: 'lark',
    appId: 'cli_b1b2c3d4e5f6a7b8',
    secrets: { app_secret: 'x' },
  });
  const each = await call('POST', '/destinations', { name: 'Each', type: 'csv', settings: { path: '{tenant_key}' } });
  const draft = { modules: { contact: {} }, destinationId };
  const faultsOf = async (given: JsonObject): Promise<unknown[]> =>
    pathsOf(
      readObjects((await call('POST', '/pipelines', { name: crypto.randomUUID(), ...draft, ...given })).body, 'faults'),
    );
  expect(await faultsOf({ integrationId })).toEqual(['tenantKey']);
  expect(await faultsOf({ integrationId, tenantKey: 't1', destinationId: each.body.id ?? null })).toEqual([]);
  expect(await faultsOf({ integrationId: custom.body.id ?? null, tenantKey: 't1' })).toEqual(['tenantKey']);
  expect(await faultsOf({ integrationId: custom.body.id ?? null, destinationId: each.body.id ?? null })).toEqual([
    'destinationId',
  ]);
});

test('streams are discovered, a few rows are shown, calls are counted: nothing is written', async () => {
  const app = await sandboxApp();
  await using it = await openTestApi(server);
  const { call, integrationId, destinationId } = await openTenant(it, app);
  const { approvals } = sandbox?.tenant ?? expect.unreachable();
  const { body } = await call('POST', '/pipelines', {
    name: 'Look',
    integrationId,
    modules: { contact: {}, approval: { approval_codes: approvals.approvalCodes } },
    streams: { exclude: ['contact_departments'] },
  });
  const { id } = body;
  const found = readObjects((await call('POST', `/pipelines/${id}/discover`)).body, 'streams');
  expect(found.find(({ name }) => name === 'contact_users')).toMatchObject({
    module: 'contact',
    primaryKey: ['open_id'],
    isWanted: true,
    mode: 'dedup',
  });
  expect(found.find(({ name }) => name === 'contact_departments')).toMatchObject({ isWanted: false, mode: null });

  const preview = await call('POST', `/pipelines/${id}/preview`, { stream: 'contact_users' });
  expect(preview.status).toBe(200);
  expect(readObjects(preview.body, 'rows')).toHaveLength(10);
  expect(preview.body).toMatchObject({ isWhole: true, stream: 'contact_users' });
  const few = await call('POST', `/pipelines/${id}/preview`, { stream: 'contact_departments', rows: 100 });
  expect(readObjects(few.body, 'rows').length).toBeGreaterThan(2);
  const unknown = await call('POST', `/pipelines/${id}/preview`, { stream: 'contact_people' });
  expect(unknown.body).toMatchObject({ status: 422, code: 'config.stream.unknown' });

  expect(refusedPaths(await call('POST', `/pipelines/${id}/plan`))).toEqual(['destinationId']);
  await call('PATCH', `/pipelines/${id}`, { destinationId }, 1);
  const plan = await call('POST', `/pipelines/${id}/plan`, { full: true });
  expect(plan.body.calls).toBeGreaterThan(2);
  expect(readObjects(plan.body, 'endpoints').map(({ module }) => module)).toContain('approval');
  expect(readdirSync(it.parts.resources.filesRoot ?? '')).toEqual([]);

  const audit = readObjects((await call('GET', `/audit?objectId=${id}&action=pipeline.preview`)).body, 'items');
  expect(audit.map(({ detail }) => detail)).toContainEqual({ stream: 'contact_users', rows: 10 });
});

test('what cannot be read is not asked for: the platform is told of no wrong settings', async () => {
  await using it = await openTestApi(server);
  const { call, integrationId } = await openTenant(it);
  const { body } = await call('POST', '/pipelines', { name: 'Empty', integrationId });
  expect(refusedPaths(await call('POST', `/pipelines/${body.id}/discover`))).toEqual(['modules']);
});

test('the catalogue has two entries, in both languages', async () => {
  await using it = await openTestApi(server);
  const { call } = await openTenant(it);
  const en = readObjects((await call('GET', '/catalogue')).body, 'items');
  const zh = readObjects((await call('GET', '/catalogue?language=zh')).body, 'items');
  expect(en.map(({ name }) => name)).toEqual(['feishu', 'lark']);
  const titleIn = (entries: readonly JsonObject[]): unknown =>
    readObject(readObject(readObject(readObject(entries[0] ?? {}, 'schemas'), 'modules'), 'properties'), 'contact')
      .title;
  expect([titleIn(en), titleIn(zh)]).toEqual(['Contact', '通讯录']);
});
