import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../../src/model/errors.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';
import {
  differences,
  type HeldTables,
  tablesOf,
  tablesOfParquet,
  tablesOfPostgres,
  tenantTruth,
} from '../support/truth.ts';

/** `npm run test:crash` asks for a hundred. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 2);
const seed = Number(process.env.CRASH_SEED ?? 1);
const day = 86_400_000;
const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
const mainFile = new URL('../../src/main.ts', import.meta.url).pathname;

let folder: string;
let sandbox: Sandbox;
let server: PostgresDatabases;
const startDate = new Date(Date.now() - 24 * day).toISOString().slice(0, 10);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-crash-'));
  server = await sharedPostgres();
  sandbox = await startSandbox({
    limits: 'off',
    users: 120,
    approvals: { definitions: 3, instancesPerDay: 3, days: 22 },
    attendance: { days: 20 },
    bases: [
      { tables: 2, records: 1_500 },
      { tables: 1, records: 3_000 },
    ],
  });
  // As slow as the platform: a run lasts long enough to be hit anywhere, and mostly waits.
  sandbox.faults.add({ path: search, kind: 'slow', delayMs: 300 });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Between 0 and 1, the same for the same round. */
function chance(round: number): number {
  const mixed = Math.imul(round * 7919 + seed * 104_729, 2_654_435_761) >>> 0;
  return mixed / 2 ** 32;
}

interface Strike {
  readonly afterMs: number;
  /** Cuts the connection to the destination; the process is killed when absent. */
  readonly cut?: () => Promise<void>;
}

async function sync(file: string, strike?: Strike): Promise<{ code: number | null; ms: number; output: string }> {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [mainFile, 'sync', file, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  const hit = strike?.cut ?? (async () => void child.kill('SIGKILL'));
  const timer = strike === undefined ? undefined : setTimeout(() => void hit(), strike.afterMs);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return { code: typeof code === 'number' ? code : null, ms: Date.now() - startedAt, output };
}

/** Something of every kind changes; nothing that the platform would let nobody see. */
function change(round: number): void {
  const { tables, approvals, attendance, directory } = sandbox.tenant;
  const [app = ''] = tables.appTokens;
  const [table = ''] = tables.tableIds(app);
  tables.addRecord(app, table);
  tables.deleteRecord(app, table, tables.recordId(app, table, round));
  const open = [...approvals.apiInstances()].find((instance) => instance.status === 'PENDING');
  if (open !== undefined) approvals.finish(String(open.instance_code));
  const person = [...directory.people()][round % 50];
  if (person === undefined) return;
  attendance.addFlow(person.openId, Math.floor(Date.now() / 1000) - day / 1000);
  directory.updatePerson(person.openId, { jobTitle: `第 ${round} 轮` });
}

interface Place {
  readonly file: string;
  held(): Promise<HeldTables>;
  drop(): Promise<void>;
  cut?(): Promise<void>;
}

const places: Readonly<Record<string, (name: string) => Promise<Place>>> = {
  duckdb: async (name) => {
    const { file, path } = writeTenantConfig(sandbox, { folder, name, startDate });
    return { file, held: () => tablesOf(path), drop: async () => rmSync(path, { force: true }) };
  },
  postgres: async (name) => {
    const url = urls.get(name) ?? (await server.newDatabase());
    urls.set(name, url);
    const destination = { type: 'postgres', url };
    const { file } = writeTenantConfig(sandbox, { folder, name: `${name}-postgres`, startDate, destination });
    const cut = async (): Promise<void> => {
      const backends = "pg_stat_activity WHERE application_name = 'larkstream' AND datname = current_database()";
      await server.query(url, `SELECT pg_terminate_backend(pid) FROM ${backends}`);
    };
    return { file, held: () => tablesOfPostgres(server, url), drop: () => server.dropDatabase(url), cut };
  },
  parquet: async (name) => {
    const path = join(folder, `${name}-lake`);
    const destination = { type: 'parquet', path };
    const { file } = writeTenantConfig(sandbox, { folder, name: `${name}-parquet`, startDate, destination });
    const drop = async (): Promise<void> => rmSync(path, { recursive: true, force: true });
    return { file, held: () => tablesOfParquet(path), drop };
  },
};
const urls = new Map<string, string>();
/** Both places are read from one tenant, which goes on changing. */
let changes = 0;

test.each(Object.keys(places))(
  `kill -9 at ${rounds} random instants, each followed by a rerun: %s`,
  {
    timeout: 300_000 + rounds * 60_000,
  },
  async (where) => {
    const placeOf = (name: string): Promise<Place> => must(places[where], where)(name);
    const measured = await sync((await placeOf('measure')).file);
    expect(measured.code).toBe(0);
    let kills = 0;
    for (let round = 0; round < rounds; round++) {
      // Two rounds of three begin with a new file, the third goes on with what the last one left.
      const name = `round-${round - (round % 3 === 2 ? 1 : 0)}`;
      const { file, held, drop, cut } = await placeOf(name);
      const afterMs = chance(round) * measured.ms;
      // Where there is a connection, every second round cuts it instead.
      const isCut = cut !== undefined && round % 2 === 0;
      const struck = await sync(file, isCut ? { afterMs, cut } : { afterMs });
      if (struck.code === null) kills++;
      if (isCut && struck.code !== 0) {
        kills++;
        expect(struck.code, struck.output).toBe(1);
        expect(struck.output).toContain('destination.connection.lost');
      }
      if (round % 2 === 1) change(++changes);
      const rerun = await sync(file);
      const truth = await tenantTruth(sandbox, { attendanceFrom: startDate, nowMs: Date.now() });

      expect(rerun.code, rerun.output).toBe(0);
      expect(differences(truth, await held()), `round ${round}`).toEqual({});
      if (round % 3 === 2) await drop();
    }
    // A run may be over before its time; most are not.
    expect(kills).toBeGreaterThan(rounds / 3);
  },
);
