import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Secret } from '../src/model/secret.ts';
import type { Page, PageRequest } from '../src/model/service/page.ts';
import type { ServiceStore } from '../src/model/service/service-store.ts';
import { openServiceStore } from '../src/store/service/open-service-store.ts';
import { fillService } from '../test/support/fill-service.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';

/**
 * How long a page of each list of the service takes, total included:
 * node bench/service-lists.ts [--rows 100000] [--events 1000000] [--pages 200] [--only events]
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string' },
    events: { type: 'string' },
    pages: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const rows = Number(values.rows ?? 100_000);
const events = Number(values.events ?? 1_000_000);
const pages = Number(values.pages ?? 200);
const limit = 50;

type List = (store: ServiceStore, request: PageRequest) => Promise<Page<{ readonly id: string }>>;

const lists: Readonly<Record<string, List>> = {
  integrations: ({ integrations }, request) => integrations.page(request, {}),
  'integrations, searched': ({ integrations }, request) => integrations.page(request, { search: 'CLI_77' }),
  destinations: ({ destinations }, request) => destinations.page(request, {}),
  pipelines: ({ pipelines }, request) => pipelines.page(request, {}),
  'pipelines, searched': ({ pipelines }, request) => pipelines.page(request, { search: 'line 12' }),
  'pipelines, paused': ({ pipelines }, request) => pipelines.page(request, { state: 'paused' }),
  'pipelines, failed': ({ pipelines }, request) => pipelines.page(request, { outcome: 'failed' }),
  'pipelines, by name': ({ pipelines }, request) => pipelines.page(request, { sort: 'name' }),
  'pipelines, by last run': ({ pipelines }, request) => pipelines.page(request, { sort: '-lastRun' }),
  'pipelines into a destination': ({ pipelines }, request) => pipelines.page(request, { destinationId: 'de_7' }),
  'pipelines of an integration': ({ pipelines }, request) => pipelines.page(request, { integrationId: 'in_7' }),
  installations: ({ installations }, request) => installations.page(request, {}),
  runs: ({ runs }, request) => runs.page(request, {}),
  'runs, failed': ({ runs }, request) => runs.page(request, { state: 'failed' }),
  'runs, queued': ({ runs }, request) => runs.page(request, { state: 'queued' }),
  'runs, by a person': ({ runs }, request) => runs.page(request, { trigger: 'person' }),
  'runs of an integration': ({ runs }, request) => runs.page(request, { integrationId: 'in_7' }),
  'runs of none': ({ runs }, request) => runs.page(request, { integrationId: 'in_700' }),
  'runs of a time': ({ runs }, request) => runs.page(request, { since: rows / 2, until: (rows * 3) / 4 }),
  'runs of a pipeline': ({ runs }, request) => runs.page(request, { pipelineId: 'pl_7' }),
  accounts: ({ accounts }, request) => accounts.page(request, {}),
  'accounts, searched': ({ accounts }, request) => accounts.page(request, { search: 'person 9' }),
  tokens: ({ tokens }, request) => tokens.page(request, {}),
  audit: ({ audit }, request) => audit.page(request, {}),
  'audit of a thing': ({ audit }, request) => audit.page(request, { objectId: 'pl_7' }),
  'audit, one act': ({ audit }, request) => audit.page(request, { action: 'pipeline.run' }),
  alerts: ({ alerts }, request) => alerts.page(request, {}),
  'alerts, open': ({ alerts }, request) => alerts.page(request, { isOpen: true }),
  events: ({ events }, request) => events.page(request, {}),
  'events of an app': ({ events }, request) => events.page(request, { appId: 'cli_7' }),
  'events of a tenant': ({ events }, request) => events.page(request, { tenantKey: 'tenant 7' }),
  'events of a type': ({ events }, request) => events.page(request, { type: 'type 3' }),
  'events, done': ({ events }, request) => events.page(request, { state: 'done' }),
  'events, pending': ({ events }, request) => events.page(request, { state: 'pending' }),
  'events, dead': ({ events }, request) => events.page(request, { state: 'dead' }),
  'events, kept': ({ events }, request) => events.page(request, { state: 'kept' }),
  'events of no tenant': ({ events }, request) => events.page(request, { tenantKey: 'nobody' }),
  'events of no type': ({ events }, request) => events.page(request, { type: 'none' }),
  'events of no consumer': ({ events }, request) => events.page(request, { consumer: 'nobody' }),
  'events of an app, a tenant and a type': ({ events }, request) =>
    events.page(request, { appId: 'cli_7', tenantKey: 'tenant 7', type: 'type 3' }),
  'events, done, of an app': ({ events }, request) => events.page(request, { state: 'done', appId: 'cli_7' }),
  'events, done, of a type': ({ events }, request) => events.page(request, { state: 'done', type: 'type 3' }),
  'events of a consumer': ({ events }, request) => events.page(request, { consumer: 'tables' }),
  'events, dead, of a consumer and app': ({ events }, request) =>
    events.page(request, { state: 'dead', consumer: 'tables', appId: 'cli_7' }),
  'events of a time': (lists, request) => lists.events.page(request, { since: events / 2, until: (events * 3) / 4 }),
};

/** From the first page on, and again from the front at the end. */
async function timePages(
  store: ServiceStore,
  list: List,
): Promise<{ readonly times: number[]; readonly total: string }> {
  const times: number[] = [];
  let total = '';
  for (let cursor: string | undefined; times.length < pages; ) {
    const begun = performance.now();
    const page = await list(store, { limit, cursor });
    times.push(performance.now() - begun);
    total = `${page.total}${page.totalIsAtLeast ? '+' : ''}`;
    cursor = page.next;
  }
  return { times: times.sort((a, b) => a - b), total };
}

const quantile = (sorted: readonly number[], part: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1);

await using server = await PostgresServer.start();
const url = await server.newDatabase();
const store = await openServiceStore(new Secret(url), { bytes: randomBytes });
await fillService(url, rows, events);
await server.query(url, 'VACUUM ANALYZE');
console.log(`${rows} rows a list, ${events} events, ${pages} pages of ${limit}, one after another, milliseconds`);
for (const [name, list] of Object.entries(lists)) {
  if (!name.includes(values.only)) continue;
  const { times, total } = await timePages(store, list);
  console.log(
    `${name.padEnd(36)} total ${total.padStart(7)}  p50 ${quantile(times, 0.5).padStart(6)}  p95 ${quantile(times, 0.95).padStart(6)}  max ${quantile(times, 1).padStart(6)}`,
  );
}
await store.close();
