import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import { type ConfiguredSync, runConfiguredSync } from '../../src/operations/run-configured-sync.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { type TenantConfig, writeTenantConfig } from '../support/tenant-config.ts';
import {
  differences,
  type HeldTables,
  tablesOf,
  tablesOfParquet,
  tablesOfPostgres,
  tenantTruth,
} from '../support/truth.ts';

const day = 86_400_000;
const startedAtMs = Date.parse('2026-06-15T08:00:00Z');
const startDate = '2026-05-20';

let folder: string;
let nowMs: number;
let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-truth-'));
  nowMs = startedAtMs;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = { now: () => nowMs, elapsed: () => nowMs, sleep: async () => {} };

async function start(settings: SandboxOptions = {}): Promise<Sandbox> {
  return await startSandbox({
    limits: 'off',
    startedAtMs,
    now: () => nowMs,
    users: 60,
    departments: 9,
    approvals: { definitions: 7, instancesPerDay: 2, days: 25 },
    attendance: { days: 20 },
    ...settings,
  });
}

interface SyncOptions {
  readonly full?: boolean;
  readonly acceptDeletes?: boolean;
  readonly signal?: AbortSignal;
  readonly observer?: NonNullable<ConfiguredSync['observer']>;
  readonly clock?: NonNullable<ConfiguredSync['clock']>;
}

interface SyncFixture {
  sync(options?: SyncOptions): Promise<RunReport>;
  /** `gone`: user_ids of leavers, whose attendance the platform tells nobody any more; what was read of it stays. */
  expectTruth(gone?: readonly string[]): Promise<void>;
  held(): Promise<HeldTables>;
  readonly path: string;
}

function createFixture(sandbox: Sandbox, extra: Partial<TenantConfig> = {}): SyncFixture {
  const { file, path } = writeTenantConfig(sandbox, { folder, name: 'tenant', startDate, ...extra });
  const { type, url, path: lake } = extra.destination ?? {};
  const held = async (): Promise<HeldTables> => {
    if (type === 'postgres') return await tablesOfPostgres(server, String(url));
    return type === 'parquet' ? await tablesOfParquet(String(lake)) : await tablesOf(path);
  };
  return {
    path,
    held,
    sync: async ({ observer = {}, ...options } = {}) =>
      await runConfiguredSync({ config: readConfig(file, {}), clock, observer, ...options }),
    expectTruth: async (gone = []) => {
      const truth = await tenantTruth(sandbox, { attendanceFrom: startDate, nowMs });
      const tables = await held();
      for (const [name, table] of Object.entries(tables)) {
        if (!name.startsWith('attendance_user_')) continue;
        tables[name] = { ...table, rows: table.rows.filter(({ user_id }) => !gone.includes(String(user_id))) };
      }
      expect(differences(truth, tables)).toEqual({});
    },
  };
}

function at<T>(values: Iterable<T>, index: number): T {
  const value = [...values].at(index);
  if (value === undefined) throw new Error(`nothing at ${index}`);
  return value;
}

function codesOf({ tenant }: Sandbox, status: string): string[] {
  return [...tenant.approvals.apiInstances()]
    .filter((instance) => instance.status === status)
    .map((instance) => String(instance.instance_code));
}

/** Decisions on instances both inside and outside of a lookback of five days. */
function changeApprovals(sandbox: Sandbox): void {
  const { approvals } = sandbox.tenant;
  const open = codesOf(sandbox, 'PENDING');
  const approved = codesOf(sandbox, 'APPROVED');
  for (const code of open.slice(0, 6)) approvals.finish(code);
  approvals.reject(at(open, 7));
  approvals.revoke(at(approved, -1));
  approvals.revoke(at(approved, 3));
  approvals.transfer(at(open, 11));
  approvals.cancel(at(open, -1));
  for (const code of approvals.approvalCodes) approvals.createInstance(code);
  approvals.renameDefinition(at(approvals.approvalCodes, 0), '请假申请（新）');
}

