import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { InboxEvent } from '../src/model/event.ts';
import type { EventStore } from '../src/model/event-store.ts';
import { Secret } from '../src/model/secret.ts';
import { openEventStore } from '../src/store/open-event-store.ts';
import { freePort } from '../test/support/free-port.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { built } from './built.ts';
import { missed, type Section, verdict, whole } from './report.ts';
import { smallTenant, type TenantFacts, TenantProcess } from './tenant-process.ts';

interface Options {
  readonly folder: string;
  readonly quick: boolean;
}

const secrets = { verificationToken: 'v-token', encryptKey: 'e-key' };

/** How many events a second are on the disk and acknowledged, and how soon. */
export async function eventLoad({ folder, quick }: Options): Promise<Section> {
  await using server = await PostgresServer.start();
  const cases = [
    { what: 'paced at 1,000/s for 20 s', store: 'SQLite', events: quick ? 4_000 : 20_000, perSecond: 1_000 },
    { what: 'a burst of 10,000', store: 'SQLite', events: 10_000, perSecond: 0 },
    { what: 'paced at 1,000/s for 20 s', store: 'Postgres', events: quick ? 4_000 : 20_000, perSecond: 1_000 },
    { what: 'a burst of 10,000', store: 'Postgres', events: 10_000, perSecond: 0 },
  ];
  const rows: string[][] = [];
  const figures: Record<string, unknown>[] = [];
  let misses = 0;
  for (const [at, one] of cases.entries()) {
    const store = one.store === 'SQLite' ? `${folder}/load-${at}.db` : await server.newDatabase();
    const { events, perSecond } = one;
    const found = await measureLoad({ folder, store, name: `load-${at}`, events, perSecond });
    const missing = missed([
      // Paced at a thousand, the last answer comes a moment after the last second.
      { what: 'events/s', value: found.perSecond, atLeast: perSecond === 0 ? 1_000 : 990 },
      ...(one.perSecond === 0 ? [] : [{ what: 'p99', value: found.p99, atMost: 200 }]),
      { what: 'stored', value: found.stored, atLeast: one.events },
    ]);
    misses += missing.length > 0 ? 1 : 0;
    figures.push({ ...one, ...found });
    const ms = (value: number): string => `${value.toFixed(0)} ms`;
    rows.push([
      one.what,
      one.store,
      whole(found.stored),
      whole(found.perSecond),
      ms(found.p50),
      ms(found.p99),
      ms(found.max),
      verdict(missing),
    ]);
  }
  return {
    name: 'event-load',
    title:
      'Webhook events, encrypted and signed, on the disk and acknowledged (targets: ≥ 1,000/s, p99 ≤ 200 ms, none lost)',
    columns: ['what', 'inbox in', 'stored', 'events/s', 'p50', 'p99', 'max', 'target'],
    rows,
    figures,
    misses,
  };
}

