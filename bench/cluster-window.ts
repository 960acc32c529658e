import { setTimeout as delay } from 'node:timers/promises';
import { isObject, parseJson } from '../src/util/json.ts';
import type { PostgresDatabases } from '../test/support/postgres-server.ts';
import { childNamed, cpuOf, residentMb } from './process-figures.ts';

const graceMs = 20_000;
const memoryEveryMs = 2_000;

/** What is watched: the process with the scheduler comes first, then the workers. */
export interface Cluster {
  readonly server: PostgresDatabases;
  readonly store: string;
  readonly windowMs: number;
  readonly noisy: string;
  readonly platformUrl: string;
  readonly pids: readonly number[];
}

/** What a window has shown; but for `allRuns` and what follows it of the companies without the noisy one. */
export interface Watched {
  readonly name: string;
  readonly due: number;
  readonly runs: number;
  readonly failed: number;
  readonly waitP50: number;
  readonly waitP95: number;
  /** Runs that have ended in the window, those of the noisy one too. */
  readonly allRuns: number;
  readonly calls: number;
  readonly tokenCalls: number;
  readonly throttled: number;
  /** Seconds of the processes of runs, the workers, the scheduler, Postgres, the platform. */
  readonly cpu: readonly number[];
  readonly workerMb: number;
}

/** Watches for the length of a window, and until what was due in it has ended. */
export async function watch(name: string, of: Cluster): Promise<Watched> {
  const { server, store, windowMs, pids, noisy, platformUrl } = of;
  const since = Date.now();
  const [before, callsBefore] = [cpuNow(pids), await callsOf(platformUrl)];
  let workerMb = 0;
  while (Date.now() - since < windowMs) {
    await delay(memoryEveryMs);
    workerMb = Math.max(workerMb, ...pids.slice(1).map(residentMb));
  }
  const due = `r.queued_at BETWEEN ${since} AND ${Date.now()} AND p.tenant_key <> '${noisy}'`;
  for (let waited = 0; waited < graceMs && (await countOpen(server, store, due)) > 0; waited += 1_000)
    await delay(1_000);
  const until = Date.now();
  const [after, callsAfter] = [cpuNow(pids), await callsOf(platformUrl)];
  const rows = await server.query(
    store,
    `SELECT r.state, a.started_at - r.queued_at FROM ${runs} LEFT JOIN larkstream.attempts AS a ON a.run_id = r.id AND a.number = 1 WHERE ${due}`,
  );
  const [[ended] = []] = await server.query(
    store,
    `SELECT count(*) FROM larkstream.runs WHERE finished_at BETWEEN ${since} AND ${until}`,
  );
  const states = rows.map(([state]) => state);
  // One that still waits has waited since it was due.
  const waits = rows.map(([, wait]) => (wait === null ? windowMs : Number(wait))).sort((a, b) => a - b);
  return {
    name,
    due: rows.length,
    runs: states.filter((state) => state === 'succeeded').length,
    failed: states.filter((state) => state === 'failed' || state === 'incomplete').length,
    waitP50: quantile(waits, 0.5),
    waitP95: quantile(waits, 0.95),
    allRuns: Number(ended),
    calls: callsAfter.calls - callsBefore.calls,
    tokenCalls: callsAfter.tokenCalls - callsBefore.tokenCalls,
    throttled: callsAfter.throttled - callsBefore.throttled,
    cpu: after.map((seconds, at) => seconds - (before[at] ?? 0)),
    workerMb,
  };
}

const runs = 'larkstream.runs AS r JOIN larkstream.pipelines AS p ON p.id = r.pipeline_id';

async function countOpen(server: PostgresDatabases, store: string, due: string): Promise<number> {
  const sql = `SELECT count(*) FROM ${runs} WHERE ${due} AND r.state IN ('queued', 'running')`;
  const [[open] = []] = await server.query(store, sql);
  return Number(open);
}

function cpuNow([scheduler = 0, ...workerPids]: readonly number[]): number[] {
  const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
  const all = (pid: number): number => {
    const { own, children } = cpuOf(pid);
    return own + children;
  };
  const of = workerPids.map(cpuOf);
  return [
    sum(of.map(({ children }) => children)),
    sum(of.map(({ own }) => own)),
    all(scheduler),
    all(childNamed('bin/postgres')),
    all(childNamed('cluster-sandbox')),
  ];
}

async function callsOf(url: string): Promise<{ calls: number; tokenCalls: number; throttled: number }> {
  const stats = parseJson(await (await fetch(`${url}/sandbox/stats`)).text());
  const endpoints = isObject(stats) && isObject(stats.endpoints) ? stats.endpoints : {};
  const found = { calls: 0, tokenCalls: 0, throttled: 0 };
  for (const [path, counts] of Object.entries(endpoints)) {
    if (!isObject(counts)) continue;
    if (path.includes('/auth/')) found.tokenCalls += Number(counts.calls);
    else found.calls += Number(counts.calls);
    found.throttled += Number(counts.throttled);
  }
  return found;
}

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
