import { randomBytes } from 'node:crypto';
import type { EventStore } from '../src/model/event-store.ts';
import { Secret } from '../src/model/secret.ts';
import type { StoredEventFilter } from '../src/model/service/event-table.ts';
import type { ServiceStore } from '../src/model/service/service-store.ts';
import { openEventStore } from '../src/store/open-event-store.ts';
import { openServiceStore } from '../src/store/service/open-service-store.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { appId, consumer, dayMs, fillInbox, newEvents } from './inbox-rows.ts';
import { missed, type Section, verdict, whole } from './report.ts';

interface Options {
  readonly quick: boolean;
  /** A year of 30 million events; it takes about 40 GB of disk and most of an hour. */
  readonly large: boolean;
}

interface Timed {
  readonly what: string;
  readonly times: readonly number[];
  /** Of the 95th percentile, in milliseconds. */
  readonly atMost?: number;
}

/** How long calls of the inbox take over a year of history, and what receivers feel of retention. */
export async function inboxAtVolume({ quick, large }: Options): Promise<Section> {
  await using server = await PostgresServer.start();
  const url = await server.newDatabase();
  const service = await openServiceStore(new Secret(url), { bytes: randomBytes });
  const inbox = await openEventStore(new Secret(url), { isTimedByStore: true });
  try {
    const events = quick ? 100_000 : large ? 30_000_000 : 3_000_000;
    const now = Date.now();
    await fillInbox(server, url, { events, now });
    const rounds = quick ? 20 : 100;
    const timed = [
      ...(await timeWork(inbox, rounds)),
      ...(await timeLists(service, { rounds, now })),
      await timeWhilePruning(inbox, now - 364 * dayMs),
    ];
    return toSection(events, timed);
  } finally {
    await inbox.close();
    await service.close();
  }
}

async function timeWork(inbox: EventStore, rounds: number): Promise<Timed[]> {
  const claims: number[] = [];
  const ofTenant: number[] = [];
  const accepts: number[] = [];
  for (let at = 0; at < rounds; at++) {
    accepts.push(await timeOf(() => inbox.accept(newEvents(50))));
    for (const [times, tenantKey] of [[claims], [ofTenant, `tenant ${at}`]] as const) {
      const claim = { consumer, owner: 'bench', leaseMs: 60_000, limit: 50, appId, tenantKey, now: Date.now() };
      times.push(await timeOf(() => inbox.claim(claim)));
    }
  }
  return [
    { what: 'accept 50 events', times: accepts },
    { what: 'claim up to 50', times: claims, atMost: 20 },
    { what: 'claim up to 50 of a tenant', times: ofTenant, atMost: 20 },
  ];
}

async function timeLists(
  { events }: ServiceStore,
  { rounds, now }: { readonly rounds: number; readonly now: number },
): Promise<Timed[]> {
  const filters: Readonly<Record<string, StoredEventFilter>> = {
    all: {},
    'of a tenant': { tenantKey: 'tenant 77' },
    'of no tenant': { tenantKey: 'nobody' },
    'of a type': { type: 'type 3' },
    'of an app, a tenant and a type': { appId, tenantKey: 'tenant 77', type: 'type 3' },
    pending: { state: 'pending' },
    dead: { state: 'dead' },
    'of a day half a year ago': { since: now - 183 * dayMs, until: now - 182 * dayMs },
  };
  const timed: Timed[] = [];
  for (const [name, filter] of Object.entries(filters)) {
    const times: number[] = [];
    for (let at = 0; at < rounds; at++) times.push(await timeOf(() => events.page({ limit: 50 }, filter)));
    timed.push({ what: `first page of events, ${name}`, times, atMost: 20 });
  }
  return timed;
}

/** Accepts batch after batch until all that expires is gone. */
async function timeWhilePruning(inbox: EventStore, before: number): Promise<Timed> {
  let isOver = false;
  const pruning = inbox.prune({ appId, before, now: Date.now() }).finally(() => {
    isOver = true;
  });
  const times: number[] = [];
  while (!isOver) times.push(await timeOf(() => inbox.accept(newEvents(50))));
  const { events } = await pruning;
  return { what: `accept 50 events while ${whole(events)} expire`, times };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function toSection(events: number, timed: readonly Timed[]): Section {
  const figures = timed.map(({ what, times, atMost }) => {
    const sorted = times.toSorted((a, b) => a - b);
    const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
    return { what, calls: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), atMost };
  });
  const judged = figures.map((one) => ({
    ...one,
    misses: one.atMost === undefined ? [] : missed([{ what: 'p95', value: one.p95, atMost: one.atMost }]),
  }));
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  return {
    name: 'inbox-volume',
    title: `Calls of an inbox on Postgres that holds ${whole(events)} events of a year (target: claims and lists p95 ≤ 20 ms)`,
    columns: ['what', 'calls', 'p50', 'p95', 'p99', 'target'],
    rows: judged.map(({ what, calls, p50, p95, p99, atMost, misses }) => [
      what,
      whole(calls),
      ms(p50),
      ms(p95),
      ms(p99),
      atMost === undefined ? '' : verdict(misses),
    ]),
    figures: [{ events }, ...figures],
    misses: judged.filter(({ misses }) => misses.length > 0).length,
  };
}
