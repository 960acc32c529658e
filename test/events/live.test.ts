import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { type Clock, systemClock } from '../../src/model/clock.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import type { LiveObserver } from '../../src/operations/live-observer.ts';
import { runConfiguredLive } from '../../src/operations/run-configured-live.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import type { LiveBatch } from '../../src/sync/event-processor.ts';
import type { ExpectedTables } from '../support/expected-rows.ts';
import { freePort } from '../support/free-port.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { receivedEvent } from '../support/received-event.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { type TenantConfig, writeTenantConfig } from '../support/tenant-config.ts';
import { differences, type HeldTables, tablesOf, tablesOfPostgres, tenantTruth } from '../support/truth.ts';
import { untilNone } from '../support/until-none.ts';

const day = 86_400_000;
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

let folder: string;
let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-live-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function tenant(settings: SandboxOptions = {}): Promise<Sandbox> {
  return await startSandbox({
    limits: 'off',
    users: 40,
    departments: 8,
    approvals: { definitions: 3, instancesPerDay: 4, days: 10 },
    attendance: { days: 10 },
    bases: [{ tables: 2, records: 150 }],
    events: { mode: 'long_connection' },
    ...settings,
  });
}

interface Live {
  readonly batches: LiveBatch[];
  readonly reports: RunReport[];
  readonly troubles: string[];
  readonly subscriptions: string[];
  readonly states: string[];
  /** Resolves when everything that was pushed has been acted on. */
  settled(): Promise<void>;
  stop(): Promise<RunReport | undefined>;
}

async function goLive(
  sandbox: Sandbox,
  extra: Partial<TenantConfig> = {},
  observer: LiveObserver = {},
  clock: Clock = systemClock,
): Promise<Live> {
  const startDate = dateOf(Date.now() - 12 * day);
  const events = { store: 'events.db', ...extra.events };
  const { file } = writeTenantConfig(sandbox, { folder, name: 'tenant', startDate, ...extra, events });
  const config = readConfig(file, {});
  const stop = new AbortController();
  const live = { batches: [], reports: [], troubles: [], subscriptions: [], states: [] } as Pick<
    Live,
    'batches' | 'reports' | 'troubles' | 'subscriptions' | 'states'
  >;
  let first = (): void => {};
  const began = new Promise<void>((resolve) => {
    first = resolve;
  });
  let connected = (): void => {};
  const connecting = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const ended = runConfiguredLive({
    config,
    clock,
    signal: stop.signal,
    observer: {
      onBatch: (batch) => live.batches.push(batch),
      onTrouble: ({ message }) => live.troubles.push(message),
      onSubscription: ({ outcome }) => live.subscriptions.push(outcome),
      onConnection: ({ state }) => {
        live.states.push(state);
        if (state === 'connected') connected();
      },
      onReport: (report) => {
        live.reports.push(report);
        first();
      },
      ...observer,
    },
  });
  // What is pushed before would come again only after the first step of the platform's ladder.
  await Promise.race([Promise.all([began, connecting]), ended]);
  return {
    ...live,
    settled: async () => {
      const store = await openEventStore(config.events.store);
      const queue = sandbox.events.deliveryQueue(sandbox.options.appId);
      await untilNone(() => queue.pendingCount);
      await untilNone(async () => (await store.stats()).pending);
      await store.close();
    },
    stop: async () => {
      stop.abort();
      return await ended;
    },
  };
}

/** Why a snapshot was taken again: what failed, what was incomplete, when the connection was down. */
function historyOf({ reports, states, troubles }: Live): string {
  const ends = reports.map(({ streams, ...report }) => ({
    ...report,
    missing: streams.filter(({ outcome }) => outcome !== 'complete'),
  }));
  return JSON.stringify({ states, troubles, ends });
}

/** What no event tells of: numbers of members, who leads by seniority, names beside ids. The next snapshot makes it good. */
const untold: Readonly<Record<string, readonly string[]>> = {
  contact_departments: ['member_count', 'primary_member_count', 'leader_user_id', 'leaders'],
  contact_users: ['leader_user_id'],
  attendance_user_tasks: ['employee_name'],
};

