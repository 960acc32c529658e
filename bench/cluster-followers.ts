import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createDestination } from '../src/control/destinations/create-destination.ts';
import { activatePipeline } from '../src/control/pipelines/activate-pipeline.ts';
import { createPipeline } from '../src/control/pipelines/create-pipeline.ts';
import { Secret } from '../src/model/secret.ts';
import type { RunningService } from '../src/operations/serve/start-service.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { addIntegration, alice, push } from '../test/support/receiving.ts';
import { ServiceFolder } from '../test/support/serving.ts';
import { startWholeService } from '../test/support/tenant-service.ts';
import { built } from './built.ts';
import { childNamed, childrenOf, cpuOf, proportionalMb, residentMb } from './process-figures.ts';
import { missed, type Section, verdict, whole } from './report.ts';

interface Place {
  readonly tenantKey: string;
  readonly appToken: string;
}
interface Company {
  readonly url: string;
  readonly app: { readonly appId: string; readonly appSecret: string };
  readonly places: readonly Place[];
}
type Added = readonly (readonly [string, string, number])[];

const secrets = { verificationToken: 'token-1', encryptKey: 'key-1' };
const perSecond = 100;
const patienceMs = 1_200_000;

/** A thousand companies that one worker follows: what they cost while nothing comes, and how soon rows are there when something does. */
export async function manyFollowers({ quick }: { readonly quick: boolean }): Promise<Section> {
  const tenants = Number(process.env.FOLLOWERS ?? (quick ? 100 : 1_000));
  const seconds = quick ? 15 : 60;
  await using server = await PostgresServer.start(['track_commit_timestamp=on', 'max_connections=600']);
  await using companies = await Companies.start(tenants);
  using folder = new ServiceFolder();
  const store = await server.newDatabase();
  const tables = await server.newDatabase();
  const service = await startWholeService(folder, { store, roles: ['api', 'receiver', 'scheduler'] });
  try {
    const integrationId = await connect(service, companies);
    await addPipelines(service, { integrationId, tables, places: companies.facts.places });
    const worker = await startWorker(store, folder, tenants);
    try {
      const begun = performance.now();
      await until(async () => (await streaming(server, store)) >= tenants);
      const startSeconds = (performance.now() - begun) / 1_000;
      const awake = sizeOf(worker.pid);
      await until(async () => (await connectionsOf(server, tables)) === 0);
      const asleep = await watch(worker.pid, 20_000);
      const waking = await freshnessOf(server, tables, await companies.changeOne(3));
      const before = cpuNow(worker.pid);
      const added = await companies.change(perSecond, seconds);
      const busy = { ...sizeOf(worker.pid), connections: await connectionsOf(server, tables) };
      await delay(10_000);
      const cpu = cpuNow(worker.pid).map((used, at) => ((used - (before[at] ?? 0)) / added.length) * 1_000);
      const fresh = await freshnessOf(server, tables, added);
      const storeConnections = await connectionsOf(server, store);
      return toSection({
        ...{
          tenants,
          startSeconds,
          awake,
          asleep,
          busy,
          waking,
          fresh,
          added: added.length,
          storeConnections,
          seconds,
        },
        cpuOfEvents: cpu,
      });
    } finally {
      await worker.end();
    }
  } finally {
    await service.close();
  }
}