function changeBases(sandbox: Sandbox): void {
  const { tables } = sandbox.tenant;
  const [app = '', second = ''] = tables.appTokens;
  const [first = ''] = tables.tableIds(app);
  const [other = ''] = tables.tableIds(second);
  const [field] = tables.fields(app, first);
  tables.addRecord(app, first);
  tables.editRecord(app, first, tables.recordId(app, first, 1), {
    [String(field?.field_name)]: [{ type: 'text', text: '改' }],
  });
  tables.deleteRecord(app, first, tables.recordId(app, first, 3));
  tables.renameField(app, first, 'Status', '状态 Status');
  tables.deleteRecord(second, other, tables.recordId(second, other, 0));
  tables.renameTable(second, other, '改名 Renamed');
  tables.addTable(second, '新表');
}

/** Returns the user_id of the person who left. */
function changePeople(sandbox: Sandbox): string {
  const { directory } = sandbox.tenant;
  const [mover, leaver] = [at(directory.people(), 10), at(directory.people(), 11)];
  const departments = [String(at(directory.apiDepartments(), 4).open_department_id)];
  directory.updatePerson(mover.openId, { departments });
  directory.removePerson(leaver.openId);
  directory.addPerson({ name: '新同事' });
  const made = directory.addDepartment({ name: '新部门' });
  directory.updatePerson(at(directory.people(), 12).openId, { departments: [made] });
  directory.updateDepartment(departments[0] ?? '', { name: '改名部门' });
  return leaver.userId;
}

/** A late punch, a corrected and a deleted one inside of the lookback, and a day's result set by hand. */
function changeAttendance(sandbox: Sandbox): void {
  const { attendance, directory } = sandbox.tenant;
  const window = { fromSeconds: startedAtMs / 1000 - 86_400, toSeconds: startedAtMs / 1000 };
  const punchers = [...directory.people()].filter((person) => attendance.flowsOf(person, window).length > 0);
  const [one, two] = [at(punchers, 5), at(punchers, 6)];
  attendance.addFlow(one.openId, (nowMs - 2 * day) / 1000);
  attendance.deleteFlow(one.openId, at(attendance.flowsOf(one, window), 0).recordId);
  attendance.correctFlow(two.openId, at(attendance.flowsOf(two, window), 0).recordId, { comment: '补卡更正' });
  attendance.changeResult(
    two.openId,
    Number(new Date(startedAtMs - day).toISOString().slice(0, 10).replaceAll('-', '')),
    {
      checkInResult: 'Late',
    },
  );
}

const destinations = ['duckdb', 'postgres', 'parquet'] as const;
type Where = (typeof destinations)[number];
/** What only the reading can get wrong is seen in one destination; `npm run test:crash` asks for it in all. */
const isEverywhere = process.env.EVERY_DESTINATION === '1';

const otherTenants: readonly [name: string, only: Where, SandboxOptions][] = [
  [
    'what is left open is settled the other way',
    'duckdb',
    {
      region: 'lark',
      switches: {
        approvalBounds: 'half-open',
        approvalRevokeLeaves: 'PENDING',
        baseHttpStatus: '4xx',
        baseOrder: 'skewed',
        baseOverlap: 'refuse',
        emptyLists: 'null',
        contactEmptyPages: true,
        scopeNames: 'without-domain',
        fetchChildLimit: 2,
      },
    },
  ],
  [
    'shapes that no page confirms, punches without ids, short spans',
    'postgres',
    { switches: { unconfirmedShapes: true, flowsWithoutRecordId: true, flowsMaxSpanDays: 31 } },
  ],
  ['other people, other approvals', 'parquet', { seed: 7, users: 90, departments: 25 }],
];