function whateverIsUntold(truth: ExpectedTables): ExpectedTables {
  return Object.fromEntries(
    Object.entries(truth).map(([name, rows]) => {
      const anything = Object.fromEntries((untold[name] ?? []).map((column) => [column, () => true]));
      return [name, rows.map((row) => ({ ...row, ...anything }))];
    }),
  );
}

function first<T>(values: Iterable<T>, index = 0): T {
  const value = [...values][index];
  if (value === undefined) throw new Error(`nothing at ${index}`);
  return value;
}

/** A record that no other links to, so that nobody notices its end but by its event. */
function addOld({ tenant: { tables } }: Sandbox): string {
  const token = first(tables.appTokens);
  return tables.addRecord(token, first(tables.tableIds(token)));
}

/** A day in the company, all of it told by events. */
function change({ tenant: { directory, approvals, tables, attendance } }: Sandbox, old: string): void {
  const people = [...directory.people()];
  const joiner = directory.addPerson({ name: '新人 甲' });
  directory.updatePerson(first(people, 3).openId, { name: '改名 乙' });
  const team = directory.addDepartment({ name: '新部门' });
  directory.updatePerson(first(people, 5).openId, { departments: [team] });
  directory.updateDepartment(first(directory.departments.generatedIds, 2), { name: '更名部门' });
  directory.removeDepartment(first(directory.departments.generatedIds, 7));
  directory.removePerson(first(people, 9).openId);
  const [code] = approvals.approvalCodes;
  const made = approvals.createInstance(code ?? '');
  approvals.approve(made);
  approvals.finish(approvals.createInstance(approvals.approvalCodes[1] ?? ''));
  approvals.deleteInstance(approvals.createInstance(code ?? ''));
  const token = first(tables.appTokens);
  const [table] = tables.tableIds(token);
  const name = String(tables.fields(token, table ?? '').find((field) => field.type === 2)?.field_name);
  const added = tables.addRecord(token, table ?? '', { [name]: 1 });
  tables.editRecord(token, table ?? '', added, { [name]: 2 });
  tables.editRecord(token, table ?? '', tables.recordId(token, table ?? '', 3), { [name]: 3 });
  tables.deleteRecord(token, table ?? '', old);
  attendance.addFlow(first(people, 1).openId, Math.floor(Date.now() / 1000) - 86_400);
  const yesterday = Number(dateOf(Date.now() - day).replaceAll('-', ''));
  attendance.changeResult(first(people, 2).openId, yesterday, { checkInResult: 'Late' });
  void joiner;
}

interface Compared {
  readonly held: HeldTables;
  /** user_ids of leavers: their attendance stays as it was. */
  readonly gone: readonly string[];
  readonly isWhole: boolean;
}

async function expectTruth(sandbox: Sandbox, { held, gone, isWhole }: Compared): Promise<void> {
  const all = await tenantTruth(sandbox, { attendanceFrom: dateOf(Date.now() - 12 * day), nowMs: Date.now() });
  const truth = isWhole ? all : whateverIsUntold(all);
  const tables = Object.fromEntries(
    Object.entries(held).map(([name, table]) =>
      name.startsWith('attendance_user_')
        ? [name, { ...table, rows: table.rows.filter(({ user_id }) => !gone.includes(String(user_id))) }]
        : [name, table],
    ),
  );
  expect(differences(truth, tables)).toEqual({});
}

