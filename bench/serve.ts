import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { memberRoles } from '../src/model/service/member.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { ServiceFolder } from '../test/support/serving.ts';
import { addTenantPipeline, startWholeService } from '../test/support/tenant-service.ts';
import { built } from './built.ts';
import { childNamed, childrenOf, cpuOf, proportionalMb, residentMb } from './process-figures.ts';
import { missed, type Section, verdict, whole } from './report.ts';
import { smallTenant, TenantProcess } from './tenant-process.ts';

const pipelines = 200;
const apps = 50;
const slots = 4;
const settleMs = 20_000;
const idleSettleMs = 5_000;
const idleMs = 10_000;

/** Pipelines of several apps on one machine, half of them due every minute, the others every hour. */
export async function manyPipelines({ quick }: { readonly quick: boolean }): Promise<Section> {
  const minutes = quick ? 1 : 3;
  const app = (at: number) => ({ appId: `cli_${String(at).padStart(16, '0')}`, appSecret: `secret-${at}` });
  await using tenant = await TenantProcess.start({
    ...smallTenant,
    limits: 'documented',
    extraApps: Array.from({ length: apps }, (_, at) => app(at)),
  });
  await using server = await PostgresServer.start();
  using folder = new ServiceFolder();
  const store = await server.newDatabase();
  const idle = await watchIdle(store, folder);
  const maker = await startWholeService(folder, { store, roles: [] });
  try {
    for (let at = 0; at < pipelines; at++) {
      const schedule = { kind: 'every', minutes: at % 2 === 0 ? 1 : 60 } as const;
      const of = { url: tenant.facts.url, region: 'feishu', app: app(Math.floor(at / (pipelines / apps))) } as const;
      await addTenantPipeline(maker.parts, of, {
        modules: { base: { tables: tenant.facts.bases.map(({ appToken }) => ({ app_token: appToken })) } },
        schedule,
        scale: 1,
      });
    }
  } finally {
    await maker.close();
  }
  const service = await begin(store, folder);
  try {
    await delay(settleMs);
    const sinceMs = Date.now();
    const before = cpuNow(service.pid);
    const memory = watchMemory(service.pid);
    await delay(minutes * 60_000);
    const untilMs = Date.now();
    const cpu = cpuNow(service.pid).map((seconds, at) => seconds - (before[at] ?? 0));
    const found = { ...(await lookAt(server, store, { sinceMs, untilMs })), ...memory.stop(), cpu };
    const stats = [...(await tenant.stats()).values()];
    const throttled = stats.reduce((sum, one) => sum + one.throttled, 0);
    return toSection({ ...found, idle, readyMs: service.readyMs, throttled, minutes });
  } finally {
    await service.end();
  }
}

interface Begun {
  readonly pid: number;
  readonly readyMs: number;
  end(): Promise<void>;
}

