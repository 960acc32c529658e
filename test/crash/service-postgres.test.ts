import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newRun } from '../../src/model/service/new-run.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { PostgresServer } from '../support/postgres-server.ts';
import { addPipeline } from '../support/service-runs.ts';
import { newServiceStore, type OpenedStore } from '../support/service-store.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';
import { differences, tablesOf, tenantTruth } from '../support/truth.ts';

/** `npm run test:crash` asks for a hundred. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 1);
/** So often it is away for longer than a worker may be silent. */
const longEvery = 15;
const seed = Number(process.env.CRASH_SEED ?? 1);
const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
const processFile = new URL('../support/service-worker-process.ts', import.meta.url).pathname;
const startDate = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);

let folder: string;
let sandbox: Sandbox;
let server: PostgresServer;
let opened: OpenedStore;
let worker: ChildProcess;
let log = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-away-'));
  server = await PostgresServer.start();
  sandbox = await startSandbox({
    limits: 'off',
    users: 20,
    approvals: { definitions: 1, instancesPerDay: 1, days: 4 },
    attendance: { days: 3 },
    bases: [{ tables: 2, records: 2_000 }],
  });
  sandbox.faults.add({ path: search, kind: 'slow', delayMs: 200 });
  opened = await newServiceStore(server);
  const { file } = writeTenantConfig(sandbox, { folder, name: 'held', startDate });
  copyFileSync(file, join(folder, 'pl_1.json'));
  await addPipeline(opened.store, 'pl_1');
  worker = spawn(process.execPath, [processFile, opened.url, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  worker.stderr?.on('data', (text) => {
    log = `${log}${text}`.slice(-20_000);
  });
  await once(must(worker.stdout), 'data');
});
afterAll(async () => {
  worker.kill('SIGKILL');
  await opened.store.close();
  await server[Symbol.asyncDispose]();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function must<T>(value: T | null): T {
  if (value === null) throw new Error('No output');
  return value;
}

/** Between 0 and 1, the same for the same round. */
function chance(round: number): number {
  const mixed = Math.imul(round * 7919 + seed * 104_729, 2_654_435_761) >>> 0;
  return mixed / 2 ** 32;
}

const stateOf = async (id: string): Promise<string | undefined> =>
  (await opened.store.runs.find(id).catch(() => undefined))?.state;

test(`the store's Postgres is killed at ${rounds} random instants, and away for a moment or longer than a worker may be silent: the run goes on, and is told of`, {
  timeout: 120_000 + rounds * 180_000,
}, async () => {
  for (let round = 0; round < rounds; round++) {
    const id = `run_${round}`;
    await opened.store.runs.insert(newRun({ id, pipelineId: 'pl_1', trigger: 'person', queuedAt: Date.now() }));
    await expect.poll(() => stateOf(id), { timeout: 60_000, message: log }).toBe('running');
    await delay(chance(round) * 2_000);
    await server.kill();
    await delay(round % longEvery === longEvery - 1 ? 13_000 : chance(round + 1) * 2_000);
    await server.resume();
    const state = expect.poll(() => stateOf(id), { timeout: 170_000 }).toBe('succeeded');
    await state.catch(async (thrown: unknown) => {
      const tries = await opened.store.runs.attempts(id);
      throw new Error(`round ${round}: ${JSON.stringify(tries)}\n${log}`, { cause: thrown });
    });
    const attempts = await opened.store.runs.attempts(id);
    // A worker that was silent for too long may have lost its job to itself: then the run went on from its last commit.
    expect(attempts.map(({ state }) => state).join(' '), log).toMatch(/^((lost|failed|cancelled) )*succeeded$/);
    const truth = await tenantTruth(sandbox, { attendanceFrom: startDate, nowMs: Date.now() });
    expect(differences(truth, await tablesOf(join(folder, 'held.duckdb'))), `round ${round}`).toEqual({});
    const [app = ''] = sandbox.tenant.tables.appTokens;
    sandbox.tenant.tables.addRecord(app, sandbox.tenant.tables.tableIds(app)[0] ?? '');
  }
  expect((await opened.store.runs.page({ limit: 1 }, {})).total).toBe(rounds);
});