describe('tables follow events', () => {
  test('live replication works over the long connection into DuckDB', async () => {
    await using sandbox = await tenant();
    const leaver = first(sandbox.tenant.directory.people(), 9).userId;
    const old = addOld(sandbox);
    const live = await goLive(sandbox);
    expect(
      live.reports.map(({ outcome }) => outcome),
      historyOf(live),
    ).toEqual(['done']);
    change(sandbox, old);
    await live.settled();
    expect(live.troubles).toEqual([]);
    expect(live.subscriptions, historyOf(live)).toEqual(['ok', 'ok', 'ok', 'ok']);
    await live.stop();
    const path = join(folder, 'tenant.duckdb');
    await expectTruth(sandbox, { held: await tablesOf(path), gone: [leaver], isWhole: false });
    const again = await goLive(sandbox);
    await again.stop();
    await expectTruth(sandbox, { held: await tablesOf(path), gone: [leaver], isWhole: true });
  });

  test('live replication works by webhook into Postgres, with the inbox in Postgres', async () => {
    const port = await freePort();
    const secrets = { verificationToken: 'v-token', encryptKey: 'e-key' };
    const url = `http://127.0.0.1:${port}/api/lark/webhook/main`;
    // As without the scope for it: people are known by their open_id all the same.
    const eventOptions = { userIds: 'missing' } as const;
    await using sandbox = await tenant({ events: { mode: 'webhook', url, ...secrets }, eventOptions });
    const leaver = first(sandbox.tenant.directory.people(), 9).userId;
    const webhook = { host: '127.0.0.1', port, verification_token: 'v-token', encrypt_key: 'e-key' };
    const old = addOld(sandbox);
    const database = await server.newDatabase();
    const live = await goLive(sandbox, {
      destination: { type: 'postgres', url: database },
      events: { mode: 'webhook', webhook, store: database },
    });
    change(sandbox, old);
    await live.settled();
    expect(live.troubles).toEqual([]);
    await live.stop();
    await expectTruth(sandbox, { held: await tablesOfPostgres(server, database), gone: [leaver], isWhole: false });
  });
});

