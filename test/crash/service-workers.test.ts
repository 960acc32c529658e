import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import { newRun } from '../../src/model/service/new-run.ts';
import type { Attempt, ServiceRun } from '../../src/model/service/service-run.ts';
import type { ServiceStore } from '../../src/model/service/service-store.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { firstDue } from '../../src/scheduler/next-due.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { addPipeline } from '../support/service-runs.ts';
import { newServiceStore, type OpenedStore } from '../support/service-store.ts';
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

/** `npm run test:crash` asks for a hundred. A worker that was killed is missed ten seconds later, so that several blows fall in a round. */
const blowCount = Number(process.env.CRASH_ROUNDS ?? 2);
const blowsPerRound = 3;
const seed = Number(process.env.CRASH_SEED ?? 1);
const day = 86_400_000;
const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
const processFile = new URL('../support/service-worker-process.ts', import.meta.url).pathname;
const startDate = new Date(Date.now() - 8 * day).toISOString().slice(0, 10);

/** Where each pipeline writes, and what is there then. */
interface Place {
  readonly destination: Readonly<Record<string, unknown>>;
  held(): Promise<HeldTables>;
  /** The greatest number of an attempt that has written. */
  fence(): Promise<number>;
}

let folder: string;
let sandbox: Sandbox;
let server: PostgresDatabases;
let opened: OpenedStore;
let store: ServiceStore;
const places = new Map<string, Place>();
const workers: ChildProcess[] = [];
let log = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-workers-'));
  server = await sharedPostgres();
  sandbox = await startSandbox({
    limits: 'off',
    users: 40,
    approvals: { definitions: 2, instancesPerDay: 2, days: 6 },
    attendance: { days: 5 },
    bases: [{ tables: 2, records: 2_000 }],
  });
  sandbox.faults.add({ path: search, kind: 'slow', delayMs: 250 });
  opened = await newServiceStore(server);
  store = opened.store;
  await addPlaces();
});
afterAll(async () => {
  for (const child of workers) strike(child, 'SIGKILL');
  await opened[Symbol.asyncDispose]();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

async function addPlaces(): Promise<void> {
  const path = join(folder, 'held.duckdb');
  const lake = join(folder, 'lake');
  const url = await server.newDatabase();
  const select = 'SELECT max(fence) FROM lark._larkstream_fences';
  const fenceIn = async (file: string): Promise<number> => {
    const database = await DuckdbConnection.open(file);
    try {
      return Number((await database.rows(select))[0]?.[0]);
    } finally {
      await database.close();
    }
  };
  places.set('pl_duckdb', {
    destination: { type: 'duckdb', path },
    held: () => tablesOf(path),
    fence: () => fenceIn(path),
  });
  places.set('pl_postgres', {
    destination: { type: 'postgres', url },
    held: () => tablesOfPostgres(server, url),
    fence: async () => Number((await server.query(url, select))[0]?.[0]),
  });
  places.set('pl_parquet', {
    destination: { type: 'parquet', path: lake },
    held: () => tablesOfParquet(lake),
    fence: () => fenceIn(join(lake, '_larkstream', 'store.duckdb')),
  });
  for (const [id, { destination }] of places) {
    const { file } = writeTenantConfig(sandbox, { folder, name: `of-${id}`, startDate, destination });
    copyFileSync(file, join(folder, `${id}.json`));
    await addPipeline(store, id);
  }
  const { file } = writeTenantConfig(sandbox, { folder, name: 'of-schedule', startDate });
  copyFileSync(file, join(folder, `${scheduled}.json`));
  const schedule = { kind: 'every', minutes: 1 } as const;
  // As when it is activated: from then on it is due at this second of each minute.
  firstDueAt = firstDue(schedule, Date.now(), scheduled) ?? 0;
  await addPipeline(store, scheduled, { schedule, dueAt: firstDueAt });
}

/** Between 0 and 1, the same for the same round. */
function chance(round: number): number {
  const mixed = Math.imul(round * 7919 + seed * 104_729, 2_654_435_761) >>> 0;
  return mixed / 2 ** 32;
}

/** In a group of its own, so that its attempts can be struck with it. */
async function startProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [processFile, opened.url, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  workers.push(child);
  child.stderr.on('data', (text) => {
    log = `${log}${text}`.slice(-20_000);
  });
  await once(child.stdout, 'data');
  return child;
}

function strike({ pid }: ChildProcess, signal: NodeJS.Signals, isAlone = false): void {
  if (pid === undefined) return;
  try {
    process.kill(isAlone ? pid : -pid, signal);
  } catch {
    // It has gone already.
  }
}

/** Something of every kind changes. */
function changeTenant(round: number): void {
  const { tables, approvals, directory } = sandbox.tenant;
  const [app = ''] = tables.appTokens;
  const [table = ''] = tables.tableIds(app);
  tables.addRecord(app, table);
  tables.deleteRecord(app, table, tables.recordId(app, table, round));
  const open = [...approvals.apiInstances()].find((instance) => instance.status === 'PENDING');
  if (open !== undefined) approvals.finish(String(open.instance_code));
  const person = [...directory.people()][round % 30];
  if (person !== undefined) directory.updatePerson(person.openId, { jobTitle: `第 ${round} 轮` });
}

const openStates: readonly ServiceRun['state'][] = ['queued', 'running'];
async function openRuns(): Promise<number> {
  const pages = await Promise.all(openStates.map((state) => store.runs.page({ limit: 1 }, { state })));
  return pages.reduce((sum, { total }) => sum + total, 0);
}

/** Kills of the worker alone and with its attempts; and a process that stands still until another one has taken its place, and then goes on. */
const blows = ['kill the worker', 'kill all of it', 'kill the worker', 'kill all of it', 'freeze it'] as const;
/** Of the last of them, which takes its time. */
const freezeEvery = 10;
const freezeMs = 14_000;
/** About as long as the runs take that nobody disturbs. */
const spanMs = 4_000;
const minuteMs = 60_000;
const scheduled = 'pl_scheduled';
let firstDueAt = 0;

async function hit(victim: ChildProcess, blow: (typeof blows)[number]): Promise<void> {
  if (blow !== 'freeze it') {
    strike(victim, 'SIGKILL', blow === 'kill the worker');
    return;
  }
  strike(victim, 'SIGSTOP');
  await delay(freezeMs);
  strike(victim, 'SIGCONT');
}

test(`workers are struck at ${blowCount} random instants: no run is lost or doubled, nothing is written by one that was overtaken`, {
  timeout: 240_000 + blowCount * 80_000,
}, async () => {
  const beganAt = Date.now();
  let struck = 0;
  let done = 0;
  let pair = [await startProcess(), await startProcess()];
  let round = 0;
  for (; done < blowCount; round++) {
    const ids = new Map([...places.keys()].map((id) => [id, `run_${round}_${id.slice(3)}`]));
    for (const [pipelineId, id] of ids) {
      expect(await store.runs.insert(newRun({ id, pipelineId, trigger: 'person', queuedAt: Date.now() }))).toBe(true);
    }
    const fallen: string[] = [];
    for (let at = 0; at < blowsPerRound && done < blowCount; at++, done++) {
      await delay(chance(done) * spanMs);
      const blow = done % freezeEvery === freezeEvery - 1 ? 'freeze it' : (blows[done % 4] ?? 'kill all of it');
      fallen.push(blow);
      const [victim, other] = pair;
      if (victim !== undefined) await hit(victim, blow);
      if (blow === 'freeze it') pair.reverse();
      else pair = [...(other === undefined ? [] : [other]), await startProcess()];
    }
    await expect.poll(openRuns, { timeout: 220_000, interval: 200, message: log }).toBe(0);

    const truth = await tenantTruth(sandbox, { attendanceFrom: startDate, nowMs: Date.now() });
    for (const [pipelineId, id] of ids) {
      const run = await store.runs.find(id);
      const attempts = await store.runs.attempts(id);
      const about = `round ${round}, ${fallen.join(', ')}: ${id} ${JSON.stringify(attempts)}\n${log}`;
      expect(run?.state, about).toBe('succeeded');
      expect(states(attempts), about).toMatch(/^((lost|failed|cancelled) )*succeeded$/);
      if (attempts.length > 1) struck++;
      const place = places.get(pipelineId);
      expect(differences(truth, (await place?.held()) ?? {}), about).toEqual({});
      // What wrote last is the last attempt.
      const [row] = await server.query(opened.url, `SELECT fence FROM larkstream.pipelines WHERE id = '${pipelineId}'`);
      expect(await place?.fence(), about).toBe(Number(row?.[0]));
    }
    expect((await store.runs.page({ limit: 1 }, { trigger: 'person' })).total).toBe(places.size * (round + 1));
    changeTenant(round + 1);
  }
  // A worker may have had nothing to do when it was struck; mostly it had.
  expect(struck).toBeGreaterThan(round / 3);
  await assertSchedule(beganAt);
});

/** Each minute has begun one run: none is missed, none came twice. */
async function assertSchedule(sinceMs: number): Promise<void> {
  const { items } = await store.runs.page({ limit: 1_000 }, { pipelineId: scheduled });
  const times = items.map(({ queuedAt }) => queuedAt).toSorted((a, b) => a - b);
  const minutes = times.map((at) => Math.floor((at - firstDueAt) / minuteMs));
  expect(new Set(minutes).size, log).toBe(minutes.length);
  const due = Math.floor((Date.now() - firstDueAt) / minuteMs);
  // The last one may be about to begin.
  expect(minutes.length, `${due} were due since ${sinceMs}: ${minutes}`).toBeGreaterThanOrEqual(due);
}

const states = (attempts: readonly Attempt[]): string => attempts.map(({ state }) => state).join(' ');
