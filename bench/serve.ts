import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { memberRoles } from '../src/model/service/member.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { ServiceFolder } from '../test/support/serving.ts';
import { addTenantPipeline, startWholeService } from '../test/support/tenant-service.ts';
import { built } from './built.ts';
import { missed, type Section, verdict, whole } from './report.ts';
import { smallTenant, TenantProcess } from './tenant-process.ts';

const pipelines = 200;
const apps = 50;
const slots = 4;
const settleMs = 20_000;

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
    const memory = watchMemory(service);
    await delay(minutes * 60_000);
    const untilMs = Date.now();
    const found = { ...(await lookAt(server, store, { sinceMs, untilMs })), ...memory.stop() };
    const stats = [...(await tenant.stats()).values()];
    const throttled = stats.reduce((sum, one) => sum + one.throttled, 0);
    return toSection({ ...found, throttled, minutes });
  } finally {
    service.kill('SIGTERM');
    await once(service, 'close');
  }
}

async function begin(store: string, folder: ServiceFolder): Promise<ChildProcess> {
  const argv = ['serve', '--store', store, '--port', '0', '--slots', String(slots), '--roles', memberRoles.join(',')];
  const more = ['--allow-base-url', '--allow-private-hosts', '--files-root', folder.path, '--data', folder.data];
  const child = spawn(process.execPath, [built('main.js'), ...argv, ...more, '--json'], {
    env: { ...process.env, ...folder.env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  child.stdout.resume();
  return child;
}

interface Found {
  readonly runs: number;
  readonly failed: number;
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
    `SELECT r.state, r.queued_at, a.started_at, r.report::json->>'startedAt' FROM larkstream.runs AS r
     JOIN larkstream.attempts AS a ON a.run_id = r.id AND a.number = 1
     WHERE r.queued_at BETWEEN ${sinceMs} AND ${untilMs - 5_000}`,
  );
  const ended = rows.filter(([state]) => state === 'succeeded');
  return {
    runs: rows.length,
    failed: rows.filter(([state]) => state === 'failed' || state === 'incomplete').length,
    waits: rows.map(([, queuedAt, startedAt]) => Number(startedAt) - Number(queuedAt)),
    starts: ended.map(([, , startedAt, readingAt]) => Date.parse(String(readingAt)) - Number(startedAt)),
  };
}

/** Resident megabytes of the service, and of it with the processes of its runs, at their most. */
function watchMemory({ pid }: ChildProcess): { stop(): { readonly serviceMb: number; readonly allMb: number } } {
  let serviceMb = 0;
  let allMb = 0;
  const timer = setInterval(() => {
    const own = residentMb(String(pid));
    const children = childrenOf(String(pid)).map(residentMb);
    serviceMb = Math.max(serviceMb, own);
    allMb = Math.max(
      allMb,
      children.reduce((sum, one) => sum + one, own),
    );
  }, 250);
  return {
    stop: () => {
      clearInterval(timer);
      return { serviceMb, allMb };
    },
  };
}

function residentMb(pid: string): number {
  try {
    const [, kib] = /VmRSS:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (Number(kib ?? 0) * 1024) / 1e6;
  } catch {
    return 0; // it has ended
  }
}

function childrenOf(pid: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return (
        /^\d+$/.test(name) &&
        readFileSync(join('/proc', name, 'stat'), 'utf8')
          .split(') ')[1]
          ?.split(' ')[1] === pid
      );
    } catch {
      return false;
    }
  });
}

const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;

type Measured = Found & {
  readonly serviceMb: number;
  readonly allMb: number;
  readonly throttled: number;
  readonly minutes: number;
};

function toSection(found: Measured): Section {
  const { runs, failed, waits, starts, serviceMb, allMb, throttled, minutes } = found;
  const missing = missed([
    // Half of them are due each minute.
    { what: 'runs/min', value: runs / minutes, atLeast: (pipelines / 2) * 0.95 },
    { what: 'failed', value: failed, atMost: 0 },
    { what: 'start-up p95', value: p95(starts), atMost: 500 },
    { what: 'throttled', value: throttled, atMost: 0 },
  ]);
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
  return {
    name: 'serve',
    title: `${pipelines} pipelines of ${apps} apps in one service, half of them due every minute, ${slots} at a time (targets: start-up p95 ≤ 0.5 s, none throttled, none failed)`,
    columns: [
      'minutes',
      'runs',
      'runs/min',
      'queue wait p95',
      'start-up p95',
      'throttled',
      'service',
      'with its runs',
      'target',
    ],
    rows: [
      [
        String(minutes),
        whole(runs),
        whole(runs / minutes),
        seconds(p95(waits)),
        seconds(p95(starts)),
        whole(throttled),
        `${whole(serviceMb)} MB`,
        `${whole(allMb)} MB`,
        verdict(missing),
      ],
    ],
    figures: [
      {
        pipelines,
        apps,
        slots,
        minutes,
        runs,
        failed,
        queueWaitP95Ms: p95(waits),
        startP95Ms: p95(starts),
        throttled,
        serviceMb,
        allMb,
      },
    ],
    misses: missing.length > 0 ? 1 : 0,
  };
}
