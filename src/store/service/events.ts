import type { EventState } from '../../model/event.ts';
import type { RegisteredReceiver } from '../../model/event-store.ts';
import type { Message } from '../../model/message.ts';
import type {
  BodySearch,
  DeliveryChoice,
  EventStanding,
  EventTable,
  EventTypeCount,
  FoundEvents,
  ListedDelivery,
  ListedEvent,
  StoredEventFilter,
} from '../../model/service/event-table.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import { isObject, type JsonObject, tryParseJson } from '../../util/json.ts';
import { isLeased } from '../claim-deliveries.ts';
import type { SqlRow } from '../database.ts';
import { receiverColumns, toDelivery, toLastError, toRegisteredReceiver, toStoredEvent } from '../rows.ts';
import type { Access } from './access.ts';
import { changeDeliveries, countDeliveries, putBack } from './change-deliveries.ts';
import { where, whereSql } from './conditions.ts';
import { eventConditions, eventParts } from './event-conditions.ts';
import { countEvents } from './event-totals.ts';
import { findKept, isKeptFilter, type KeptEvents } from './kept-events.ts';
import { readCursor, writeCursor } from './page-rows.ts';
import { toStoredJson } from './stored-json.ts';

const columns =
  'seq, app_id, tenant_key, event_id, type, order_key, via, created_at, received_at, actor_id, chat_id, error';
const cursorId = 'ev';
const isDead = `state = 'dead'`;
/** Nobody works on it. */
const isFree = ({ now }: Pick<DeliveryChoice, 'now'>): string =>
  `(state <> 'pending' OR NOT ${isLeased(`${Math.trunc(now)}`)})`;

/** Tables `events`, `deliveries` and `receivers` of the inbox, which lies in the same schema. */
export class SqlEvents implements EventTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async page({ limit, cursor }: PageRequest, filter: StoredEventFilter): Promise<Page<ListedEvent>> {
    const before = cursor === undefined ? undefined : readCursor(cursor).at;
    const total = await countEvents(this.#access, filter);
    const { seqs, goesOnAt } = await this.#find(filter, { before, limit: limit + 1 });
    const shown = seqs.slice(0, limit);
    const found = await this.#access.rows(
      `SELECT ${columns} FROM events WHERE seq = ANY (ARRAY(SELECT json_array_elements_text($1::json)::bigint)) ORDER BY seq DESC`,
      [toStoredJson(shown)],
    );
    const last = seqs.length > limit ? shown.at(-1) : goesOnAt;
    const next = last === undefined ? undefined : writeCursor({ at: last, id: cursorId });
    return { items: await this.#withDeliveries(found), next, ...total };
  }

