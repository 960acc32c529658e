import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';
import { differences, tablesOf, tenantTruth } from '../support/truth.ts';

/** `npm run test:crash` asks for a hundred. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 6);
const seed = Number(process.env.CRASH_SEED ?? 1);
const day = 86_400_000;
const mainFile = new URL('../../src/main.ts', import.meta.url).pathname;

let folder: string;
let sandbox: Sandbox;
const startDate = new Date(Date.now() - 24 * day).toISOString().slice(0, 10);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-crash-'));
  sandbox = await startSandbox({
    limits: 'off',
    users: 120,
    approvals: { definitions: 3, instancesPerDay: 6, days: 22 },
    attendance: { days: 20 },
    bases: [
      { tables: 2, records: 6_000 },
      { tables: 1, records: 12_000 },
    ],
  });
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

async function sync(file: string, killAfterMs?: number): Promise<{ code: number | null; ms: number; output: string }> {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [mainFile, 'sync', file, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
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

test(`kill -9 at ${rounds} random instants, each followed by a rerun`, {
  timeout: 60_000 + rounds * 30_000,
}, async () => {
  const measured = await sync(writeTenantConfig(sandbox, { folder, name: 'measure', startDate }).file);
  expect(measured.code).toBe(0);
  let kills = 0;
  for (let round = 0; round < rounds; round++) {
    // Two rounds of three begin with a new file, the third goes on with what the last one left.
    const name = `round-${round - (round % 3 === 2 ? 1 : 0)}`;
    const { file, path } = writeTenantConfig(sandbox, { folder, name, startDate });
    const killed = await sync(file, chance(round) * measured.ms);
    if (killed.code === null) kills++;
    if (round % 2 === 1) change(round);
    const rerun = await sync(file);
    const truth = await tenantTruth(sandbox, { attendanceFrom: startDate, nowMs: Date.now() });

    expect(rerun.code, rerun.output).toBe(0);
    expect(differences(truth, await tablesOf(path)), `round ${round}`).toEqual({});
    if (round % 3 === 2) rmSync(path, { force: true });
  }
  // A run may be over before its time; most are not.
  expect(kills).toBeGreaterThan(rounds / 2);
});
