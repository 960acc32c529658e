import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LiveObserver, runConfiguredLive } from '../../src/app/events/run-live.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { RunReport } from '../../src/model/run.ts';
import type { SandboxSettings } from '../../src/sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { openEventStore } from '../../src/store/open.ts';
import type { LiveBatch } from '../../src/sync/event-pump.ts';
import type { ExpectedTables } from '../support/expected-rows.ts';
import { PostgresServer } from '../support/postgres-server.ts';
import { type TenantConfig, writeTenantConfig } from '../support/tenant-config.ts';
import { differences, type HeldTables, tablesOf, tablesOfPostgres, tenantTruth } from '../support/truth.ts';

const day = 86_400_000;
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

let folder: string;
let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start(['fsync=off']);
}, 60_000);
afterAll(async () => server[Symbol.asyncDispose]());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-live-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function tenant(settings: SandboxSettings = {}): Promise<Sandbox> {
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
  /** Resolves when everything that was pushed has been acted on. */
  settled(): Promise<void>;
  stop(): Promise<RunReport | undefined>;
}

async function goLive(sandbox: Sandbox, extra: Partial<TenantConfig> = {}, observer: LiveObserver = {}): Promise<Live> {
  const startDate = dateOf(Date.now() - 12 * day);
  const events = { store: 'events.db', ...extra.events };
  const { file } = writeTenantConfig(sandbox, { folder, name: 'tenant', startDate, ...extra, events });
  const config = readConfig(file, {});
  const stop = new AbortController();
  const live = { batches: [], reports: [], troubles: [], subscriptions: [] } as Pick<
    Live,
    'batches' | 'reports' | 'troubles' | 'subscriptions'
  >;
  let first = (): void => {};
  const began = new Promise<void>((resolve) => {
    first = resolve;
  });
  const ended = runConfiguredLive({
    config,
    signal: stop.signal,
    observer: {
      onBatch: (batch) => live.batches.push(batch),
      onTrouble: ({ message }) => live.troubles.push(message),
      onSubscription: ({ outcome }) => live.subscriptions.push(outcome),
      onReport: (report) => {
        live.reports.push(report);
        first();
      },
      ...observer,
    },
  });
  await Promise.race([began, ended]);
  return {
    ...live,
    settled: async () => {
      const store = await openEventStore(config.events.store);
      const courier = sandbox.events.courier(sandbox.options.appId);
      await expect.poll(() => courier.underWay, { timeout: 20_000 }).toBe(0);
      await expect.poll(async () => (await store.figures()).pending, { timeout: 20_000 }).toBe(0);
      await store.close();
    },
    stop: async () => {
      stop.abort();
      return await ended;
    },
  };
}

/** What no event tells of: numbers of members, who leads by seniority, names beside ids. The next whole read makes it good. */
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
  test('over the long connection, into DuckDB', async () => {
    await using sandbox = await tenant();
    const leaver = first(sandbox.tenant.directory.people(), 9).userId;
    const old = addOld(sandbox);
    const live = await goLive(sandbox);
    expect(live.reports.map(({ outcome }) => outcome)).toEqual(['done']);
    change(sandbox, old);
    await live.settled();
    expect(live.troubles).toEqual([]);
    expect(live.subscriptions).toEqual(['ok', 'ok', 'ok', 'ok']);
    await live.stop();
    const path = join(folder, 'tenant.duckdb');
    await expectTruth(sandbox, { held: await tablesOf(path), gone: [leaver], isWhole: false });
    const again = await goLive(sandbox);
    await again.stop();
    await expectTruth(sandbox, { held: await tablesOf(path), gone: [leaver], isWhole: true });
  }, 60_000);

  test('by webhook, into Postgres, with the inbox there too', async () => {
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const secrets = { verificationToken: 'v-token', encryptKey: 'e-key' };
    const url = `http://127.0.0.1:${port}/api/lark/webhook/main`;
    await using sandbox = await tenant({ events: { mode: 'webhook', url, ...secrets } });
    const leaver = first(sandbox.tenant.directory.people(), 9).userId;
    const webhook = { host: '127.0.0.1', port, verification_token: 'v-token', encrypt_key: 'e-key' };
    const old = addOld(sandbox);
    const live = await goLive(sandbox, {
      destination: { type: 'postgres', url: server.url() },
      events: { mode: 'webhook', webhook, store: server.url() },
    });
    change(sandbox, old);
    await live.settled();
    expect(live.troubles).toEqual([]);
    await live.stop();
    await expectTruth(sandbox, { held: await tablesOfPostgres(server, server.url()), gone: [leaver], isWhole: false });
  }, 60_000);
});