describe('what hints point at', () => {
  const held = async (): Promise<HeldTables> => await tablesOf(join(folder, 'tenant.duckdb'));
  const ids = (tables: HeldTables, table: string, column: string): unknown[] =>
    (tables[table]?.rows ?? []).map((row) => row[column]);

  test('a burst on one record is one call, and costs the same in a tenant of any size', async () => {
    await using sandbox = await tenant({ bases: [{ tables: 1, records: 5_000 }] });
    const { tables } = sandbox.tenant;
    const token = first(tables.appTokens);
    const table = first(tables.tableIds(token));
    const name = String(tables.fields(token, table).find((field) => field.type === 2)?.field_name);
    const live = await goLive(sandbox);
    sandbox.resetStats();
    for (let at = 0; at < 100; at++) tables.editRecord(token, table, tables.recordId(token, table, 7), { [name]: at });
    await live.settled();
    await live.stop();
    const calls = Object.values(sandbox.stats().endpoints).reduce((sum, endpoint) => sum + endpoint.calls, 0);
    expect(live.batches.reduce((sum, { events }) => sum + events, 0)).toBe(100);
    expect(calls).toBeLessThanOrEqual(live.batches.length);
    expect(live.batches.length).toBeLessThan(50);
  });

  test('columns that change take their table along, typed tables too', async () => {
    await using sandbox = await tenant();
    const { tables } = sandbox.tenant;
    const token = first(tables.appTokens);
    const table = first(tables.tableIds(token));
    const live = await goLive(sandbox, { typedStreams: true });
    const number = String(tables.fields(token, table).find((field) => field.type === 2)?.field_name);
    tables.renameField(token, table, number, '新名字');
    const added = tables.addField(token, table, { name: '备注', type: 1, uiType: 'Text' });
    tables.editRecord(token, table, tables.recordId(token, table, 2), { 备注: 'live' });
    await live.settled();
    expect(live.troubles).toEqual([]);
    await live.stop();
    const found = await held();
    const records = (found.base_records?.rows ?? []).filter(({ table_id }) => table_id === table);
    expect(records.some(({ fields }) => String(JSON.stringify(fields)).includes('新名字'))).toBe(true);
    expect(records.some(({ fields }) => String(JSON.stringify(fields)).includes(`"${number}"`))).toBe(false);
    const typed = Object.entries(found).find(([name]) => name.includes(table));
    const column = [...(typed?.[1].columns.keys() ?? [])].find((name) => name.startsWith(added));
    expect(typed?.[1].rows.map((row) => row[column ?? '']).filter((value) => value !== null)).toEqual(['live']);
  });

  test.each(['duckdb', 'postgres'] as const)(
    'records and columns that go together, round after round: %s',
    async (type) => {
      await using sandbox = await tenant({ bases: [{ tables: 1, records: 40 }] });
      const { tables } = sandbox.tenant;
      const token = first(tables.appTokens);
      const table = first(tables.tableIds(token));
      const url = await server.newDatabase();
      const destination = type === 'postgres' ? { destination: { type, url } } : {};
      const live = await goLive(sandbox, { ...destination, streams: { include: ['base_*'] } });
      const addField = (name: string): unknown => tables.addField(token, table, { name, type: 1, uiType: 'Text' });
      const deleteRecord = (at: number): void => tables.deleteRecord(token, table, tables.recordId(token, table, at));
      addField('one');
      await live.settled();
      for (const at of [9, 8, 7, 3, 2, 1]) deleteRecord(at);
      addField('two');
      await live.settled();
      tables.removeField(token, table, 'two');
      tables.addRecord(token, table);
      deleteRecord(0);
      await live.settled();
      expect(live.reports, historyOf(live)).toHaveLength(1);
      await live.stop();
      const truth = await tenantTruth(sandbox, { attendanceFrom: '2026-11-01', nowMs: Date.now() });
      const found = type === 'postgres' ? await tablesOfPostgres(server, url) : await held();
      const expected = { base_records: truth.base_records ?? [], base_fields: truth.base_fields ?? [] };
      expect(differences(expected, found)).toEqual({});
    },
  );

  test('people outside of the configured departments stay out', async () => {
    await using sandbox = await tenant();
    const { directory } = sandbox.tenant;
    const mine = first(directory.departments.children('0'));
    const other = first(directory.departments.children('0'), 1);
    const inside = directory.departments.add({ name: 'inside', parentId: mine.openId });
    const { file } = writeTenantConfig(sandbox, {
      folder,
      name: 'tenant',
      startDate: '2026-11-01',
      events: { store: 'events.db' },
    });
    const config = readConfig(file, {});
    const contact = {
      department_ids: [mine.openId],
      department_id_type: 'open_department_id',
      user_id_type: 'open_id',
    } as const;
    const stop = new AbortController();
    let began = (): void => {};
    const first1 = new Promise<void>((resolve) => {
      began = resolve;
    });
    const batches: LiveBatch[] = [];
    const ended = runConfiguredLive({
      config: { ...config, source: { ...config.source, modules: { contact } } },
      signal: stop.signal,
      observer: { onReport: () => began(), onBatch: (batch) => batches.push(batch) },
    });
    await first1;
    const joins = directory.addPerson({ name: 'in', departments: [inside.openId] }).openId;
    const stays = directory.addPerson({ name: 'out', departments: [other.openId] }).openId;
    const store = await openEventStore(config.events.store);
    await expect.poll(async () => (await store.stats()).types.map(({ done }) => done)).toEqual([2]);
    await store.close();
    stop.abort();
    await ended;
    const people = ids(await held(), 'contact_users', 'open_id');
    expect(people).toContain(joins);
    expect(people).not.toContain(stays);
  });

  test('a wider contact range brings its people, and a narrower one deletes none', async () => {
    await using sandbox = await tenant();
    const { directory } = sandbox.tenant;
    const [one, two] = directory.departments.children('0').map(({ openId }) => openId);
    sandbox.setContactRange({ departments: [one ?? ''] });
    const live = await goLive(sandbox);
    sandbox.setContactRange({ departments: [one ?? '', two ?? ''] });
    await live.settled();
    sandbox.setContactRange({ departments: [one ?? ''] });
    await live.settled();
    await live.stop();
    const departments = ids(await held(), 'contact_departments', 'open_department_id');
    expect(departments).toEqual(expect.arrayContaining([one, two]));
  });
});

test('of an app that is only listened to in the same store, nothing waits for a replication that nobody runs', async () => {
  await using sandbox = await tenant();
  const live = await goLive(sandbox);
  const store = await openEventStore(join(folder, 'events.db'));
  const parts = { at: Date.now(), type: 'contact.user.updated_v3' };
  await store.accept([
    receivedEvent('other', { ...parts, appId: 'cli_other' }),
    receivedEvent('own', { ...parts, appId: sandbox.options.appId }),
  ]);
  const consumersOf = async (appId: string) => (await store.stats(appId)).consumers.map(({ consumer }) => consumer);
  expect((await store.list({ appId: 'cli_other', limit: 9 })).map(({ state }) => state)).toEqual(['kept']);
  expect(await consumersOf('cli_other')).toEqual([]);
  expect(await consumersOf(sandbox.options.appId)).toEqual(['replication']);
  const [own] = await store.list({ ids: ['own'], limit: 1 });
  expect(own?.deliveries).toMatchObject([{ consumer: 'replication' }]);
  await store.close();
  await live.stop();
});