interface LoadFound {
  readonly stored: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

interface LoadSetting {
  readonly folder: string;
  readonly name: string;
  /** Where the inbox is. */
  readonly store: string;
  readonly events: number;
  readonly perSecond: number;
}

/** A file, or the address of a Postgres. */
function openStore(place: string): Promise<EventStore> {
  return openEventStore(place.startsWith('postgres:') ? new Secret(place) : place);
}

async function measureLoad({ folder, store, name, events, perSecond }: LoadSetting): Promise<LoadFound> {
  const appId = 'cli_a1b2c3d4e5f60718';
  const port = await freePort();
  const file = `${folder}/${name}.json`;
  const webhook = {
    host: '127.0.0.1',
    port,
    verification_token: secrets.verificationToken,
    encrypt_key: secrets.encryptKey,
  };
  writeFileSync(
    file,
    JSON.stringify({
      // Nobody answers there: the name of the bot stays unknown, and nothing else is asked.
      source: {
        region: 'feishu',
        base_url: 'http://127.0.0.1:9',
        credentials: { app_id: appId, app_secret: 's' },
        modules: { contact: {} },
      },
      destination: { type: 'duckdb', path: `${folder}/${name}.duckdb` },
      events: { mode: 'webhook', store, webhook },
    }),
  );
  // As after the first `sync --live`: somebody wants the events, and each has a delivery.
  const registry = await openStore(store);
  await registry.register({ name: 'replication', filter: { types: ['*'] }, from: 'now' }, Date.now());
  await registry.close();
  const listener = spawn(process.execPath, [built('main.js'), 'listen', file, '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await untilOpen(port);
    const url = `http://127.0.0.1:${port}/api/lark/webhook/main`;
    const load = JSON.stringify({ url, appId, ...secrets, events, perSecond, connections: 64 });
    const script = fileURLToPath(new URL('event-load.ts', import.meta.url));
    const made = spawn(process.execPath, [script, load], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    made.stdout.on('data', (chunk) => (text += chunk));
    await once(made, 'close');
    const found: { acknowledged: number; seconds: number; p50: number; p99: number; max: number } = JSON.parse(text);
    const inbox = await openStore(store);
    const { pending } = await inbox.stats();
    await inbox.close();
    return { ...found, stored: pending, perSecond: found.acknowledged / found.seconds };
  } finally {
    await end(listener);
  }
}

const freshnessColumns = [
  'into',
  'records in the tenant',
  'events',
  'events/s',
  'p50',
  'p99',
  'changes',
  'calls per change',
  'target',
];

/** From the moment at which something happens in the tenant until its rows are committed, while fifty events come each second. */
export async function freshness({ folder, quick }: Options): Promise<Section> {
  await using server = await PostgresServer.start();
  const cases = [
    { into: 'DuckDB', records: 1_000 },
    { into: 'Postgres', records: 1_000 },
    ...(quick ? [] : [{ into: 'DuckDB', records: 100_000 }]),
  ];
  const rows: string[][] = [];
  const figures: Record<string, unknown>[] = [];
  let misses = 0;
  for (const [at, { into, records }] of cases.entries()) {
    const url = await server.newDatabase();
    const destination =
      into === 'DuckDB' ? { type: 'duckdb', path: `${folder}/fresh-${at}.duckdb` } : { type: 'postgres', url };
    const store = into === 'DuckDB' ? `${folder}/fresh-${at}.db` : url;
    const name = `fresh-${at}`;
    const found = await measureFreshness({ folder, name, records, destination, store, seconds: quick ? 10 : 60 });
    const missing = missed([
      { what: 'events/s', value: found.perSecond, atLeast: 45 },
      { what: 'p50', value: found.p50, atMost: 1_000 },
      { what: 'p99', value: found.p99, atMost: 3_000 },
    ]);
    misses += missing.length > 0 ? 1 : 0;
    figures.push({ into, records, ...found });
    rows.push([
      into,
      whole(records),
      whole(found.events),
      found.perSecond.toFixed(0),
      `${(found.p50 / 1000).toFixed(2)} s`,
      `${(found.p99 / 1000).toFixed(2)} s`,
      whole(found.changes),
      (found.calls / found.changes).toFixed(2),
      verdict(missing),
    ]);
  }
  return {
    name: 'freshness',
    title: 'From the change to the committed row, documented limits (targets: p50 ≤ 1 s, p99 ≤ 3 s at 50 events/s)',
    columns: freshnessColumns,
    rows,
    figures,
    misses,
  };
}

interface FreshnessSetting {
  readonly folder: string;
  readonly name: string;
  readonly records: number;
  readonly destination: Readonly<Record<string, unknown>>;
  readonly store: string;
  readonly seconds: number;
}

/** Deeds in the tenant; each is told by two or three events. */
const changesPerSecond = 26;

async function measureFreshness(setting: FreshnessSetting) {
  const { folder, name, records, destination, store, seconds } = setting;
  await using tenant = await TenantProcess.start({
    ...smallTenant,
    users: 200,
    departments: 20,
    approvals: { definitions: 3, instancesPerDay: 2, days: 10 },
    bases: [{ tables: 2, records: records / 2 }],
    events: { mode: 'long_connection' },
  });
  const file = `${folder}/${name}.json`;
  writeFileSync(file, JSON.stringify(configOf(tenant.facts, { destination, store })));
  const live = spawn(process.execPath, [built('main.js'), 'sync', file, '--live', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const lines = createInterface({ input: live.stdout });
    await new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        if (line.startsWith('{"event":"run"')) resolve();
      });
    });
    await tell(tenant.facts.url, 'reset-stats', {});
    const beganAt = Date.now();
    await tell(tenant.facts.url, 'activity', { per_second: changesPerSecond });
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    const { done: changes } = await tell(tenant.facts.url, 'activity', { per_second: 0 });
    const endedAt = Date.now();
    const inbox = await openStore(store);
    for (let stats = await inbox.stats(); stats.pending > 0; stats = await inbox.stats())
      await new Promise((resolve) => setTimeout(resolve, 100));
    const events = (await inbox.list({ limit: 1_000_000 })).filter(({ createdAt }) => createdAt >= beganAt);
    await inbox.close();
    const calls = [...(await tenant.stats()).values()].reduce((sum, endpoint) => sum + endpoint.calls, 0);
    return {
      ...lagsOf(events),
      changes: Number(changes),
      calls,
      perSecond: events.length / ((endedAt - beganAt) / 1_000),
    };
  } finally {
    await end(live);
  }
}

function lagsOf(events: readonly InboxEvent[]): { events: number; p50: number; p99: number } {
  const lags = events
    .map(({ createdAt, deliveries }) => (deliveries[0]?.finishedAt ?? Number.NaN) - createdAt)
    .sort((a, b) => a - b);
  const at = (share: number): number => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? Number.NaN;
  return { events: events.length, p50: at(0.5), p99: at(0.99) };
}

function configOf(
  facts: TenantFacts,
  more: { destination: Readonly<Record<string, unknown>>; store: string },
): unknown {
  return {
    source: {
      region: 'feishu',
      base_url: facts.url,
      credentials: { app_id: facts.appId, app_secret: facts.appSecret },
      modules: {
        approval: { approval_codes: facts.approvalCodes, lookback_days: 10, start_date: '2026-11-01' },
        base: { tables: facts.bases.map(({ appToken }) => ({ app_token: appToken })) },
        attendance: { lookback_days: 1 },
        contact: {},
      },
    },
    destination: more.destination,
    events: { store: more.store },
  };
}

async function tell(url: string, what: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/sandbox/${what}`, { method: 'POST', body: JSON.stringify(body) });
  return JSON.parse(await answer.text());
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill();
  await ended;
}

async function untilOpen(port: number): Promise<void> {
  for (;;) {
    const { status } = spawnSync('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`], { stdio: 'ignore' });
    if (status === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