describe.each(destinations)('after any sync the tables equal the tenant: %s', (where) => {
  const isSeenIn = (only: Where): boolean => isEverywhere || only === where;
  const createFixtureThere = async (sandbox: Sandbox, extra: Partial<TenantConfig> = {}): Promise<SyncFixture> => {
    if (where === 'duckdb') return createFixture(sandbox, extra);
    if (where === 'parquet')
      return createFixture(sandbox, { ...extra, destination: { type: 'parquet', path: join(folder, 'lake') } });
    return createFixture(sandbox, { ...extra, destination: { type: 'postgres', url: await server.newDatabase() } });
  };

  test('tables equal the tenant through rounds of changes of every kind, inside and outside the lookback', async () => {
    await using sandbox = await start();
    const { approvals, tables, directory } = sandbox.tenant;
    const { sync, expectTruth } = await createFixtureThere(sandbox, { lookbackDays: 5 });
    expect((await sync()).outcome).toBe('done');
    await expectTruth();

    nowMs += 3 * day;
    const gone = [changePeople(sandbox)];
    changeApprovals(sandbox);
    changeBases(sandbox);
    changeAttendance(sandbox);
    expect((await sync()).outcome).toBe('done');
    await expectTruth(gone);

    nowMs += day;
    const [app = ''] = tables.appTokens;
    tables.deleteTable(app, at(tables.tableIds(app), -1));
    const open = codesOf(sandbox, 'PENDING');
    const commented = approvals.addComment(at(open, 2), '请补充发票');
    approvals.rollback(at(open, 3));
    const department = String(at(directory.apiDepartments(), -1).open_department_id);
    for (const person of directory.people())
      if (person.departments.includes(department)) directory.updatePerson(person.openId, { departments: ['0'] });
    directory.removeDepartment(department);
    expect((await sync()).outcome).toBe('done');
    await expectTruth(gone);

    // Weeks later: everything that was open then has left the lookback, and is still watched.
    nowMs += 20 * day;
    approvals.removeComment(at(open, 2), commented);
    approvals.resubmit(at(open, 3));
    approvals.finish(at(open, 4));
    approvals.deleteInstance(at(open, 5));
    expect((await sync()).outcome).toBe('done');
    await expectTruth(gone);
  });

  if (isSeenIn('duckdb'))
    test('tables of an empty tenant are empty', async () => {
      await using sandbox = await start({
        users: 1,
        departments: 0,
        groups: 0,
        approvals: { instancesPerDay: 0 },
        bases: [{ tables: 1, records: 0 }],
        attendance: { days: 0 },
      });
      const { sync, expectTruth } = await createFixtureThere(sandbox);
      expect((await sync()).outcome).toBe('done');
      await expectTruth();
      expect((await sync()).outcome).toBe('done');
      await expectTruth();
    });

  test.each(otherTenants.filter(([, only]) => isSeenIn(only)))(
    'in another tenant: %s',
    async (_name, _only, settings) => {
      await using sandbox = await start(settings);
      const { sync, expectTruth } = await createFixtureThere(sandbox);
      expect((await sync()).outcome).toBe('done');
      await expectTruth();
      nowMs += day;
      changeApprovals(sandbox);
      changeBases(sandbox);
      const gone = [changePeople(sandbox)];
      expect((await sync()).outcome).toBe('done');
      await expectTruth(gone);
    },
  );

  if (isSeenIn('postgres'))
    test('no rows from before the start date, however long the lookback is', async () => {
      await using sandbox = await start();
      const { sync, held } = await createFixtureThere(sandbox, { startDate: '2026-06-05', lookbackDays: 30 });
      await sync();
      const first = await held();
      nowMs += day;
      await sync();
      const second = await held();

      for (const [table, column] of [
        ['approval_instances', 'start_time'],
        ['attendance_user_flows', 'check_time'],
        ['attendance_user_tasks', 'day'],
      ] as const) {
        const times = (all: typeof first): string[] => all[table]?.rows.map((row) => String(row[column])).sort() ?? [];
        expect(times(first).length, table).toBeGreaterThan(20);
        expect(times(second)[0], table).toBe(times(first)[0]);
        expect(times(first)[0]?.slice(0, 10) ?? '', table).toMatch(/^2026-06-0[5-9]/);
      }
    });

  test('a typed table follows its fields by their ids, and drops nothing', async () => {
    await using sandbox = await start({ approvals: { instancesPerDay: 0 }, bases: [{ tables: 1, records: 0 }] });
    const { tables } = sandbox.tenant;
    const app = at(tables.appTokens, 0);
    const table = tables.addTable(app, '变化');
    const amount = tables.addField(app, table, { name: '金额', type: 2, uiType: 'Number' });
    const flag = tables.addField(app, table, { name: '已付', type: 7, uiType: 'Checkbox' });
    const ids = [12.5, 30].map((value) => tables.addRecord(app, table, { 金额: value, 已付: true }));
    const { sync, held } = await createFixtureThere(sandbox, { typedStreams: true, streams: { include: ['base_*'] } });
    const rows = async (...columns: string[]): Promise<unknown[][]> => {
      const found = (await held())[`base_${app}_${table}`]?.rows ?? [];
      const byId = new Map(found.map((row) => [row.record_id, row]));
      return ids.map((id) => columns.map((column) => byId.get(id)?.[column]));
    };
    const [asNumber, asText, asFlag] = [`${amount}_number`, `${amount}_text`, `${flag}_boolean`];
    expect((await sync()).outcome).toBe('done');
    expect(await rows(asNumber, asFlag)).toEqual([
      [12.5, true],
      [30, true],
    ]);

    nowMs += day;
    tables.renameField(app, table, '金额', '总额');
    tables.editRecord(app, table, at(ids, 0), { 总额: 13 });
    expect((await sync()).outcome).toBe('done');
    expect(await rows(asNumber, asFlag)).toEqual([
      [13, true],
      [30, true],
    ]);

    nowMs += day;
    tables.retypeField(app, table, '总额', { type: 1, uiType: 'Text' });
    tables.removeField(app, table, '已付');
    const added = tables.addField(app, table, { name: '日期', type: 5, uiType: 'DateTime' });
    for (const id of ids)
      tables.editRecord(app, table, id, { 总额: [{ type: 'text', text: '十三' }], 日期: 1_700_000_000_000 });
    expect((await sync()).outcome).toBe('done');
    const instant = '2023-11-14T22:13:20.000Z';
    expect(await rows(asNumber, asText, asFlag, `${added}_time`)).toEqual([
      [13, '十三', true, instant],
      [30, '十三', true, instant],
    ]);
  });

  if (isSeenIn('duckdb'))
    test('a rerun without changes makes the necessary calls only and holds the same rows', async () => {
      await using sandbox = await start();
      const { sync, expectTruth } = await createFixtureThere(sandbox);
      await sync();
      const first = sandbox.stats();
      sandbox.resetStats();
      await sync();
      const second = sandbox.stats();

      await expectTruth();
      for (const [endpoint, { calls }] of Object.entries(second.endpoints))
        expect(calls, endpoint).toBeLessThanOrEqual(Math.max(1, first.endpoints[endpoint]?.calls ?? 0));
    });
});

