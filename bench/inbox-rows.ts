import { randomUUID } from 'node:crypto';
import type { ReceivedEvent } from '../src/model/event.ts';
import type { PostgresServer } from '../test/support/postgres-server.ts';

export const dayMs = 86_400_000;
export const appId = 'cli_store';
/** Who has worked on what is kept. */
export const consumer = 'replication';

/**
 * A year of history by the server itself: one store app, 10,000 tenants, some 300 bytes a body. All is done but one in ten thousand, which is dead, and the
 * last thousand, which wait.
 */
export async function fillInbox(
  server: PostgresServer,
  url: string,
  { events, now }: { readonly events: number; readonly now: number },
): Promise<void> {
  const at = `${now - 365 * dayMs} + (n::numeric * ${365 * dayMs} / ${events})::bigint`;
  const statements = [
    `INSERT INTO consumers (name, filter, created_at) VALUES ('${consumer}', '{"types":["*"]}', 1)`,
    'UPDATE consumer_revision SET revision = revision + 1',
    `INSERT INTO events (app_id, tenant_key, dedup_key, event_id, type, order_key, via, created_at, received_at, body)
     SELECT '${appId}', 'tenant ' || n % 10000, md5(n::text), md5(n::text), 'type ' || n % 7, 'key ' || n % 50000, 'webhook', ${at}, ${at},
       '{"text":"' || repeat(md5(n::text), 9) || '"}' FROM generate_series(1, ${events}) AS n`,
    `INSERT INTO deliveries (event_seq, consumer, app_id, tenant_key, type, order_key, state, attempts, finished_at)
     SELECT seq, '${consumer}', app_id, tenant_key, type, order_key, CASE WHEN seq > ${events - 1_000} THEN 'pending' WHEN seq % 10000 = 7 THEN 'dead' ELSE 'done' END,
       1, CASE WHEN seq > ${events - 1_000} THEN NULL ELSE received_at END FROM events`,
    'ANALYZE events, deliveries',
  ];
  for (const sql of statements) await server.query(url, `SET search_path = larkstream; ${sql}`);
  await server.query(url, 'VACUUM');
}

/** Events that nobody has sent before. */
export function newEvents(count: number): ReceivedEvent[] {
  return Array.from({ length: count }, (_, at) => {
    const id = randomUUID();
    const receivedAt = Date.now();
    const facts = { appId, tenantKey: `tenant ${at}`, type: `type ${at % 7}`, orderKey: id, via: 'webhook' } as const;
    return { id, dedupKey: id, ...facts, createdAt: receivedAt, receivedAt, body: { text: id.repeat(8) } };
  });
}
