import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createDestination } from '../src/control/destinations/create-destination.ts';
import { createIntegration } from '../src/control/integrations/create-integration.ts';
import { activatePipeline } from '../src/control/pipelines/activate-pipeline.ts';
import { createPipeline } from '../src/control/pipelines/create-pipeline.ts';
import { Secret } from '../src/model/secret.ts';
import { firstDue } from '../src/scheduler/next-due.ts';
import { newId } from '../src/util/new-id.ts';
import type { PostgresDatabases } from '../test/support/postgres-server.ts';
import { alice } from '../test/support/receiving.ts';
import type { ServiceFolder } from '../test/support/serving.ts';
import { startWholeService } from '../test/support/tenant-service.ts';

const hourly = { kind: 'every', minutes: 60 } as const;
/** Those that are due in no window are read once a day: what is due later than its schedule allows is put right. */
const daily = { kind: 'every', minutes: 1_440 } as const;
const idleTries = 600;

interface Template {
  readonly store: string;
  readonly target: string;
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly tenantKey: string;
}

/** The first pipeline, as the API makes it; gives its id. */
export async function makeTemplate(
  folder: ServiceFolder,
  { store, target, url, appId, appSecret, tenantKey }: Template,
): Promise<string> {
  const { parts, close } = await startWholeService(folder, { store, roles: [] });
  try {
    const { id: integrationId } = await createIntegration(parts, alice, {
      ...{ name: 'store', region: 'feishu', baseUrl: url, kind: 'store_app', appId, mode: 'none' },
      settings: {},
      secrets: { app_secret: new Secret(appSecret) },
    });
    // A schema a company in one database: one connection string to look after, and a company is dropped with its schema.
    const { id: destinationId } = await createDestination(parts, alice, {
      ...{ name: 'tables', type: 'postgres', settings: { schema: 't_{tenant_key}' } },
      secrets: { url: new Secret(target) },
    });
    const of = { integrationId, destinationId, tenantKey, schedule: hourly, streams: {} };
    const { id } = await createPipeline(parts, alice, { ...of, name: 'first', modules: { contact: {} } });
    await activatePipeline(parts, alice, id);
    return id;
  } finally {
    await close();
  }
}

/** What a receiver would have kept. */
export function readTicket({ appId, ticket }: { readonly appId: string; readonly ticket: string }): string {
  return `INSERT INTO larkstream.tickets (app_id, ticket, created_at) VALUES ('${appId}', '${ticket}', ${Date.now()})`;
}

interface Added {
  readonly template: string;
  readonly keys: readonly string[];
  /** At once; otherwise some time of the day, unless they are chosen. */
  readonly isDue?: boolean;
}

/** Copies of the first one, each with an id and a company of its own: ten thousand requests would take longer than the measurement. */
export async function addPipelines(
  server: PostgresDatabases,
  store: string,
  { template, keys, isDue = false }: Added,
): Promise<void> {
  const now = Date.now();
  const rows = keys.map((key) => {
    const id = newId('pl', now, randomBytes);
    return `('${id}', '${key}', ${isDue ? now : (firstDue(daily, now, id) ?? now)})`;
  });
  await server.query(
    store,
    `INSERT INTO larkstream.pipelines (id, name, integration_id, tenant_key, destination_id, modules, streams, schedule, state, due_at, search, created_at, changed_at)
     SELECT v.id, v.id, p.integration_id, v.key, p.destination_id, p.modules, p.streams, '${JSON.stringify(isDue ? hourly : daily)}', p.state, v.due, v.id || ' ' || v.key, p.created_at, p.changed_at
     FROM larkstream.pipelines AS p, (VALUES ${rows.join(', ')}) AS v (id, key, due) WHERE p.id = '${template}'`,
  );
}

/** Spreads the companies over the window, as an hourly schedule spreads all of them over the hour. */
export async function whenDue(
  server: PostgresDatabases,
  store: string,
  { keys, windowMs }: { readonly keys: readonly string[]; readonly windowMs: number },
): Promise<void> {
  const now = Date.now() + 1_000;
  const rows = keys.map((key, at) => `('${key}', ${now + Math.round((at * windowMs) / keys.length)})`);
  await server.query(
    store,
    `UPDATE larkstream.pipelines AS p SET due_at = v.due, schedule = '${JSON.stringify(hourly)}' FROM (VALUES ${rows.join(', ')}) AS v (key, due) WHERE p.tenant_key = v.key`,
  );
}

/** Until none of the companies but the noisy one has an open run. */
export async function untilIdle(server: PostgresDatabases, store: string, noisy: string): Promise<void> {
  for (let tries = 0; tries < idleTries; tries++) {
    const [[open] = []] = await server.query(
      store,
      `SELECT count(*) FROM larkstream.runs AS r JOIN larkstream.pipelines AS p ON p.id = r.pipeline_id
       WHERE r.state IN ('queued', 'running') AND p.tenant_key <> '${noisy}'`,
    );
    if (Number(open) === 0) return;
    await delay(1_000);
  }
}