describe('trouble', () => {
  test('an event that cannot be processed waits and becomes a dead letter, and does not delay the others', async () => {
    await using sandbox = await tenant();
    const { tables, directory } = sandbox.tenant;
    const token = first(tables.appTokens);
    const table = first(tables.tableIds(token));
    const live = await goLive(sandbox);
    sandbox.faults.add({
      path: '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/batch_get',
      kind: 'code-in-200',
      code: 1254302,
    });
    tables.addRecord(token, table);
    const joiner = directory.addPerson({ name: '同时' });
    const store = await openEventStore(join(folder, 'events.db'));
    await expect
      .poll(async () => (await store.stats()).types.map(({ type, pending, done }) => [type, pending, done]))
      .toEqual([
        ['contact.user.created_v3', 0, 1],
        ['drive.file.bitable_record_changed_v1', 1, 0],
      ]);
    const [waiting] = await store.list({ state: 'pending', limit: 1 });
    expect(waiting?.deliveries).toMatchObject([{ consumer: 'replication', attempts: 1 }]);
    expect(waiting?.lastError).toContain('1254302');
    expect(waiting?.deliveries[0]?.nextAt ?? 0).toBeGreaterThan(Date.now());
    // The permission is back, and somebody does not want to wait.
    sandbox.faults.clear();
    await store.replay({ appId: sandbox.options.appId, events: [waiting?.id ?? ''], now: Date.now() });
    await expect.poll(async () => (await store.stats()).pending).toBe(0);
    await store.close();
    await live.stop();
    const held = await tablesOf(join(folder, 'tenant.duckdb'));
    expect(held.contact_users?.rows.map(({ open_id }) => open_id)).toContain(joiner.openId);
    expect(held.base_records?.rows).toHaveLength(301);
  });

  test('events that came without a running process are processed at the next start', async () => {
    await using sandbox = await tenant({ eventOptions: { speed: 1_800 } });
    await (await goLive(sandbox)).stop();
    const joiner = sandbox.tenant.directory.addPerson({ name: '后到' });
    await expect
      .poll(() => sandbox.events.deliveryQueue(sandbox.options.appId).deliveries[0]?.attempts)
      .toBeGreaterThan(0);
    const live = await goLive(sandbox);
    await live.settled();
    await live.stop();
    const held = await tablesOf(join(folder, 'tenant.duckdb'));
    expect(held.contact_users?.rows.map(({ open_id }) => open_id)).toContain(joiner.openId);
  });

  test('a destination that breaks is opened anew, and nothing of what came meanwhile is missing', async () => {
    await using sandbox = await tenant({ eventOptions: { speed: 1_800 } });
    const url = await server.newDatabase();
    const live = await goLive(sandbox, { destination: { type: 'postgres', url }, events: { store: url } });
    const ours = "pg_stat_activity WHERE application_name = 'larkstream' AND datname = current_database()";
    await server.query(url, `SELECT pg_terminate_backend(pid) FROM ${ours}`);
    const joiner = sandbox.tenant.directory.addPerson({ name: '断线时加入' });
    await expect.poll(() => live.reports.filter(({ isLive }) => isLive !== true).length, { timeout: 60_000 }).toBe(2);
    await live.settled();
    expect(live.reports.map(({ outcome }) => outcome)).toContain('failed');
    await live.stop();
    const held = await tablesOfPostgres(server, url);
    expect(held.contact_users?.rows.map(({ open_id }) => open_id)).toContain(joiner.openId);
  });

  test('after a gap longer than the retries of the platform, everything is read again', async () => {
    await using sandbox = await tenant();
    sandbox.events.hub.config = { ...sandbox.events.hub.config, ReconnectNonce: 1 };
    let now = Date.now();
    const clock = { ...systemClock, now: () => now, elapsed: () => now };
    const live = await goLive(sandbox, {}, {}, clock);
    sandbox.events.configure(sandbox.options.appId, { mode: 'off' });
    const joiner = sandbox.tenant.directory.addPerson({ name: '没人告诉我们' });
    sandbox.events.hub.faults.endpointStatus = 503;
    sandbox.events.hub.drop(sandbox.options.appId, 1006);
    await expect.poll(() => sandbox.events.hub.connections(sandbox.options.appId)).toBe(0);
    await expect.poll(() => live.states.at(-1)).toBe('reconnecting');
    now += 8 * 3_600_000;
    sandbox.events.hub.faults.endpointStatus = null;
    await expect.poll(() => live.reports.filter(({ isLive }) => isLive !== true).length, { timeout: 60_000 }).toBe(2);
    await live.stop();
    const held = await tablesOf(join(folder, 'tenant.duckdb'));
    expect(held.contact_users?.rows.map(({ open_id }) => open_id)).toContain(joiner.openId);
  });

  test('a subscription that got lost is made again by the next snapshot', async () => {
    await using sandbox = await tenant();
    const live = await goLive(sandbox, { events: { reconcile_minutes: 0.03 } });
    sandbox.events.forgetSubscriptions();
    const [token = ''] = sandbox.tenant.tables.appTokens;
    const { appId } = sandbox.options;
    const isSubscribed = () => sandbox.events.isSubscribed(appId, sandbox.tenantKey, { kind: 'file', id: token });
    await expect.poll(isSubscribed, { timeout: 60_000 }).toBe(true);
    await live.stop();
  });

  test('without the right to subscribe, live replication continues and reports it', async () => {
    await using sandbox = await tenant();
    sandbox.setGrantedScopes([...sandbox.options.grantedScopes].filter((scope) => !/^(docs|drive|sheets)/.test(scope)));
    const live = await goLive(sandbox);
    await live.stop();
    expect(live.subscriptions.toSorted()).toEqual(['failed', 'ok', 'ok', 'ok']);
    expect(live.reports.map(({ outcome }) => outcome)).toEqual(['done']);
  });

  test('a wrong secret ends it before it begins, as a person must act', async () => {
    await using sandbox = await tenant();
    sandbox.setAppSecret('another one');
    const live = await goLive(sandbox);
    expect(await live.stop()).toMatchObject({ outcome: 'failed', error: { code: 'lark.credentials.rejected' } });
  });
});

