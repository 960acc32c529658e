import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEventService } from '../../src/app/create-event-service.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { newRun } from '../../src/model/service/new-run.ts';
import type { ServiceRun } from '../../src/model/service/service-run.ts';
import { serveAttempt } from '../../src/operations/serve/attempt-process.ts';
import type { FromAttempt } from '../../src/operations/serve/run-messages.ts';
import { storeAlarm } from '../../src/operations/serve/store-alarm.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { AttemptListener, AttemptOrder, AttemptResult, RunningAttempt } from '../../src/scheduler/attempt.ts';
import { jobKinds } from '../../src/scheduler/hand-over.ts';
import { RunWorker } from '../../src/scheduler/run-worker.ts';
import { Wire } from '../support/cut-wire.ts';
import { fastClock } from '../support/fast-clock.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { addPipeline } from '../support/service-runs.ts';
import { newServiceStore, type OpenedStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

const patience = { timeout: 120_000 };
const startDate = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const tokenPath = '/open-apis/auth/v3/tenant_access_token/internal';

let folder: string;
let server: PostgresDatabases;
let sandbox: Sandbox;
let wire: Wire;
let place: string;
let opened: OpenedStore;
let file: string;
/** The same, but everything is read every minute. */
let oftenFile: string;
let receiver: Awaited<ReturnType<typeof createEventService>>;
let speed = 20;
let loads = 0;
let worker: RunWorker;
const stop = new AbortController();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-live-trouble-'));
  server = await sharedPostgres();
  opened = await newServiceStore(server);
  sandbox = await startSandbox({
    limits: 'off',
    users: 2,
    approvals: { definitions: 1, instancesPerDay: 0, days: 1 },
    attendance: { days: 1 },
    bases: [{ tables: 1, records: 5 }],
    events: { mode: 'long_connection' },
  });
  place = await server.newDatabase();
  const through = new URL(place);
  wire = await Wire.to(through.hostname, Number(through.port));
  through.host = `127.0.0.1:${wire.port}`;
  const destination = { type: 'postgres', url: through.href };
  const events = { mode: 'long_connection', store: await server.newDatabase() };
  file = writeTenantConfig(sandbox, { folder, name: 'live', startDate, destination, events }).file;
  const often = { ...events, reconcile_minutes: 1 };
  oftenFile = writeTenantConfig(sandbox, { folder, name: 'often', startDate, destination, events: often }).file;
  receiver = await openReceiver();
  const { store } = opened;
  await addPipeline(store, 'pl_1', { schedule: { kind: 'live' } });
  worker = new RunWorker({
    worker: 'here',
    store,
    starter: { start: startHere },
    load: async () => {
      loads++;
      return { text: readFileSync(file, 'utf8'), secrets: {}, destination: 'Warehouse' };
    },
    alarmWithin: storeAlarm,
    clock: systemClock,
    logger: silentLogger,
    timeLimitMs: 1,
  });
}, 120_000);
afterAll(async () => {
  stop.abort();
  await receiver.close();
  await wire[Symbol.asyncDispose]();
  await sandbox.close();
  await opened[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** An attempt within this process, whose pauses pass `speed` times as fast. */
function startHere({ config, ...order }: AttemptOrder, listener: AttemptListener): RunningAttempt {
  let tell: (message: unknown) => void = () => undefined;
  let result: AttemptResult | undefined;
  const send = (message: FromAttempt): void => {
    if (message.kind === 'line') listener.onLine(message.line);
    else if (message.kind === 'progress') listener.onProgress(message.progress);
    else if (message.kind === 'report') result = { kind: 'report', report: message.report };
    else if (message.kind === 'error') result = message;
    // As a worker that has none to give.
    else if (message.kind === 'want-token') tell({ kind: 'token', asked: message.asked });
  };
  const channel = {
    onMessage: (take: (message: unknown) => void) => {
      tell = take;
    },
    onGone: () => undefined,
    send,
  };
  const serving = serveAttempt(channel, fastClock(speed));
  const heard = setInterval(() => tell({ kind: 'go-on' }), 50);
  void serving.finally(() => clearInterval(heard));
  const { text, destination } = config;
  tell({ kind: 'start', ...order, text, destination, secrets: {} });
  const end = (): void => tell({ kind: 'stop' });
  const ended = serving.then(() => result ?? ({ kind: 'report', report: undefined } as const));
  return { ended, goOn: () => undefined, stop: end, kill: end };
}

const openReceiver = async (): Promise<typeof receiver> =>
  await createEventService({ config: readConfig(file, {}), clock: systemClock, logger: silentLogger });

/** As the scheduler begins it when the pipeline is due. */
async function begin(id: string): Promise<{ readonly ended: Promise<void> }> {
  const run = newRun({ id, pipelineId: 'pl_1', trigger: 'live', queuedAt: Date.now() });
  expect(await opened.store.runs.insert(run)).toBe(true);
  const job = { id: `${id}#1`, kind: jobKinds.live, key: 'pl_1', group: 'g', data: { run: id, attempt: 1 } };
  return { ended: worker.work(job, stop.signal) };
}

const runOf = async (id: string): Promise<ServiceRun | undefined> => await opened.store.runs.find(id);
const logOf = async (id: string): Promise<string> => {
  const lines = await opened.store.runs.lines(id, { afterSeq: 0, limit: 1_000 });
  return lines.map(({ level, message }) => `${level} ${message.en}`).join('\n');
};
const openAlerts = async (): Promise<string[]> => {
  const { items } = await opened.store.alerts.page({ limit: 10 }, { isOpen: true });
  return items.map(({ kind, subjectId }) => `${kind} ${subjectId}`).toSorted();
};
const held = async (): Promise<number> =>
  Number((await server.query(place, 'SELECT count(*) FROM lark.base_records'))[0]?.[0]);

function addRecord(): void {
  const { tables } = sandbox.tenant;
  const [app = ''] = tables.appTokens;
  const [table = ''] = tables.tableIds(app);
  tables.addRecord(app, table);
}

const waiting = async (): Promise<number | undefined> =>
  (await receiver.store.stats()).consumers.find(({ consumer }) => consumer === 'pipeline pl_1')?.pending;

test('a live pipeline whose destination is away says so, and tells people at the second try in vain; then it goes on, and no event is lost', async () => {
  await begin('run_1');
  await expect.poll(async () => (await runOf('run_1'))?.progress?.phase, patience).toBe('streaming');
  await wire.cut();
  addRecord();
  await expect.poll(openAlerts, patience).toEqual(['run.failed pl_1']);
  const away = await runOf('run_1');
  expect(away).toMatchObject({ state: 'running', attempt: 1 });
  expect(away?.progress?.standstill).toMatchObject({ error: { family: 'transient' }, failures: expect.any(Number) });
  expect(away?.progress?.waiting?.forWhat.en).toContain('the next try, because of destination.');
  expect(await waiting()).toBeGreaterThan(0);
  await wire.join();
  await expect.poll(held, patience).toBe(6);
  await expect.poll(openAlerts, patience).toEqual([]);
  await expect.poll(waiting, patience).toBe(0);
  expect((await runOf('run_1'))?.progress?.standstill).toBeUndefined();
  const log = await logOf('run_1');
  expect(log).toMatch(/warn It cannot go on: .* \(destination\..*\) .* Tried again in \d/);
  expect(log).toContain('`url` of the destination “Warehouse”');
  expect(log).toContain('info It goes on.');
});

test('one whose credentials the platform refuses fails, each time with its settings loaded anew, and pauses itself at the third time', async () => {
  sandbox.faults.add({ path: '*', kind: 'code-in-200', code: 99991663 });
  sandbox.faults.add({ path: tokenPath, kind: 'code-in-200', code: 10014 });
  addRecord();
  await expect.poll(async () => (await runOf('run_1'))?.state, patience).toBe('failed');
  expect(await runOf('run_1')).toMatchObject({ error: { family: 'config', code: 'lark.credentials.rejected' } });
  expect(await logOf('run_1')).toMatch(
    /error Attempt 1 has failed: .* \(lark\.credentials\.rejected\) .*\nwarn Unless/,
  );
  expect(await openAlerts()).toEqual([]);
  for (const id of ['run_2', 'run_3']) await (await begin(id)).ended;
  expect(loads).toBe(3);
  const { pipelines } = opened.store;
  const paused = await pipelines.find('pl_1');
  expect(paused).toMatchObject({ state: 'paused', pausedBy: undefined });
  expect(paused?.pausedWhy?.en).toContain('10014');
  expect(await openAlerts()).toEqual(['pipeline.paused pl_1', 'run.failed pl_1']);
  expect(await waiting()).toBeGreaterThan(0);
  sandbox.faults.clear();
  await begin('run_4');
  await expect.poll(held, patience).toBe(7);
  await expect.poll(openAlerts, patience).toEqual(['pipeline.paused pl_1']);
  await opened.store.runs.askCancel('run_4', Date.now());
  await expect.poll(async () => (await runOf('run_4'))?.state, patience).toBe('cancelled');
});

test('one whose events do not come any more sees by its next read that something has changed without one, until an event comes', async () => {
  file = oftenFile;
  speed = 40;
  await begin('run_5');
  const untold = async () => (await runOf('run_5'))?.progress?.untold;
  await expect.poll(async () => (await runOf('run_5'))?.progress?.phase, patience).toBe('streaming');
  const before = await held();
  await receiver.close();
  addRecord();
  await expect.poll(held, patience).toBe(before + 1);
  await expect.poll(untold, patience).toEqual({ base_records: { rows: 1, since: expect.any(Number) } });
  const { pipelines } = await opened.store.figures();
  expect(pipelines.map((one) => one.untold)).toEqual([await untold()]);
  receiver = await openReceiver();
  addRecord();
  await expect.poll(untold, patience).toBeUndefined();
  expect(await held()).toBe(before + 2);
  await opened.store.runs.askCancel('run_5', Date.now());
  await expect.poll(async () => (await runOf('run_5'))?.state, patience).toBe('cancelled');
});