describe('the ways to write', () => {
  test('overwrite: what is gone is gone, and no shadow table is left', async () => {
    await using sandbox = await start();
    const { sync, expectTruth, path } = createFixture(sandbox, {
      streams: { mode: { '*': 'overwrite' } },
      destination: { hard_deletes: true },
    });
    await sync();
    await expectTruth();
    changeBases(sandbox);
    const gone = [changePeople(sandbox)];
    await sync({ full: true });
    await expectTruth(gone);
    expect(await shadowTables(path)).toEqual([]);
  });

  test('append: an interrupted run leaves nothing behind, and the next one doubles nothing', async () => {
    await using sandbox = await start();
    const { sync, expectTruth, path } = createFixture(sandbox, { streams: { mode: { '*': 'append' } } });
    for (const rows of [1, 150, 400]) {
      const stop = new AbortController();
      let count = 0;
      const onRows = (_stream: string, more: number): void => {
        count += more;
        if (count >= rows) stop.abort();
      };
      expect((await sync({ signal: stop.signal, observer: { onRows } })).outcome).toBe('stopped');
    }
    expect((await sync()).outcome).toBe('done');
    await expectTruth();
    expect(await shadowTables(path)).toEqual([]);
  });

  test('hard deletes and --full: no row is only marked', async () => {
    await using sandbox = await start();
    const { sync, expectTruth, path } = createFixture(sandbox, { destination: { hard_deletes: true } });
    await sync();
    changeBases(sandbox);
    const gone = [changePeople(sandbox)];
    await sync({ full: true });
    await expectTruth(gone);
    const database = await DuckdbConnection.open(path);
    const tables = await database.rows(`SELECT table_name FROM duckdb_tables() WHERE NOT starts_with(table_name, '_')`);
    expect(tables.length).toBeGreaterThan(15);
    for (const [table] of tables) {
      const marked = `SELECT count(*)::INTEGER FROM lark."${String(table)}" WHERE _larkstream_deleted_at IS NOT NULL`;
      expect(await database.rows(marked), String(table)).toEqual([[0]]);
    }
    await database.close();
  });

  test('soft deletes: what is gone is marked with the run that found out, and can come back', async () => {
    await using sandbox = await start();
    const { sync, expectTruth, path } = createFixture(sandbox);
    await sync();
    const [app = ''] = sandbox.tenant.tables.appTokens;
    const [table = ''] = sandbox.tenant.tables.tableIds(app);
    const id = sandbox.tenant.tables.recordId(app, table, 5);
    sandbox.tenant.tables.deleteRecord(app, table, id);
    nowMs += day;
    const { startedAt } = await sync();
    await expectTruth();
    const database = await DuckdbConnection.open(path);
    const rows = await database.rows(
      `SELECT record_id, strftime(_larkstream_deleted_at, '%Y-%m-%dT%H:%M:%S.%gZ') FROM lark.base_records WHERE _larkstream_deleted_at IS NOT NULL`,
    );
    await database.close();
    expect(rows).toEqual([[id, startedAt]]);
  });
});