  /** By indexes alone: the rows of those that a filter passes over are many megabytes. */
  async #find(
    filter: StoredEventFilter,
    part: { readonly before: number | undefined; readonly limit: number },
  ): Promise<Pick<KeptEvents, 'seqs' | 'goesOnAt'>> {
    if (isKeptFilter(filter)) return await findKept(this.#access, filter, part);
    const seqs: number[] = [];
    for (const conditions of eventParts(filter, part.before)) {
      const { sql, values } = whereSql(conditions);
      const found = `SELECT seq FROM events ${sql} ORDER BY seq DESC LIMIT ${Math.trunc(part.limit)}`;
      seqs.push(...(await this.#access.rows(found, values)).map(({ seq }) => Number(seq)));
    }
    return { seqs: seqs.toSorted((a, b) => b - a).slice(0, part.limit), goesOnAt: undefined };
  }

  async search(
    { limit, cursor }: PageRequest,
    filter: StoredEventFilter,
    { text, depth }: BodySearch,
  ): Promise<FoundEvents> {
    const before = cursor === undefined ? undefined : readCursor(cursor).at;
    const part = whereSql(eventConditions(filter, before), [JSON.stringify(text).slice(1, -1), text]);
    const rows = await this.#access.rows(
      `WITH looked AS MATERIALIZED (SELECT ${columns}, body FROM events ${part.sql} ORDER BY seq DESC LIMIT ${Math.trunc(depth)})
       SELECT amount, oldest, found.* FROM (SELECT count(*) AS amount, min(seq) AS oldest FROM looked) AS figures
       LEFT JOIN LATERAL (SELECT ${columns} FROM looked WHERE strpos(lower(body), lower($1)) > 0 OR event_id = $2
         ORDER BY seq DESC LIMIT ${Math.trunc(limit) + 1}) AS found ON TRUE ORDER BY seq DESC`,
      part.values,
    );
    const found = rows.filter(({ seq }) => seq !== null);
    const items = await this.#withDeliveries(found.slice(0, limit));
    const looked = Number(rows[0]?.amount ?? 0);
    const last = found.length > limit ? items.at(-1)?.seq : looked < depth ? undefined : Number(rows[0]?.oldest);
    return { items, next: last === undefined ? undefined : writeCursor({ at: last, id: cursorId }), looked };
  }

  async find(seq: number): Promise<ListedEvent | undefined> {
    const rows = await this.#access.rows(`SELECT ${columns} FROM events WHERE seq = $1`, [seq]);
    return (await this.#withDeliveries(rows))[0];
  }

  async body(seq: number): Promise<JsonObject | undefined> {
    const [row] = await this.#access.rows('SELECT body FROM events WHERE seq = $1', [seq]);
    const body = row === undefined ? undefined : tryParseJson(String(row.body));
    return isObject(body) ? body : undefined;
  }

  async types(appId?: string): Promise<readonly EventTypeCount[]> {
    const { sql, values } = whereSql(where('app_id = ?', appId));
    const counted = `SELECT type, count(*) AS count, max(received_at) AS last_at FROM events ${sql} GROUP BY type ORDER BY type`;
    const rows = await this.#access.rows(counted, values);
    return rows.map(({ type, count, last_at: at }) => ({
      type: String(type),
      count: Number(count),
      lastReceivedAt: Number(at),
    }));
  }

  async steerable(
    what: 'replay' | 'dead',
    choice: DeliveryChoice,
  ): Promise<{ readonly deliveries: number; readonly events: number }> {
    return await countDeliveries(this.#access, choice, what === 'dead' ? isDead : isFree(choice));
  }

  async replay(choice: DeliveryChoice): Promise<number> {
    const change = { which: isFree(choice), sql: putBack };
    return await this.#change(choice, { ...change, values: [choice.now] });
  }

  async retry(choice: DeliveryChoice): Promise<number> {
    return await this.#change(choice, { which: isDead, sql: putBack, values: [choice.now] });
  }

  async discard({ why, ...choice }: DeliveryChoice & { readonly why: Message }): Promise<number> {
    const sql = `state = 'done', finished_at = $3, last_error = $4`;
    return await this.#change(choice, { which: isDead, sql, values: [choice.now, toStoredJson(why)] });
  }

  async receivers(appId?: string): Promise<readonly RegisteredReceiver[]> {
    const { sql, values } = whereSql(where('app_id = ?', appId));
    const columns = receiverColumns('postgres');
    const rows = await this.#access.rows(`SELECT ${columns} FROM receivers ${sql} ORDER BY owner`, values);
    return rows.flatMap(toRegisteredReceiver);
  }

  async lastSeen(actorIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#access.rows(
      `SELECT id, received_at FROM json_array_elements_text($1::json) AS wanted (id) CROSS JOIN LATERAL
         (SELECT received_at FROM events WHERE actor_id = id ORDER BY seq DESC LIMIT 1) AS last`,
      [JSON.stringify(actorIds)],
    );
    return new Map(rows.map(({ id, received_at: at }) => [String(id), Number(at)]));
  }

  async standing(appId: string): Promise<EventStanding> {
    const last = 'SELECT received_at AS at FROM events WHERE app_id = $1 ORDER BY seq DESC LIMIT 1';
    // By the index of each consumer, however much has been done.
    const oldest = `SELECT received_at AS at FROM events WHERE seq = (SELECT min(first) FROM consumers
      CROSS JOIN LATERAL (SELECT min(event_seq) AS first FROM deliveries
        WHERE consumer = name AND app_id = $1 AND state = 'pending') AS waiting)`;
    const [lastRow] = await this.#access.rows(last, [appId]);
    const [oldestRow] = await this.#access.rows(oldest, [appId]);
    const [ticketRow] = await this.#access.rows('SELECT created_at AS at FROM tickets WHERE app_id = $1', [appId]);
    return { lastReceivedAt: timeOf(lastRow), oldestWaitingAt: timeOf(oldestRow), ticketAt: timeOf(ticketRow) };
  }

  async #change(choice: DeliveryChoice, change: Parameters<typeof changeDeliveries>[2]): Promise<number> {
    return await this.#access.write((connection) => changeDeliveries(connection, choice, change));
  }

  async #withDeliveries(rows: readonly SqlRow[]): Promise<ListedEvent[]> {
    const sql = `SELECT * FROM deliveries WHERE event_seq IN (SELECT json_array_elements_text($1::json)::bigint) ORDER BY event_seq, consumer`;
    const seqs = rows.map(({ seq }) => Number(seq));
    const deliveries = seqs.length === 0 ? [] : await this.#access.rows(sql, [toStoredJson(seqs)]);
    const bySeq = Map.groupBy(deliveries, (row) => Number(row.event_seq));
    return rows.map((row) => toListed(row, (bySeq.get(Number(row.seq)) ?? []).map(toListedDelivery)));
  }
}

const timeOf = (row: SqlRow | undefined): number | undefined => (row === undefined ? undefined : Number(row.at));

function toListedDelivery(row: SqlRow): ListedDelivery {
  return { ...toDelivery(row), leasedUntil: Number(row.lease_until) };
}

function toListed(row: SqlRow, deliveries: readonly ListedDelivery[]): ListedEvent {
  const { body: _, ...event } = toStoredEvent(row);
  const worst = (['dead', 'pending', 'done'] as const).find((state) => deliveries.some((one) => one.state === state));
  const state: EventState = worst ?? (row.error === null ? 'kept' : 'dead');
  const failed = deliveries.find((one) => one.lastError !== null && one.state !== 'done');
  const { lastError, zh } = failed ?? toLastError(row.error);
  return { ...event, state, lastError, ...(zh === undefined ? {} : { zh }), deliveries };
}
