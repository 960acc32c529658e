import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { activatePipeline } from '../../src/control/pipelines/activate-pipeline.ts';
import { createPipeline } from '../../src/control/pipelines/create-pipeline.ts';
import { resetStreams } from '../../src/control/runs/reset-streams.ts';
import { runPipeline } from '../../src/control/runs/run-pipeline.ts';
import type { Logger } from '../../src/model/logger.ts';
import type { Schedule } from '../../src/model/service/schedule.ts';
import type { ServiceRun } from '../../src/model/service/service-run.ts';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { PostgresServer } from '../support/postgres-server.ts';
import { alice } from '../support/receiving.ts';
import { ServiceFolder } from '../support/serving.ts';
import { addTenantPipeline, appOf, basesOf, startWholeService } from '../support/tenant-service.ts';
import { tablesOf } from '../support/truth.ts';

const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
const records = 3_000;
const patience = { timeout: 120_000 };
/** Longer by hand. */
const awayMs = Number(process.env.AWAY_SECONDS ?? 3) * 1_000;

let folder: ServiceFolder;
let sandbox: Sandbox;
let postgres: PostgresServer;
const log: string[] = [];
const note = (message: string, details = {}): void => void log.push(`${message} ${JSON.stringify(details)}`);
const logger: Logger = { debug: () => {}, info: note, warn: note };

beforeAll(async () => {
  folder = new ServiceFolder();
  postgres = await PostgresServer.start();
  sandbox = await startSandbox({
    limits: 'off',
    users: 1,
    approvals: { definitions: 1, instancesPerDay: 0, days: 1 },
    bases: [{ tables: 1, records }],
  });
  sandbox.faults.add({ path: search, kind: 'slow', delayMs: 400 });
}, 120_000);
afterAll(async () => {
  await sandbox.close();
  await postgres[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const start = async (url: string): Promise<RunningService> => await startWholeService(folder, { store: url, logger });

async function begin({ parts }: RunningService): Promise<{ readonly run: ServiceRun; readonly file: string }> {
  const { id, file } = await addTenantPipeline(parts, appOf(sandbox), { modules: basesOf(sandbox) });
  const run = await runPipeline(parts, alice, id);
  const rows = async (): Promise<number> =>
    (await parts.store.runs.find(run.id))?.progress?.streams.base_records?.rows ?? 0;
  await expect.poll(rows, patience).toBeGreaterThan(0);
  return { run, file: join(folder.path, file) };
}

const heldIn = async (file: string): Promise<number> => (await tablesOf(file)).base_records?.rows.length ?? 0;

test('a service that stops under a run commits what is there and hands it back, within thirty seconds; the next one ends it', async () => {
  const url = await postgres.newDatabase();
  const first = await start(url);
  const { run, file } = await begin(first);
  const began = Date.now();
  await first.close();
  expect(Date.now() - began).toBeLessThan(30_000);
  const held = await heldIn(file);
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(records);
  const second = await start(url);
  const { runs } = second.parts.store;
  await expect.poll(async () => (await runs.find(run.id))?.state, patience).toBe('succeeded');
  expect(await runs.attempts(run.id)).toMatchObject([{ state: 'cancelled' }, { state: 'succeeded' }]);
  expect(await heldIn(file)).toBe(records);
  await second.close();
});

test(
  'while its Postgres is away a service tells so, and a run goes on; nothing is lost',
  async () => {
    const url = await postgres.newDatabase();
    const service = await start(url);
    const { run, file } = await begin(service);
    log.length = 0;
    await postgres.halt();
    const until = Date.now() + awayMs;
    const answers = new Set<string>();
    while (Date.now() < until) {
      const ready = await fetch(`${service.url}/readyz`);
      expect(await ready.json()).toMatchObject({
        isReady: false,
        checks: expect.arrayContaining([
          { name: 'store', isOk: false, message: expect.any(String), zh: expect.anything() },
        ]),
      });
      const asked = await fetch(`${service.url}/api/v1/me`, {
        headers: { authorization: `Bearer lks_tok_1_${'x'.repeat(43)}` },
      });
      const text = await asked.text();
      expect(text).not.toMatch(/\bat .*\.(?:ts|js):\d|127\.0\.0\.1:\d+\/larkstream|ECONNREFUSED/);
      answers.add(`${ready.status} ${asked.status} ${JSON.parse(text).code}`);
    }
    expect([...answers]).toEqual(['503 503 store.read.failed']);
    await postgres.resume();
    await expect.poll(async () => (await fetch(`${service.url}/readyz`)).status, patience).toBe(200);
    const { runs } = service.parts.store;
    await expect.poll(async () => (await runs.find(run.id))?.state, patience).toBe('succeeded');
    expect(await heldIn(file)).toBe(records);
    expect(log.join('\n')).toContain('could not');
    await service.close();
  },
  awayMs + 240_000,
);

test('what a reset takes out of shared tables is read again by the pipelines whose rows it was, without anybody', async () => {
  await using tenant = await startSandbox({
    limits: 'off',
    users: 1,
    approvals: { definitions: 1, instancesPerDay: 0, days: 1 },
    bases: [1, 2].map(() => ({ tables: 1, records: 20 })),
  });
  const { parts, close } = await start(await postgres.newDatabase());
  const { pipelines, runs } = parts.store;
  const [first, second] = tenant.tenant.tables.appTokens.map((token) => ({ base: { tables: [{ app_token: token }] } }));
  if (first === undefined || second === undefined) throw new Error('There are two Bases');
  const { id, file } = await addTenantPipeline(parts, appOf(tenant), { modules: first });
  const { integrationId, destinationId } = (await pipelines.find(id)) ?? expect.unreachable();
  const beside = async (name: string, schedule: Schedule) => {
    const of = { integrationId, destinationId, tenantKey: undefined, modules: second, streams: {} };
    const made = await createPipeline(parts, alice, { ...of, name, schedule });
    await activatePipeline(parts, alice, made.id);
    return made.id;
  };
  const hourly = await beside('Hourly', { kind: 'every', minutes: 1_440 });
  const byHand = await beside('By hand', { kind: 'manual' });
  const ended = async (runId: string) =>
    await expect.poll(async () => (await runs.find(runId))?.state, patience).toBe('succeeded');
  await ended((await runPipeline(parts, alice, id)).id);
  await ended((await runPipeline(parts, alice, hourly)).id);
  expect(await heldIn(join(folder.path, file))).toBe(40);

  const request = { pipelineId: id, streams: ['base_records'] };
  const { run, beside: told } = await resetStreams(parts, alice, request, new AbortController().signal);
  expect(told.map((one) => one.id).sort()).toEqual([byHand, hourly].sort());
  await ended(run.id);
  const again = async () => (await runs.page({ limit: 1 }, { pipelineId: hourly, trigger: 'schedule' })).items[0];
  await expect.poll(async () => (await again())?.state, patience).toBe('succeeded');
  expect(await heldIn(join(folder.path, file))).toBe(40);
  const lines = (await runs.lines(run.id, { afterSeq: 0, limit: 100 })).map(({ message }) => message.en);
  expect(lines.filter((line) => line.startsWith('Other pipelines')).join('\n')).toMatch(/: Hourly\n.*: By hand$/);
  await close();
});