/** Shadow tables that were left behind. */
async function shadowTables(path: string): Promise<unknown[]> {
  const database = await DuckdbConnection.open(path);
  const rows = await database.rows(
    `SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, '_larkstream_new_')`,
  );
  await database.close();
  return rows;
}

describe('what looks like deletion and is none', () => {
  test('a withdrawn Base, an error inside HTTP 200, and advanced permissions empty nothing', async () => {
    await using sandbox = await start({ switches: { baseAdvancedPermissions: 'empty' } });
    const { tables } = sandbox.tenant;
    const { sync, path } = createFixture(sandbox);
    await sync();
    const before = (await tablesOf(path)).base_records?.rows.length;
    const [app = '', second = ''] = tables.appTokens;
    tables.setShared(app, false);
    tables.setAdvancedPermissions(second, true);
    const report = await sync();

    expect(report.outcome).toBe('incomplete');
    const codes = report.streams
      .filter(({ stream }) => stream === 'base_records')
      .flatMap(({ errors }) => errors.map(({ code }) => code));
    expect(codes.sort()).toEqual(['lark.document.forbidden', 'source.scan.suspicious']);
    expect((await tablesOf(path)).base_records?.rows.length).toBe(before);
  });

  test('a gateway that answers every page after the third with 502 until the retry budget is spent', async () => {
    await using sandbox = await start();
    const { sync, expectTruth } = createFixture(sandbox);
    await sync();
    const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
    sandbox.faults.add({ path: search, kind: 'http-502-html', after: 1 });
    let elapsedMs = 0;
    const hurried = {
      now: () => nowMs + elapsedMs,
      elapsed: () => nowMs + elapsedMs,
      sleep: async (ms: number) => {
        elapsedMs += ms;
      },
    };
    const report = await sync({ clock: hurried });

    expect(report.outcome).toBe('incomplete');
    expect(new Set(report.streams.flatMap(({ errors }) => errors.map(({ code }) => code)))).toEqual(
      new Set(['lark.server.failed']),
    );
    await expectTruth();
  });
});
