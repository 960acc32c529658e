import type { StoredEventFilter } from '../../model/service/event-table.ts';
import type { Access } from './access.ts';
import { whereSql } from './conditions.ts';
import { deliveryConditions, eventConditions } from './event-conditions.ts';

/** How many events the filter lets through. What nearly all events have is counted in one table: joins of two large ones take too long. */
export async function countEvents(access: Access, filter: StoredEventFilter): Promise<number> {
  const { state, consumer, since, until } = filter;
  // Deliveries have no time of receipt.
  if (since !== undefined || until !== undefined) return await countRows(access, filter);
  if (state === 'kept') return consumer === undefined ? await countKept(access, filter) : 0;
  if (consumer !== undefined) return await countDeliveries(access, filter);
  if (state === 'done' || state === 'pending') return await countWanted(access, filter);
  return await countRows(access, filter);
}

async function countRows(access: Access, filter: StoredEventFilter): Promise<number> {
  const { sql, values } = whereSql(eventConditions(filter));
  return await count(access, `SELECT count(*) AS total FROM events ${sql}`, values);
}

/** Of one consumer an event has one. */
async function countDeliveries(access: Access, filter: StoredEventFilter): Promise<number> {
  const { sql, values } = whereSql(deliveryConditions(filter));
  return await count(access, `SELECT count(*) AS total FROM deliveries ${sql}`, values);
}

/** Events with a delivery. */
async function countWanted(access: Access, filter: StoredEventFilter): Promise<number> {
  const { sql, values } = whereSql(deliveryConditions(filter));
  // In the order of the primary key: grouping them would take thrice as long.
  return await count(access, `SELECT count(DISTINCT event_seq) AS total FROM deliveries ${sql}`, values);
}

async function countKept(access: Access, { state: _, ...filter }: StoredEventFilter): Promise<number> {
  const unreadable = whereSql([
    ...eventConditions(filter),
    { sql: 'error IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event_seq = seq)' },
  ]);
  const unread = await count(access, `SELECT count(*) AS total FROM events ${unreadable.sql}`, unreadable.values);
  return (await countRows(access, filter)) - (await countWanted(access, filter)) - unread;
}

async function count(access: Access, sql: string, values: Parameters<Access['rows']>[1]): Promise<number> {
  const [row] = await access.rows(sql, values);
  return Number(row?.total ?? 0);
}
