import type { StoredEventFilter } from '../../model/service/event-table.ts';
import { mostCounted, type Total, totalOf } from '../../model/service/page.ts';
import type { Access } from './access.ts';
import { whereSql } from './conditions.ts';
import { deliveryConditions, eventParts } from './event-conditions.ts';
import { findKept, isKeptFilter } from './kept-events.ts';
import { countUpTo } from './page-rows.ts';

/** How many events the filter lets through. What only deliveries tell is counted in their table; else the filters of events leave few to be joined. */
export async function countEvents(access: Access, filter: StoredEventFilter): Promise<Total> {
  const { state, consumer, ...ofEvents } = filter;
  if (isKeptFilter(filter)) return await countKept(access, filter);
  if (state === 'kept') return totalOf(0);
  if (Object.values(ofEvents).some((value) => value !== undefined)) return await countRows(access, filter);
  if (consumer !== undefined) return await countDeliveries(access, filter, '1');
  // In the order of an index: grouping them would take thrice as long.
  if (state === 'dead') return await countDead(access, filter);
  if (state !== undefined) return await countDeliveries(access, filter, 'DISTINCT event_seq');
  return await countRows(access, filter);
}

async function countRows(access: Access, filter: StoredEventFilter): Promise<Total> {
  return await countParts(access, eventParts(filter));
}

async function countParts(access: Access, parts: ReturnType<typeof eventParts>): Promise<Total> {
  let counted = 0;
  for (const conditions of parts) {
    const { sql, values } = whereSql(conditions);
    const { total, totalIsAtLeast } = await countUpTo(access, `SELECT 1 FROM events ${sql}`, values);
    if (totalIsAtLeast) return { total, totalIsAtLeast };
    counted += total;
  }
  return totalOf(counted);
}

async function countDead(access: Access, filter: StoredEventFilter): Promise<Total> {
  const [, unread = []] = eventParts(filter);
  const letters = await countDeliveries(access, filter, 'DISTINCT event_seq');
  const others = await countParts(access, [unread]);
  const isAtLeast = letters.totalIsAtLeast || others.totalIsAtLeast;
  return isAtLeast ? { total: mostCounted, totalIsAtLeast: true } : totalOf(letters.total + others.total);
}

/** Of one consumer an event has one; else `what` tells them apart. */
async function countDeliveries(access: Access, filter: StoredEventFilter, what: string): Promise<Total> {
  const { sql, values } = whereSql(deliveryConditions(filter));
  return await countUpTo(access, `SELECT ${what} FROM deliveries ${sql}`, values);
}

async function countKept(access: Access, filter: StoredEventFilter): Promise<Total> {
  const { count, goesOnAt } = await findKept(access, filter, { limit: 1 });
  return { total: count, totalIsAtLeast: goesOnAt !== undefined };
}