test('snapshot and events do not overwrite each other with older rows', async () => {
  // Reads take a while, and things happen meanwhile to what has been read and to what has not.
  await using sandbox = await tenant({ bases: [{ tables: 2, records: 4_000 }], limits: 'documented' });
  const { tables } = sandbox.tenant;
  const token = first(tables.appTokens);
  const [one, two] = tables.tableIds(token);
  const name = String(tables.fields(token, one ?? '').find((field) => field.type === 2)?.field_name);
  let steps = 0;
  const timer = setInterval(() => {
    const table = steps % 2 === 0 ? one : two;
    const fresh = tables.addRecord(token, table ?? '', {});
    if (steps % 3 === 0) tables.deleteRecord(token, table ?? '', fresh);
    if (table === one) tables.editRecord(token, one ?? '', tables.recordId(token, one ?? '', steps), { [name]: steps });
    steps++;
  }, 20);
  const { appId } = sandbox.options;
  sandbox.events.subscribe(appId, sandbox.tenantKey, { kind: 'file', id: token });
  const live = await goLive(sandbox, { streams: { include: ['base_records'] }, events: { reconcile_minutes: 0.02 } });
  await expect
    .poll(() => live.reports.filter(({ isLive }) => isLive !== true).length, { timeout: 60_000 })
    .toBeGreaterThan(2);
  clearInterval(timer);
  await live.settled();
  await live.stop();
  expect(steps).toBeGreaterThan(20);
  const truth = await tenantTruth(sandbox, { attendanceFrom: '2026-11-01', nowMs: Date.now() });
  const held = await tablesOf(join(folder, 'tenant.duckdb'));
  expect(differences({ base_records: truth.base_records ?? [] }, held)).toEqual({});
});
