import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { isObject, parseJson, readText } from '../src/util/json.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { ServiceFolder } from '../test/support/serving.ts';
import { built } from './built.ts';
import { addPipelines, makeTemplate, readTicket, untilIdle, whenDue } from './cluster-store.ts';
import { type Cluster, type Watched, watch } from './cluster-window.ts';
import { missed, type Section, verdict, whole } from './report.ts';

const workers = 4;
const slots = 4;
const noisyPipelines = 300;
const sampleSize = 20;
/** All are due within it. */
const hourMs = 3_600_000;

/** `large`: the whole hour three times, instead of windows of it. */
interface Options {
  readonly quick: boolean;
  readonly large: boolean;
}

/**
 * Companies of one app of the store, each read once an hour. Of the hour a window is measured: so many companies are due in it, evenly spread,
 * as are in such a part of an hour. They are read for the first time, then again, then again while another company has 300 pipelines due at once.
 */
export async function cluster({ quick, large }: Options): Promise<Section> {
  const tenants = quick ? 300 : 10_000;
  const windowMs = quick ? 30_000 : large ? hourMs : 80_000;
  const due = Math.round((10_000 * windowMs) / hourMs);
  const platform = await Platform.start(tenants + 1);
  await using server = await PostgresServer.start(['max_connections=200']);
  using folder = new ServiceFolder();
  const [store, target] = [await server.newDatabase(), await server.newDatabase()];
  const processes: ChildProcess[] = [];
  try {
    const [noisy = '', ...keys] = platform.keys;
    const template = await makeTemplate(folder, { store, target, ...platform.app, tenantKey: noisy });
    await server.query(store, readTicket(platform.app));
    await addPipelines(server, store, { template, keys });
    processes.push(await begin(folder, store, 'api,scheduler,receiver'));
    for (let at = 0; at < workers; at++) processes.push(await begin(folder, store, 'worker'));
    const of: Cluster = {
      ...{ server, store, windowMs, noisy, platformUrl: platform.app.url },
      pids: processes.map(({ pid = 0 }) => pid),
    };
    const chosen = keys.slice(0, due);
    const windows: Watched[] = [];
    for (const name of ['first reads', 'read again', 'beside a noisy one']) {
      if (windows.length === 2) {
        const many = Array.from({ length: noisyPipelines }, () => noisy);
        await addPipelines(server, store, { template, keys: many, isDue: true });
      }
      await whenDue(server, store, { keys: chosen, windowMs });
      windows.push(await watch(name, of));
      await untilIdle(server, store, noisy);
    }
    const wrong = await countWrong(platform, server, { target, keys: chosen.slice(0, sampleSize) });
    return toSection(windows, { tenants, wrong, windowMs });
  } finally {
    for (const child of processes) {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await Promise.race([closed, delay(10_000)]);
    }
    platform.close();
  }
}

/** The simulated platform, in a process of its own. */
class Platform {
  readonly app: { readonly url: string; readonly appId: string; readonly appSecret: string; readonly ticket: string };
  readonly keys: readonly string[];
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, facts: unknown) {
    if (!isObject(facts) || !Array.isArray(facts.keys)) throw new Error('The platform has not begun');
    const text = (name: string): string => readText(facts, name) ?? '';
    this.app = { url: text('url'), appId: text('appId'), appSecret: text('appSecret'), ticket: text('ticket') };
    this.keys = facts.keys.map(String);
    this.#child = child;
    this.#lines = lines;
  }

  static async start(tenants: number): Promise<Platform> {
    const script = new URL('cluster-sandbox.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, String(tenants)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    return new Platform(child, lines, parseJson(String((await lines.next()).value)));
  }

  /** Who works at a company. */
  async peopleOf(key: string): Promise<unknown> {
    this.#child.stdin?.write(`${key}\n`);
    return parseJson(String((await this.#lines.next()).value));
  }

  close(): void {
    this.#child.kill();
  }
}

async function begin(folder: ServiceFolder, store: string, roles: string): Promise<ChildProcess> {
  const argv = ['serve', '--store', store, '--port', '0', '--slots', String(slots), '--roles', roles, '--json'];
  const more = ['--allow-base-url', '--allow-private-hosts', '--files-root', folder.path];
  const child = spawn(process.execPath, [built('main.js'), ...argv, ...more], {
    env: { ...process.env, ...folder.env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  child.stdout.resume();
  return child;
}

async function countWrong(
  platform: Platform,
  server: PostgresServer,
  { target, keys }: { readonly target: string; readonly keys: readonly string[] },
): Promise<number> {
  let wrong = 0;
  for (const key of keys) {
    const rows = await server.query(
      target,
      `SELECT open_id FROM "t_${key}".contact_users WHERE _larkstream_deleted_at IS NULL`,
    );
    const found = rows.map(([id]) => String(id)).sort();
    if (JSON.stringify(found) !== JSON.stringify(await platform.peopleOf(key))) wrong += 1;
  }
  return wrong;
}

function toSection(
  windows: readonly Watched[],
  { tenants, wrong, windowMs }: { readonly tenants: number; readonly wrong: number; readonly windowMs: number },
): Section {
  const alone = windows[1]?.waitP95 ?? Number.NaN;
  const judged = windows.map((one, at) => {
    const cpu = one.cpu.slice(0, 4).reduce((sum, seconds) => sum + seconds, 0) / one.allRuns;
    const missing = missed([
      { what: 'throttled', value: one.throttled, atMost: 0 },
      { what: 'failed', value: one.failed, atMost: 0 },
      { what: 'done of due', value: one.runs / one.due, atLeast: 1 },
      { what: 'sample wrong', value: wrong, atMost: 0 },
      ...(at === 2 ? [{ what: 'wait p95', value: one.waitP95, atMost: 2 * alone }] : []),
    ]);
    return { ...one, cpu, parts: one.cpu.map((seconds) => seconds / one.allRuns), missing };
  });
  const seconds = (...values: readonly number[]): string => `${values.map((one) => one.toFixed(2)).join(' / ')} s`;
  // On machines of two cores, at 70 percent.
  const machines = (cpu: number): number => Math.ceil(((100_000 / 3_600) * cpu) / (2 * 0.7));
  return {
    name: 'cluster',
    title: `${whole(tenants)} companies of one app of the store, 10,000 of which are due in an hour, spread: windows of ${windowMs / 1_000} s; ${workers} workers with ${slots} slots each. Of a sample of ${sampleSize} companies the tables of ${wrong} were wrong`,
    columns: [
      ...['window', 'runs / due', 'of the noisy one', 'wait p50 / p95', 'throttled', 'calls a run', 'for tokens'],
      'CPU a run: its process / worker / scheduler / Postgres',
      ...['platform', 'workers at most', 'machines for 100,000', 'target'],
    ],
    rows: judged.map((one) => [
      one.name,
      `${whole(one.runs)} / ${whole(one.due)}`,
      whole(one.allRuns - one.runs),
      seconds(one.waitP50 / 1_000, one.waitP95 / 1_000),
      whole(one.throttled),
      (one.calls / one.allRuns).toFixed(1),
      (one.tokenCalls / one.allRuns).toFixed(2),
      seconds(...one.parts.slice(0, 4)),
      seconds(one.parts[4] ?? 0),
      `${whole(one.workerMb)} MB`,
      whole(machines(one.cpu)),
      verdict(one.missing),
    ]),
    figures: judged.map((one) => ({ ...one, machines: machines(one.cpu), tenants, wrong })),
    misses: judged.filter(({ missing }) => missing.length > 0).length,
  };
}
