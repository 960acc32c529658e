import { RecordError } from '../model/errors.ts';
import type { ReceivedEvent } from '../model/event.ts';
import { cutWords } from '../util/visible.ts';
import type { ConsumerIndex } from './consumer-index.ts';
import { readingConsumers } from './consumers.ts';
import { type Connection, type Lock, pushTo, type SqlValue } from './database.ts';
import { inInsertSizes, rowPlaceholders } from './sql-text.ts';
import { isStorable } from './storable.ts';
import { ring } from './work-channel.ts';

/**
 * One after another: equal events that the platform sends to two processes in different orders are a deadlock otherwise. So numbers
 * also become visible in their order.
 */
export const acceptingEvents: Lock = { ...readingConsumers, inner: { name: 'accept' } };

const eventColumns = [
  'app_id',
  'tenant_key',
  'dedup_key',
  'event_id',
  'type',
  'order_key',
  'via',
  'created_at',
  'received_at',
  'actor_id',
  'chat_id',
  'body',
  'error',
] as const;
const deliveryColumns = [
  'event_seq',
  'consumer',
  'app_id',
  'tenant_key',
  'type',
  'order_key',
  'state',
  'finished_at',
  'last_error',
] as const;

const keyOf = (appId: unknown, dedupKey: unknown): string => JSON.stringify([appId, dedupKey]);
/** People look for it: that it cannot be kept is no reason to refuse an event. */
const storableOrNull = (id: string | undefined): string | null => (id !== undefined && isStorable(id) ? id : null);
const errorOf = ({ error }: ReceivedEvent): string | null => (error === undefined ? null : JSON.stringify(error));

/**
 * Texts that a database gives back in another form, or not at all: an event would be stored and its deliveries not.
 * @throws RecordError `store.value.refused`
 */
function assertStorable({ id, dedupKey, type, appId, tenantKey, orderKey }: ReceivedEvent): void {
  for (const text of [id, dedupKey, type, appId, tenantKey, orderKey ?? '']) {
    if (isStorable(text)) continue;
    const name = cutWords(JSON.stringify(text));
    throw new RecordError({
      code: 'store.value.refused',
      message: { en: `${name} is no text that a database can keep`, zh: `数据库无法保存文本 ${name}` },
    });
  }
}

/**
 * Stores what is new, with a delivery for each consumer that wants it, and carries out what an event does besides. Says of each whether
 * it was new; of two equal ones in a call, the first is. For a transaction under `acceptingEvents`. `load`: who wants what, as of then.
 * @throws RecordError `store.value.refused`
 */
export async function acceptEvents(
  events: readonly ReceivedEvent[],
  load: () => Promise<ConsumerIndex>,
  connection: Connection,
): Promise<boolean[]> {
  for (const event of events) assertStorable(event);
  // On the way at once.
  const [consumers, seqs] = await Promise.all([load(), insertEvents(events, connection)]);
  const isNew: boolean[] = [];
  const deliveries: SqlValue[][] = [];
  for (const event of events) {
    const key = keyOf(event.appId, event.dedupKey);
    const seq = seqs.get(key);
    isNew.push(seqs.delete(key));
    if (seq === undefined) continue;
    for (const consumer of consumers.consumersOf(event)) deliveries.push(toDeliveryValues(event, seq, consumer));
    await carryOut(event, connection);
  }
  for (const some of inInsertSizes(deliveries, connection.dialect)) {
    const sql = `INSERT INTO deliveries (${deliveryColumns.join(', ')}) VALUES ${rowPlaceholders(some.length, deliveryColumns.length)}`;
    await pushTo(connection, sql, some.flat());
  }
  if (deliveries.length > 0) await ring(connection, 'events');
  return isNew;
}

/** Gives the numbers of those that are new. */
async function insertEvents(events: readonly ReceivedEvent[], connection: Connection): Promise<Map<string, number>> {
  const seqs = new Map<string, number>();
  for (const some of inInsertSizes(events, connection.dialect)) {
    const sql = `INSERT INTO events (${eventColumns.join(', ')}) VALUES ${rowPlaceholders(some.length, eventColumns.length)}
      ON CONFLICT (app_id, dedup_key) DO NOTHING RETURNING seq, app_id, dedup_key`;
    for (const { seq, app_id, dedup_key } of await connection.rows(sql, some.flatMap(toEventValues)))
      seqs.set(keyOf(app_id, dedup_key), Number(seq));
  }
  return seqs;
}

function toEventValues(event: ReceivedEvent): SqlValue[] {
  return [
    event.appId,
    event.tenantKey,
    event.dedupKey,
    event.id,
    event.type,
    event.orderKey,
    event.via,
    event.createdAt,
    event.receivedAt,
    storableOrNull(event.actorId),
    storableOrNull(event.chatId),
    JSON.stringify(event.body),
    errorOf(event),
  ];
}

function toDeliveryValues(event: ReceivedEvent, seq: number, consumer: string): SqlValue[] {
  const { appId, tenantKey, type, orderKey, receivedAt, error } = event;
  const standing = error === undefined ? ['pending', null, null] : ['dead', receivedAt, errorOf(event)];
  return [seq, consumer, appId, tenantKey, type, orderKey, ...standing];
}

/** Tickets and installations may arrive late and out of order: an older one changes nothing. */
async function carryOut({ appId, tenantKey, createdAt, effect }: ReceivedEvent, connection: Connection): Promise<void> {
  if (effect?.kind === 'ticket') {
    await connection.run(
      `INSERT INTO tickets (app_id, ticket, created_at) VALUES ($1, $2, $3)
       ON CONFLICT (app_id) DO UPDATE SET ticket = excluded.ticket, created_at = excluded.created_at
       WHERE tickets.created_at <= excluded.created_at`,
      [appId, effect.ticket.reveal(), createdAt],
    );
  } else if (effect?.kind === 'installed') {
    await connection.run(
      `INSERT INTO installations (app_id, tenant_key, installed_at, uninstalled_at) VALUES ($1, $2, $3, NULL)
       ON CONFLICT (app_id, tenant_key) DO UPDATE SET installed_at = excluded.installed_at, uninstalled_at = NULL
       WHERE coalesce(installations.uninstalled_at, installations.installed_at) <= excluded.installed_at`,
      [appId, tenantKey, createdAt],
    );
  } else if (effect?.kind === 'uninstalled') {
    await connection.run(
      `INSERT INTO installations (app_id, tenant_key, installed_at, uninstalled_at) VALUES ($1, $2, $3, $3)
       ON CONFLICT (app_id, tenant_key) DO UPDATE SET uninstalled_at = excluded.uninstalled_at
       WHERE installations.installed_at <= excluded.uninstalled_at`,
      [appId, tenantKey, createdAt],
    );
  }
}
