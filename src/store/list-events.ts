import type { Delivery, EventState, InboxEvent } from '../model/event.ts';
import type { EventQuery } from '../model/inbox.ts';
import { inBatches } from '../util/in-batches.ts';
import type { Connection, SqlRow, SqlValue } from './database.ts';
import { toDelivery, toLastError, toStoredEvent } from './rows.ts';
import { batchSize, placeholders } from './sql-text.ts';

const anyDelivery = 'SELECT 1 FROM deliveries WHERE event_seq = seq';

/** The events of the query with all their deliveries, the newest first. */
export async function listEvents(connection: Connection, query: EventQuery): Promise<InboxEvent[]> {
  const { sql, values } = toWhere(query);
  const rows = await connection.rows(`SELECT * FROM events ${sql} ORDER BY seq DESC LIMIT $1`, values);
  const deliveries = new Map<number, Delivery[]>();
  for (const some of inBatches(
    rows.map(({ seq }) => Number(seq)),
    batchSize,
  )) {
    const found = await connection.rows(
      `SELECT * FROM deliveries WHERE event_seq IN (${placeholders(some.length)}) ORDER BY event_seq, consumer`,
      some,
    );
    for (const row of found) {
      const seq = Number(row.event_seq);
      deliveries.set(seq, [...(deliveries.get(seq) ?? []), toDelivery(row)]);
    }
  }
  return rows.map((row) => toInboxEvent(row, deliveries.get(Number(row.seq)) ?? []));
}

function toInboxEvent(row: SqlRow, deliveries: readonly Delivery[]): InboxEvent {
  const failed = deliveries.find(({ lastError }) => lastError !== null);
  const { lastError, zh } = failed ?? toLastError(row.error);
  return {
    ...toStoredEvent(row),
    state: stateOf(row, deliveries),
    lastError,
    ...(zh === undefined ? {} : { zh }),
    deliveries,
  };
}

function stateOf({ error }: SqlRow, deliveries: readonly Delivery[]): EventState {
  const worst = (['dead', 'pending', 'done'] as const).find((state) => deliveries.some((one) => one.state === state));
  return worst ?? (error === null ? 'kept' : 'dead');
}

function toWhere({ appId, state, consumer, ids, limit }: EventQuery): {
  readonly sql: string;
  readonly values: SqlValue[];
} {
  const values: SqlValue[] = [limit];
  const bind = (value: SqlValue): string => {
    values.push(value);
    return `$${values.length}`;
  };
  const parts: string[] = [];
  if (appId !== undefined) parts.push(`app_id = ${bind(appId)}`);
  if (ids !== undefined) parts.push(ids.length === 0 ? '1 = 0' : `event_id IN (${ids.map(bind).join(', ')})`);
  const mine = consumer === undefined ? '' : ` AND consumer = ${bind(consumer)}`;
  if (state === 'kept') parts.push(`NOT EXISTS (${anyDelivery}) AND error IS NULL`);
  else if (state !== undefined) {
    const has = `EXISTS (${anyDelivery} AND state = ${bind(state)}${mine})`;
    const isUnreadable = `(error IS NOT NULL AND NOT EXISTS (${anyDelivery}))`;
    parts.push(state === 'dead' && consumer === undefined ? `(${has} OR ${isUnreadable})` : has);
  }
  if (consumer !== undefined && (state === undefined || state === 'kept')) parts.push(`EXISTS (${anyDelivery}${mine})`);
  return { sql: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}