/** The platform, in a process of its own. */
class Companies implements AsyncDisposable {
  readonly facts: Company;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, facts: Company) {
    this.#child = child;
    this.#lines = lines;
    this.facts = facts;
  }

  static async start(count: number): Promise<Companies> {
    const script = fileURLToPath(new URL('followers-tenants.ts', import.meta.url));
    const child = spawn(process.execPath, [script, String(count)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    return new Companies(child, lines, JSON.parse(String(value)));
  }

  /** Has events pushed there, and each company install the app. */
  async install(url: string): Promise<void> {
    await this.#ask({ events: { url, ...secrets } });
  }

  async change(each: number, seconds: number): Promise<Added> {
    return JSON.parse(await this.#ask({ perSecond: each, seconds }));
  }

  async changeOne(only: number): Promise<Added> {
    return JSON.parse(await this.#ask({ only }));
  }

  async #ask(what: object): Promise<string> {
    this.#child.stdin?.write(`${JSON.stringify(what)}\n`);
    return String((await this.#lines.next()).value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#child.kill();
    await ended;
  }
}

async function connect(service: RunningService, companies: Companies): Promise<string> {
  const { appId, appSecret } = companies.facts.app;
  const { id } = await addIntegration(service, {
    kind: 'store_app',
    appId,
    baseUrl: companies.facts.url,
    settings: { rate_limit_scale: 0 },
    secrets: {
      app_secret: new Secret(appSecret),
      verification_token: new Secret(secrets.verificationToken),
      encrypt_key: new Secret(secrets.encryptKey),
    },
  });
  await until(async () => (await push(service, id, { appId })) === 200);
  await companies.install(`${service.url}/api/lark/webhook/${id}`);
  return id;
}

async function addPipelines(
  { parts }: RunningService,
  {
    integrationId,
    tables,
    places,
  }: { readonly integrationId: string; readonly tables: string; readonly places: readonly Place[] },
): Promise<void> {
  const destination = await createDestination(parts, alice, {
    name: 'tables',
    type: 'postgres',
    settings: { schema: 't_{tenant_key}' },
    secrets: { url: new Secret(tables) },
  });
  for (const { tenantKey, appToken } of places) {
    const { id } = await createPipeline(parts, alice, {
      name: tenantKey,
      integrationId,
      tenantKey,
      destinationId: destination.id,
      modules: { base: { tables: [{ app_token: appToken }] } },
      streams: {},
      schedule: { kind: 'live' },
    });
    await activatePipeline(parts, alice, id);
  }
}

interface Worker {
  readonly pid: number;
  end(): Promise<void>;
}

async function startWorker(store: string, folder: ServiceFolder, slots: number): Promise<Worker> {
  const argv = ['serve', '--store', store, '--roles', 'worker', '--slots', '1', '--live-slots', String(slots)];
  const more = ['--allow-base-url', '--allow-private-hosts', '--json'];
  const child = spawn(process.execPath, [built('main.js'), ...argv, ...more], {
    env: { ...process.env, ...folder.env },
    stdio: ['ignore', 'pipe', process.env.FOLLOWERS_LOG === undefined ? 'ignore' : 'inherit'],
  });
  await once(child.stdout, 'data');
  child.stdout.resume();
  return {
    pid: child.pid ?? 0,
    end: async () => {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

async function streaming(server: PostgresServer, store: string): Promise<number> {
  const sql = `SELECT count(*) FROM larkstream.runs WHERE state = 'running' AND progress::json->>'phase' = 'streaming'`;
  return Number((await server.query(store, sql))[0]?.[0]);
}

/** Sessions of a database, but for the one that asks. */
async function connectionsOf(server: PostgresServer, url: string): Promise<number> {
  const name = new URL(url).pathname.slice(1);
  const sql = `SELECT count(*) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`;
  return Number((await server.query(url, sql))[0]?.[0]);
}

interface Size {
  /** Of the worker and of its children. */
  readonly processes: number;
  readonly residentMb: number;
  readonly proportionalMb: number;
  readonly sockets: number;
}

function sizeOf(pid: number): Size {
  const pids = [pid, ...childrenOf(pid)];
  const sum = (of: (one: number) => number): number => pids.reduce((total, one) => total + of(one), 0);
  return {
    processes: pids.length,
    residentMb: sum(residentMb),
    proportionalMb: sum(proportionalMb),
    sockets: sum(socketsOf),
  };
}

function socketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(`${folder}/${name}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;
}

/** What the worker is and uses while nothing comes. */
async function watch(pid: number, ms: number): Promise<Size & { readonly cpu: number }> {
  const before = cpuOf(pid);
  await delay(ms);
  const after = cpuOf(pid);
  const cpu = (after.own + after.children - before.own - before.children) / (ms / 1_000);
  return { ...sizeOf(pid), cpu };
}

interface Fresh {
  readonly arrived: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Seconds so far of the worker, Postgres, the platform, and of this process, which is the rest of the service. */
function cpuNow(worker: number): readonly number[] {
  const whole = [worker, childNamed('postgres'), childNamed('followers-tenants')].map(cpuOf);
  return [...whole.map(({ own, children }) => own + children), cpuOf(process.pid).own];
}

/** From the change at the platform to the commit at the destination. */
async function freshnessOf(server: PostgresServer, tables: string, added: Added): Promise<Fresh> {
  const committed = new Map<string, number>();
  const find = async (): Promise<void> => {
    for (const [tenant, some] of Map.groupBy(added, ([of]) => of)) {
      const waiting = some.filter(([of, record]) => !committed.has(`${of} ${record}`));
      if (waiting.length === 0) continue;
      const ids = waiting.map(([, record]) => `'${record}'`).join();
      const at = 'extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000';
      const sql = `SELECT record_id, ${at} FROM "t_${tenant}".base_records WHERE record_id IN (${ids})`;
      for (const [record, ms] of await server.query(tables, sql)) committed.set(`${tenant} ${record}`, Number(ms));
    }
  };
  for (let tries = 0; tries < 60 && committed.size < added.length; tries++) {
    await delay(500);
    await find();
  }
  const late = added.map(([of, record, at]) => (committed.get(`${of} ${record}`) ?? Number.POSITIVE_INFINITY) - at);
  const sorted = late.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
  return { arrived: committed.size, p50: at(0.5), p99: at(0.99), max: at(1) };
}

interface Found {
  readonly tenants: number;
  readonly startSeconds: number;
  readonly awake: Size;
  readonly asleep: Size & { readonly cpu: number };
  readonly busy: Size & { readonly connections: number };
  readonly waking: Fresh;
  readonly fresh: Fresh;
  readonly added: number;
  readonly seconds: number;
  readonly storeConnections: number;
  /** Milliseconds an event: of the worker, Postgres, the platform, and the rest of the service. */
  readonly cpuOfEvents: readonly number[];
}

function toSection(found: Found): Section {
  const { tenants, startSeconds, awake, asleep, busy, waking, fresh, added, storeConnections, cpuOfEvents } = found;
  const missing = missed([
    { what: 'MB asleep', value: asleep.residentMb, atMost: 1_000 },
    { what: 'MB at work', value: busy.residentMb, atMost: 1_000 },
    { what: 'p99', value: fresh.p99, atMost: 3_000 },
    { what: 'arrived', value: fresh.arrived, atLeast: added },
  ]);
  const mb = (size: Size): string => `${whole(size.residentMb)} / ${whole(size.proportionalMb)} MB`;
  const s = (...ms: readonly number[]): string => `${ms.map((one) => (one / 1_000).toFixed(2)).join(' / ')} s`;
  const cells = {
    tenants: whole(tenants),
    'until all follow': `${whole(startSeconds)} s`,
    processes: whole(asleep.processes),
    'all awake, resident / proportional': mb(awake),
    asleep: mb(asleep),
    'CPU asleep': `${(asleep.cpu * 100).toFixed(1)} %`,
    sockets: whole(asleep.sockets),
    'connections to the store': whole(storeConnections),
    'at work': mb(busy),
    'sessions at the destination': whole(busy.connections),
    'freshness of a first event': s(waking.max),
    'freshness p50 / p99 / max': s(fresh.p50, fresh.p99, fresh.max),
    'CPU an event: worker / Postgres / platform / service': `${cpuOfEvents.map((one) => one.toFixed(1)).join(' / ')} ms`,
    target: verdict(missing),
  };
  return {
    name: 'followers',
    title: `Live tenants of one app of the store on one worker, ${perSecond} events/s over all of them (targets: ≤ 1 GB, freshness p99 ≤ 3 s, none lost)`,
    columns: Object.keys(cells),
    rows: [Object.values(cells)],
    figures: [{ ...found }],
    misses: missing.length > 0 ? 1 : 0,
  };
}

async function until(isThere: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isThere())) {
    if (Date.now() > end) throw new Error('What the benchmark waits for does not come');
    await delay(250);
  }
}