async function begin(store: string, folder: ServiceFolder): Promise<Begun> {
  const argv = ['serve', '--store', store, '--port', '0', '--slots', String(slots), '--roles', memberRoles.join(',')];
  const more = ['--allow-base-url', '--allow-private-hosts', '--files-root', folder.path];
  const program = built('main.js');
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, ...argv, ...more, '--json'], {
    env: { ...process.env, ...folder.env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The service ended with ${String(code)} before it was ready`);
  });
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => undefined);
  const readyMs = performance.now() - startedAt;
  child.stdout.resume();
  const end = async (): Promise<void> => {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
  };
  return { pid: child.pid ?? 0, readyMs, end };
}

interface Idle {
  readonly residentMb: number;
  readonly proportionalMb: number;
  /** Seconds of CPU in a second. */
  readonly cpu: number;
}

/** The service with nothing to do; its first start makes the tables. */
async function watchIdle(store: string, folder: ServiceFolder): Promise<Idle> {
  const { pid, end } = await begin(store, folder);
  try {
    await delay(idleSettleMs);
    const before = cpuOf(pid).own;
    await delay(idleMs);
    const cpu = (cpuOf(pid).own - before) / (idleMs / 1_000);
    return { residentMb: residentMb(pid), proportionalMb: proportionalMb(pid), cpu };
  } finally {
    await end();
  }
}

/** Seconds of CPU so far of the processes of runs, the service, its Postgres and the simulated tenant. */
function cpuNow(pid: number): number[] {
  const service = cpuOf(pid);
  const [postgres, tenant] = ['bin/postgres', 'sandbox-process'].map(childNamed).map(cpuOf);
  const all = (one?: ReturnType<typeof cpuOf>): number => (one === undefined ? 0 : one.own + one.children);
  return [service.children, service.own, all(postgres), all(tenant)];
}

interface Found {
  readonly runs: number;
  /** Why. */
  readonly failed: readonly string[];
  /** Milliseconds from due to the beginning of the attempt, and from there to the first call for data. */
  readonly waits: readonly number[];
  readonly starts: readonly number[];
}

async function lookAt(
  server: PostgresServer,
  store: string,
  { sinceMs, untilMs }: { readonly sinceMs: number; readonly untilMs: number },
): Promise<Found> {
  const rows = await server.query(
    store,
    `SELECT r.state, r.queued_at, a.started_at, r.report::json->>'startedAt', r.error::json->>'code' FROM larkstream.runs AS r
     JOIN larkstream.attempts AS a ON a.run_id = r.id AND a.number = 1
     WHERE r.queued_at BETWEEN ${sinceMs} AND ${untilMs - 5_000}`,
  );
  const ended = rows.filter(([state]) => state === 'succeeded');
  return {
    runs: rows.length,
    failed: rows
      .filter(([state]) => state === 'failed' || state === 'incomplete')
      .map(([state, , , , code]) => String(code ?? state)),
    waits: rows.map(([, queuedAt, startedAt]) => Number(startedAt) - Number(queuedAt)),
    starts: ended.map(([, , startedAt, readingAt]) => Date.parse(String(readingAt)) - Number(startedAt)),
  };
}

/** Resident megabytes of the service, and of it with the processes of its runs, at their most. */
function watchMemory(pid: number): { stop(): { readonly serviceMb: number; readonly allMb: number } } {
  let serviceMb = 0;
  let allMb = 0;
  const timer = setInterval(() => {
    const own = residentMb(pid);
    const all = childrenOf(pid).reduce((sum, child) => sum + residentMb(child), own);
    serviceMb = Math.max(serviceMb, own);
    allMb = Math.max(allMb, all);
  }, 1_000);
  return {
    stop: () => {
      clearInterval(timer);
      return { serviceMb, allMb };
    },
  };
}

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;

type Measured = Found & {
  readonly serviceMb: number;
  readonly allMb: number;
  readonly cpu: readonly number[];
  readonly idle: Idle;
  readonly readyMs: number;
  readonly throttled: number;
  readonly minutes: number;
};

function toSection(found: Measured): Section {
  const { runs, failed, waits, starts, serviceMb, allMb, idle, readyMs, throttled, minutes } = found;
  const duePerMinute = (pipelines / 2) * (1 + 1 / 60);
  const [queueWaitP50Ms, queueWaitP95Ms] = [quantile(waits, 0.5), quantile(waits, 0.95)];
  const [startP50Ms, startP95Ms] = [quantile(starts, 0.5), quantile(starts, 0.95)];
  const cpuPerRun = found.cpu.map((seconds) => seconds / runs);
  const missing = missed([
    { what: 'runs/min', value: runs / minutes, atLeast: duePerMinute * 0.95 },
    { what: 'failed', value: failed.length, atMost: 0 },
    { what: 'start-up p95', value: startP95Ms, atMost: 500 },
    { what: 'throttled', value: throttled, atMost: 0 },
    { what: 'idle MB', value: idle.residentMb, atMost: 200 },
    { what: 'ready ms', value: readyMs, atMost: 2_000 },
  ]);
  const seconds = (...ms: readonly number[]): string => `${ms.map((one) => (one / 1_000).toFixed(2)).join(' / ')} s`;
  const mb = (...values: readonly number[]): string => `${values.map(whole).join(' / ')} MB`;
  const cells = {
    minutes: String(minutes),
    'runs/min': whole(runs / minutes),
    due: whole(duePerMinute),
    'queue wait p50 / p95': seconds(queueWaitP50Ms, queueWaitP95Ms),
    'start-up p50 / p95': seconds(startP50Ms, startP95Ms),
    throttled: whole(throttled),
    'CPU a run: its process / service / Postgres / tenant': `${cpuPerRun.map((one) => one.toFixed(2)).join(' / ')} s`,
    'service / with its runs': mb(serviceMb, allMb),
    'idle, resident / proportional': mb(idle.residentMb, idle.proportionalMb),
    'idle CPU': `${(idle.cpu * 100).toFixed(1)} %`,
    'second start': seconds(readyMs),
    target: verdict(missing),
  };
  const figures = { queueWaitP50Ms, queueWaitP95Ms, startP50Ms, startP95Ms, cpuPerRun, idle, readyMs };
  return {
    name: 'serve',
    title: `${pipelines} pipelines of ${apps} apps in one service, half of them due every minute, ${slots} at a time (targets: start-up p95 ≤ 0.5 s, none throttled, none failed, idle ≤ 200 MB, second start ≤ 2 s)`,
    columns: Object.keys(cells),
    rows: [Object.values(cells)],
    figures: [{ pipelines, apps, slots, minutes, runs, failed, ...figures, throttled, serviceMb, allMb }],
    misses: missing.length > 0 ? 1 : 0,
  };
}
