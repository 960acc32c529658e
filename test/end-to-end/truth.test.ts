import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runConfiguredSync } from '../../src/app/run-sync.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import type { RunReport } from '../../src/model/run.ts';
import type { SandboxSettings } from '../../src/sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type TenantConfig, writeTenantConfig } from '../support/tenant-config.ts';
import { differences, tablesOf, tenantTruth } from '../support/truth.ts';

const day = 86_400_000;
const startedAtMs = Date.parse('2026-06-15T08:00:00Z');
const startDate = '2026-05-20';

let folder: string;
let nowMs: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-truth-'));
  nowMs = startedAtMs;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = { now: () => nowMs, sleep: async () => {} };

async function start(settings: SandboxSettings = {}): Promise<Sandbox> {
  return await startSandbox({
    limits: 'off',
    startedAtMs,
    now: () => nowMs,
    users: 60,
    departments: 9,
    approvals: { definitions: 7, instancesPerDay: 4, days: 25 },
    attendance: { days: 20 },
    ...settings,
  });
}

interface Scene {
  sync(options?: { full?: boolean; acceptDeletes?: boolean }): Promise<RunReport>;
  expectTruth(): Promise<void>;
  readonly path: string;
}

function scene(sandbox: Sandbox, extra: Partial<TenantConfig> = {}): Scene {
  const { file, path } = writeTenantConfig(sandbox, { folder, name: 'tenant', startDate, ...extra });
  return {
    path,
    sync: async (options = {}) => await runConfiguredSync({ config: readConfig(file, {}), clock, ...options }),
    expectTruth: async () => {
      const truth = tenantTruth(sandbox, { attendanceFrom: startDate, nowMs });
      expect(differences(truth, await tablesOf(path))).toEqual({});
    },
  };
}

function at<T>(values: Iterable<T>, index: number): T {
  const value = [...values].at(index);
  if (value === undefined) throw new Error(`nothing at ${index}`);
  return value;
}

