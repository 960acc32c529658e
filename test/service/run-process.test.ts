import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import type { RunProgress } from '../../src/model/service/service-run.ts';
import { RunProcesses } from '../../src/operations/serve/run-processes.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { AttemptLine, AttemptOrder, AttemptResult, RunningAttempt } from '../../src/scheduler/attempt.ts';
import { pidsOf } from '../support/followers.ts';
import { keepHeard } from '../support/service-runs.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

let folder: string;
let sandbox: Sandbox;
let processes: RunProcesses;
let codeCache: string;
const startDate = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-attempt-'));
  sandbox = await startSandbox({
    limits: 'off',
    users: 10,
    approvals: { definitions: 1, instancesPerDay: 1, days: 5 },
    attendance: { days: 3 },
    bases: [{ tables: 1, records: 3_000 }],
  });
  codeCache = join(folder, 'code');
  // The suite has a cache of its own, which would win.
  const { NODE_COMPILE_CACHE: _, ...environment } = process.env;
  processes = new RunProcesses({ memoryMb: 256, environment, codeCache });
});
afterAll(async () => {
  processes.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Watched extends RunningAttempt {
  readonly progress: RunProgress[];
  readonly lines: AttemptLine[];
}

function begin(
  name: string,
  { from = processes, ...more }: Partial<AttemptOrder> & { readonly from?: RunProcesses } = {},
): Watched {
  const { file } = writeTenantConfig(sandbox, { folder, name, startDate });
  const secret = sandbox.options.appSecret;
  const text = readFileSync(file, 'utf8').replaceAll(JSON.stringify(secret), `"\${APP_SECRET}"`);
  const progress: RunProgress[] = [];
  const lines: AttemptLine[] = [];
  const order = { runId: 'run_1', pipelineId: 'pl_1', number: 1, fence: 1, isLive: false, options: {}, ...more };
  const attempt = from.start(
    { ...order, config: { text, secrets: { APP_SECRET: new Secret(secret) } } },
    { onProgress: (one) => progress.push(one), onLine: (one) => lines.push(one) },
  );
  return { ...keepHeard(attempt), progress, lines };
}

const outcome = (result: AttemptResult): unknown =>
  result.kind === 'report' ? result.report?.outcome : result.error.code;

test('an attempt reads the tenant in a process of its own, and tells how it goes', async () => {
  const attempt = begin('whole');
  const result = await attempt.ended;
  expect(outcome(result)).toBe('done');
  expect(result).toMatchObject({ report: { runId: 'run_1' } });
  const last = attempt.progress.at(-1);
  expect(last?.rows).toBeGreaterThan(3_000);
  expect(last?.commits).toBeGreaterThan(0);
  expect(last?.calls).toBeGreaterThan(0);
  expect(Object.keys(last?.streams ?? {})).toContain('base_records');
  expect(attempt.lines.length).toBeGreaterThan(0);
  expect(JSON.stringify([result, attempt.progress, attempt.lines])).not.toContain(sandbox.options.appSecret);
});

test('one that is stopped commits what is there; the next one goes on', async () => {
  const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
  sandbox.faults.add({ path: search, kind: 'slow', delayMs: 400 });
  const attempt = begin('stopped');
  await expect.poll(() => attempt.progress.at(-1)?.rows ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
  attempt.stop();
  const result = await attempt.ended;
  sandbox.faults.clear();
  expect(outcome(result)).toBe('stopped');
  expect(outcome(await begin('stopped', { number: 2, fence: 2 }).ended)).toBe('done');
  // The attempt before it writes nothing any more.
  expect(outcome(await begin('stopped', { number: 1, fence: 1 }).ended)).toBe('failed');
});

test('one that is killed has ended without a word; a wrong setting is told', async () => {
  const attempt = begin('killed');
  attempt.kill();
  expect(outcome(await attempt.ended)).toBe('run.process.died');
  const unreadable = processes.start(
    {
      runId: 'run_2',
      pipelineId: 'pl_1',
      number: 1,
      fence: 1,
      isLive: false,
      options: {},
      config: { text: '{}', secrets: {} },
    },
    { onProgress: () => undefined, onLine: () => undefined },
  );
  expect(outcome(await unreadable.ended)).toBe('config.setting.invalid');
});

test('a process that has ended a run well takes the next one, and who holds the run before reaches it no more', async () => {
  const own = new RunProcesses({ memoryMb: 253, environment: process.env });
  const pids = (): number[] => pidsOf(253);
  const first = begin('first', { from: own });
  expect(outcome(await first.ended)).toBe('done');
  const [worked] = pids();
  const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
  sandbox.faults.add({ path: search, kind: 'slow', delayMs: 400 });
  const second = begin('second', { from: own, runId: 'run_2' });
  await expect.poll(() => second.progress.at(-1)?.rows ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
  first.stop();
  first.kill();
  sandbox.faults.clear();
  const linesOfFirst = first.lines.length;
  expect(await second.ended).toMatchObject({ kind: 'report', report: { runId: 'run_2', outcome: 'done' } });
  expect(first.lines.length).toBe(linesOfFirst);
  expect(pids()).toContain(worked);
  own.close();
  await expect.poll(pids).toEqual([]);
});

test('a process whose run has failed, or was stopped, takes no other one', async () => {
  const own = new RunProcesses({ memoryMb: 254, environment: process.env });
  const waiting = (): number[] => pidsOf(254);
  const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
  sandbox.faults.add({ path: search, kind: 'slow', delayMs: 400 });
  const stopped = begin('left', { from: own });
  const [worked] = waiting();
  await expect.poll(() => stopped.progress.at(-1)?.rows ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
  stopped.stop();
  expect(outcome(await stopped.ended)).toBe('stopped');
  sandbox.faults.clear();
  expect(waiting()).not.toContain(worked);
  expect(outcome(await begin('left', { from: own, number: 2, fence: 2 }).ended)).toBe('done');
  const fresh = waiting();
  const overtaken = begin('left', { from: own, number: 1, fence: 1 });
  expect(outcome(await overtaken.ended)).toBe('failed');
  expect(fresh.filter((pid) => !waiting().includes(pid))).toHaveLength(1);
  own.close();
});

test('one that needs more memory than it may ends alone, and why is told', async () => {
  const small = new RunProcesses({ memoryMb: 10, environment: process.env });
  const order = { runId: 'run_1', pipelineId: 'pl_1', number: 1, fence: 1, isLive: false, options: {} };
  const config = { text: `{"x": [${'{"a": 1},'.repeat(100_000)}1]}`, secrets: {} };
  const attempt = small.start({ ...order, config }, { onProgress: () => undefined, onLine: () => undefined });
  const result = await attempt.ended;
  small.close();
  expect(result).toMatchObject({ kind: 'died', error: { code: 'run.process.died', details: { memory: true } } });
});

test('compiled code is kept, so that the next process starts sooner', () => {
  expect(readdirSync(codeCache).length).toBeGreaterThan(0);
});

test('a reset drops the streams that it names, and the run reads them again', async () => {
  expect(outcome(await begin('reset').ended)).toBe('done');
  const again = begin('reset', { runId: 'run_2', fence: 2, options: { resetStreams: ['base_records'] } });
  const result = await again.ended;
  const records =
    result.kind === 'report' ? result.report?.streams.find(({ stream }) => stream === 'base_records') : undefined;
  expect(records?.rowsInserted).toBeGreaterThanOrEqual(3_000);
});
