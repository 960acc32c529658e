import type { StoredEventFilter } from '../../model/service/event-table.ts';
import { type Condition, where } from './conditions.ts';

const anyDelivery = 'SELECT 1 FROM deliveries WHERE event_seq = events.seq';
const isUnreadable = 'error IS NOT NULL';

/** Conditions on rows of `events`, those with a number below `before`. */
export function eventConditions(filter: StoredEventFilter, before?: number): readonly Condition[] {
  return [
    ...where('seq < ?', before),
    ...where('app_id = ?', filter.appId),
    ...where('tenant_key = ?', filter.tenantKey),
    ...where('type = ?', filter.type),
    ...where('actor_id = ?', filter.actorId),
    ...where('chat_id = ?', filter.chatId),
    ...where('received_at >= ?', filter.since),
    ...where('received_at < ?', filter.until),
    ...stateConditions(filter, before),
    ...decisionConditions(filter, { seq: 'events.seq', before }),
  ];
}

/**
 * The same as conditions of which each finds other events, all in the order of an index: dead are those with a dead delivery, and those without
 * one that cannot be read.
 */
export function eventParts(filter: StoredEventFilter, before?: number): readonly (readonly Condition[])[] {
  const { state, consumer, ...others } = filter;
  if (state !== 'dead' || consumer !== undefined) return [eventConditions(filter, before)];
  const below = before === undefined ? '' : ` AND event_seq < ${Math.trunc(before)}`;
  const isDead = { sql: `seq IN (SELECT event_seq FROM deliveries WHERE state = 'dead'${below})` };
  const isUnread = { sql: `${isUnreadable} AND NOT EXISTS (${anyDelivery})` };
  return [isDead, isUnread].map((condition) => [...eventConditions(others, before), condition]);
}

function stateConditions({ state, consumer }: StoredEventFilter, before: number | undefined): readonly Condition[] {
  // Postgres does not conclude it from `seq`, and would read all newer deliveries for each page.
  const below = before === undefined ? '' : ` AND event_seq < ${Math.trunc(before)}`;
  const mine = below + (consumer === undefined ? '' : ' AND consumer = ?');
  const having = (which: string): Condition => ({
    sql: `seq IN (SELECT event_seq FROM deliveries WHERE ${which}${mine})`,
    ...(consumer === undefined ? {} : { value: consumer }),
  });
  if (state === undefined) return consumer === undefined ? [] : [having('TRUE')];
  if (state === 'kept') {
    // With a consumer none is kept.
    return [
      { sql: `NOT EXISTS (${anyDelivery}${below}) AND error IS NULL` },
      ...(consumer === undefined ? [] : [having('TRUE')]),
    ];
  }
  if (state !== 'dead' || consumer !== undefined) return [having(`state = '${state}'`)];
  // Each half by its own index.
  const unreadable = `SELECT seq FROM events WHERE ${isUnreadable} AND NOT EXISTS (${anyDelivery})`;
  return [{ sql: `seq IN (SELECT event_seq FROM deliveries WHERE state = 'dead' UNION ALL ${unreadable})` }];
}

/** What was decided, by indexes of which each is in the order of events. `seq`: the column with the number of the event. */
export function decisionConditions(
  { decision, decisionCode, triggerId }: StoredEventFilter,
  { seq, before }: { readonly seq: string; readonly before?: number | undefined },
): readonly Condition[] {
  const isMine = triggerId === undefined ? [] : ['trigger_id = ?'];
  const value = triggerId === undefined ? {} : { value: triggerId };
  if (decision === 'none' && decisionCode !== undefined) return [{ sql: 'FALSE' }];
  if (decision === 'none') {
    const of = [`event_seq = ${seq}`, ...isMine].join(' AND ');
    return [
      {
        sql: `NOT EXISTS (SELECT 1 FROM ${triggerId === undefined ? 'decisions' : 'tried_triggers'} WHERE ${of})`,
        ...value,
      },
    ];
  }
  const below = before === undefined ? [] : [`event_seq < ${Math.trunc(before)}`];
  const among = (table: string, which: readonly string[]): string =>
    `${seq} IN (SELECT event_seq FROM ${table} WHERE ${[...which, ...below].join(' AND ')})`;
  const hasOutcome = decision === undefined ? [] : [`outcome = '${decision}'`];
  const hasCode = decisionCode === undefined ? [] : [`code = '${decisionCode}'`];
  if (triggerId !== undefined)
    return [{ sql: among('tried_triggers', [...isMine, ...hasOutcome, ...hasCode]), ...value }];
  return [
    ...(decision === undefined ? [] : [{ sql: among('decisions', hasOutcome) }]),
    ...(decisionCode === undefined ? [] : [{ sql: among('tried_triggers', hasCode) }]),
  ];
}

/** Conditions on rows of `deliveries`, which have no time of receipt of their own. */
export function deliveryConditions(filter: StoredEventFilter): readonly Condition[] {
  const { appId, tenantKey, type, actorId, chatId, state, consumer, since, until } = filter;
  const ofEvent = (sql: string, value: number | string | undefined): readonly Condition[] =>
    where(`EXISTS (SELECT 1 FROM events WHERE seq = event_seq AND ${sql})`, value);
  return [
    ...where('app_id = ?', appId),
    ...where('tenant_key = ?', tenantKey),
    ...where('type = ?', type),
    ...where('state = ?', state),
    ...where('consumer = ?', consumer),
    ...ofEvent('actor_id = ?', actorId),
    ...ofEvent('chat_id = ?', chatId),
    ...ofEvent('received_at >= ?', since),
    ...ofEvent('received_at < ?', until),
    ...decisionConditions(filter, { seq: 'deliveries.event_seq' }),
  ];
}