describe('after any sync the tables equal the tenant', () => {
  test('through rounds of changes of every kind, inside and outside of the lookback', async () => {
    await using sandbox = await start();
    const { approvals, tables, directory, attendance } = sandbox.tenant;
    const { sync, expectTruth } = scene(sandbox, { lookbackDays: 5 });
    expect((await sync()).outcome).toBe('done');
    await expectTruth();

    const open = [...approvals.apiInstances()]
      .filter((instance) => instance.status === 'PENDING')
      .map((instance) => String(instance.instance_code));
    const approved = [...approvals.apiInstances()]
      .filter((instance) => instance.status === 'APPROVED')
      .map((instance) => String(instance.instance_code));
    nowMs += 3 * day;
    for (const code of open.slice(0, 6)) approvals.finish(code);
    approvals.reject(at(open, 7));
    approvals.revoke(at(approved, -1));
    approvals.revoke(at(approved, 3));
    approvals.createInstance(at(approvals.approvalCodes, 0));
    const [app = '', second = ''] = tables.appTokens;
    const [first = ''] = tables.tableIds(app);
    tables.addRecord(app, first);
    tables.deleteRecord(app, first, tables.recordId(app, first, 3));
    tables.renameField(app, first, 'Status', '状态 Status');
    tables.deleteRecord(
      second,
      at(tables.tableIds(second), 0),
      tables.recordId(second, at(tables.tableIds(second), 0), 0),
    );
    const [mover, leaver] = [...directory.people()].slice(10, 12);
    directory.updatePerson(mover?.openId ?? '', {
      departments: [String(at(directory.apiDepartments(), 4).open_department_id)],
    });
    directory.removePerson(leaver?.openId ?? '');
    directory.addPerson({ name: '新同事' });
    const stays = at(directory.people(), 20);
    attendance.addFlow(stays.openId, (nowMs - 2 * day) / 1000);
    const known = [
      ...attendance.apiFlows({ fromSeconds: (startedAtMs - day) / 1000, toSeconds: startedAtMs / 1000 }),
    ].filter((flow) => flow.user_id === stays.userId);
    if (known[0] !== undefined) attendance.deleteFlow(stays.openId, String(known[0].record_id));
    expect((await sync()).outcome).toBe('done');

    // A leaver's punches stay as they are: the platform does not list leavers any more.
    const truth = tenantTruth(sandbox, { attendanceFrom: startDate, nowMs });
    const left = differences(truth, await tablesOf(scene(sandbox, { lookbackDays: 5 }).path));
    expect(Object.keys(left).filter((table) => !table.startsWith('attendance_'))).toEqual([]);
    for (const { missing, extra } of Object.values(left)) {
      expect(missing).toEqual([]);
      for (const row of extra) expect(row).toContain(leaver?.userId);
    }

    nowMs += day;
    tables.deleteTable(app, at(tables.tableIds(app), -1));
    const commented = approvals.addComment(at(open, 9), '请补充发票');
    await sync();
    approvals.removeComment(at(open, 9), commented);
    approvals.rollback(at(open, 10));
    expect((await sync()).outcome).toBe('done');
    const last = differences(
      tenantTruth(sandbox, { attendanceFrom: startDate, nowMs }),
      await tablesOf(scene(sandbox).path),
    );
    expect(Object.keys(last).filter((table) => !table.startsWith('attendance_'))).toEqual([]);
  });

  test('from a tenant with next to nothing, and with the switches turned the other way', async () => {
    {
      await using empty = await start({
        users: 1,
        departments: 0,
        groups: 0,
        approvals: { instancesPerDay: 0 },
        bases: [{ tables: 1, records: 0 }],
      });
      const { sync, expectTruth } = scene(empty, { name: 'empty' });
      expect((await sync()).outcome).toBe('done');
      await expectTruth();
    }
    await using odd = await start({
      region: 'lark',
      switches: {
        approvalBounds: 'half-open',
        baseHttpStatus: '4xx',
        emptyLists: 'null',
        contactEmptyPages: true,
        scopeNames: 'without-domain',
        fetchChildLimit: 2,
      },
    });
    const { sync, expectTruth } = scene(odd, { name: 'odd' });
    expect((await sync()).outcome).toBe('done');
    await expectTruth();
  });

  test('a rerun without changes makes the necessary calls only and writes the same rows', async () => {
    await using sandbox = await start();
    const { sync, expectTruth } = scene(sandbox);
    await sync();
    const first = sandbox.stats();
    sandbox.resetStats();
    await sync();
    const second = sandbox.stats();
    await expectTruth();

    const calls = (stats: typeof first): number =>
      Object.values(stats.endpoints).reduce((sum, { calls: count }) => sum + count, 0);
    expect(calls(second)).toBeLessThanOrEqual(calls(first) * 1.02);
  });

  test.each(['overwrite', 'append'] as const)('%s, hard deletes and --full', async (mode) => {
    await using sandbox = await start();
    const { sync, expectTruth, path } = scene(sandbox, {
      streams: { mode: { '*': mode } },
      destination: { hard_deletes: true },
    });
    await sync();
    await expectTruth();
    if (mode === 'overwrite') {
      const [app = ''] = sandbox.tenant.tables.appTokens;
      const [table = ''] = sandbox.tenant.tables.tableIds(app);
      sandbox.tenant.tables.deleteRecord(app, table, sandbox.tenant.tables.recordId(app, table, 0));
      await sync({ full: true });
      await expectTruth();
    }
    const database = await DuckdbConnection.open(path);
    expect(
      await database.rows(`SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '%\\_new\\_%' ESCAPE '\\'`),
    ).toEqual([]);
    database.close();
  });
});

describe('what looks like deletion and is none', () => {
  test('a withdrawn Base, an error inside HTTP 200, and advanced permissions empty nothing', async () => {
    await using sandbox = await start({ switches: { baseAdvancedPermissions: 'empty' } });
    const { tables } = sandbox.tenant;
    const { sync, path } = scene(sandbox);
    await sync();
    const before = (await tablesOf(path)).base_records?.length;
    const [app = '', second = ''] = tables.appTokens;
    tables.setShared(app, false);
    tables.setAdvancedPermissions(second, true);
    const report = await sync();

    expect(report.outcome).toBe('incomplete');
    const codes = report.streams
      .filter(({ stream }) => stream === 'base_records')
      .flatMap(({ errors }) => errors.map(({ code }) => code));
    expect(codes.sort()).toEqual(['lark.document.forbidden', 'source.scan.suspicious']);
    expect((await tablesOf(path)).base_records?.length).toBe(before);
  });
});
