import type { EventState, InboxEvent, ReceivedEvent } from '../model/event.ts';
import type { Claim, Inbox, InboxStats } from '../model/event-store.ts';
import type { Message } from '../model/message.ts';
import { inBatches } from '../util/in-batches.ts';
import type { Connection, Database, SqlValue } from './database.ts';
import { toInboxEvent } from './rows.ts';

const columns =
  'app_id, tenant_key, dedup_key, event_id, type, order_key, via, created_at, received_at, body, state, finished_at, last_error';
/**
 * A statement for so many events. Few sizes, because SQLite keeps what was bound to a statement until it is used again, and Postgres
 * takes 65,535 parameters.
 */
const insertSizes = [64, 8, 1] as const;
const perEvent = columns.split(',').length;
/** The lag is that of so many events. */
const lagOf = 1_000;

function valuesOf(event: ReceivedEvent): SqlValue[] {
  const isOver = event.effect !== undefined || event.error !== undefined;
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
    JSON.stringify(event.body),
    event.error !== undefined ? 'dead' : event.effect === undefined ? 'pending' : 'done',
    isOver ? event.receivedAt : null,
    event.error === undefined ? null : JSON.stringify(event.error),
  ];
}

function list(count: number, from = 1): string {
  return Array.from({ length: count }, (_, at) => `$${from + at}`).join(', ');
}

function insertSql(events: number): string {
  const rows = Array.from({ length: events }, (_, at) => `(${list(perEvent, at * perEvent + 1)})`);
  return `INSERT INTO events (${columns}) VALUES ${rows.join(', ')} ON CONFLICT (app_id, dedup_key) DO NOTHING RETURNING app_id, dedup_key`;
}

function inSizes(events: readonly ReceivedEvent[]): (readonly ReceivedEvent[])[] {
  const batches: (readonly ReceivedEvent[])[] = [];
  let done = 0;
  for (const size of insertSizes)
    for (; events.length - done >= size; done += size) batches.push(events.slice(done, done + size));
  return batches;
}

const keyOf = (appId: unknown, dedupKey: unknown): string => `${String(appId)} ${String(dedupKey)}`;

/** The inbox, in SQLite or Postgres. */
export class SqlInbox implements Inbox {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async accept(events: readonly ReceivedEvent[]): Promise<boolean[]> {
    if (events.length === 0) return [];
    const fresh = await this.#database.transaction(async (connection) => {
      const inserted = new Set<string>();
      for (const some of inSizes(events)) {
        const rows = await connection.rows(insertSql(some.length), some.flatMap(valuesOf));
        for (const row of rows) inserted.add(keyOf(row.app_id, row.dedup_key));
      }
      for (const event of events) {
        if (event.effect !== undefined && inserted.has(keyOf(event.appId, event.dedupKey)))
          await apply(event, connection);
      }
      return inserted;
    });
    // Of two equal ones in the same call, the first was the new one.
    return events.map((event) => fresh.delete(keyOf(event.appId, event.dedupKey)));
  }

  async claim({ owner, leaseMs, limit, appId, tenantKey, now }: Claim): Promise<InboxEvent[]> {
    const tenant = tenantKey === undefined ? '' : 'AND tenant_key = $6';
    const values = [owner, now + leaseMs, now, appId, limit, ...(tenantKey === undefined ? [] : [tenantKey])];
    const rows = await this.#database.transaction(async (connection) => {
      await this.#database.lockClaims(connection);
      return await connection.rows(
        `UPDATE events SET lease_owner = $1, lease_until = $2, attempts = attempts + 1
         WHERE seq IN (
           SELECT seq FROM events AS mine
           WHERE state = 'pending' AND app_id = $4 ${tenant} AND next_at <= $3 AND lease_until <= $3
             AND NOT EXISTS (
               SELECT 1 FROM events AS earlier
               WHERE earlier.state = 'pending' AND earlier.app_id = mine.app_id AND earlier.order_key = mine.order_key
                 AND earlier.order_key IS NOT NULL AND earlier.seq < mine.seq
                 AND (earlier.next_at > $3 OR earlier.lease_until > $3))
           ORDER BY seq LIMIT $5)
         RETURNING *`,
        values,
      );
    });
    return rows.map(toInboxEvent).sort((left, right) => left.seq - right.seq);
  }

  async complete(seqs: readonly number[], now: number): Promise<void> {
    await this.#each(seqs, (some) => [
      `UPDATE events SET state = 'done', finished_at = $1, lease_owner = NULL, lease_until = 0, last_error = NULL WHERE seq IN (${list(some.length, 2)})`,
      [now, ...some],
    ]);
  }

  async fail(
    seqs: readonly number[],
    { error, nextAt, now }: { readonly error: Message; readonly nextAt?: number; readonly now: number },
  ): Promise<void> {
    const [state, finishedAt] = nextAt === undefined ? ['dead', now] : ['pending', null];
    await this.#each(seqs, (some) => [
      `UPDATE events SET state = $1, finished_at = $2, next_at = $3, last_error = $4, lease_owner = NULL, lease_until = 0 WHERE seq IN (${list(some.length, 5)})`,
      [state ?? 'dead', finishedAt ?? null, nextAt ?? 0, JSON.stringify(error), ...some],
    ]);
  }

  async release(seqs: readonly number[]): Promise<void> {
    await this.#each(seqs, (some) => [
      `UPDATE events SET attempts = attempts - 1, lease_owner = NULL, lease_until = 0 WHERE seq IN (${list(some.length)})`,
      [...some],
    ]);
  }

  async leaseOwners(now: number): Promise<string[]> {
    const rows = await this.#database.rows(
      `SELECT DISTINCT lease_owner FROM events WHERE state = 'pending' AND lease_until > $1`,
      [now],
    );
    return rows.map((row) => String(row.lease_owner));
  }

  async releaseLeases(owners: readonly string[]): Promise<void> {
    if (owners.length === 0) return;
    await this.#database.run(
      `UPDATE events SET attempts = attempts - 1, lease_owner = NULL, lease_until = 0
       WHERE state = 'pending' AND lease_owner IN (${list(owners.length)})`,
      [...owners],
    );
  }

  async list({
    state,
    limit,
  }: {
    readonly state?: EventState | undefined;
    readonly limit: number;
  }): Promise<InboxEvent[]> {
    const where = state === undefined ? '' : 'WHERE state = $2';
    const values = [limit, ...(state === undefined ? [] : [state])];
    const rows = await this.#database.rows(`SELECT * FROM events ${where} ORDER BY seq DESC LIMIT $1`, values);
    return rows.map(toInboxEvent);
  }

  async known(ids: readonly string[]): Promise<string[]> {
    const known: string[] = [];
    for (const some of inBatches([...new Set(ids)], 500)) {
      const sql = `SELECT DISTINCT event_id FROM events WHERE event_id IN (${list(some.length)})`;
      known.push(...(await this.#database.rows(sql, [...some])).map((row) => String(row.event_id)));
    }
    return known;
  }

  async replay(ids: readonly string[] | 'dead', now: number): Promise<number> {
    const reset = `UPDATE events SET state = 'pending', attempts = 0, next_at = $1, finished_at = NULL, lease_owner = NULL, lease_until = 0`;
    if (ids === 'dead') return await this.#database.run(`${reset} WHERE state = 'dead'`, [now]);
    return await this.#database.run(`${reset} WHERE event_id IN (${list(ids.length, 2)})`, [now, ...ids]);
  }

  async stats(): Promise<InboxStats> {
    const byType = await this.#database.rows(
      `SELECT type, sum(CASE WHEN state = 'pending' THEN 1 ELSE 0 END) AS pending,
         sum(CASE WHEN state = 'done' THEN 1 ELSE 0 END) AS done,
         sum(CASE WHEN state = 'dead' THEN 1 ELSE 0 END) AS dead FROM events GROUP BY type ORDER BY type`,
    );
    const types = byType.map((row) => ({
      type: String(row.type),
      pending: Number(row.pending),
      done: Number(row.done),
      dead: Number(row.dead),
    }));
    const [oldest] = await this.#database.rows(
      `SELECT received_at FROM events WHERE state = 'pending' ORDER BY seq LIMIT 1`,
    );
    const [last] = await this.#database.rows('SELECT received_at FROM events ORDER BY seq DESC LIMIT 1');
    const lags = await this.#database.rows(
      `SELECT finished_at - received_at AS lag FROM events WHERE state = 'done' AND attempts > 0 ORDER BY finished_at DESC LIMIT ${lagOf}`,
    );
    const sorted = lags.map(({ lag }) => Number(lag)).sort((left, right) => left - right);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return {
      pending: types.reduce((sum, { pending }) => sum + pending, 0),
      dead: types.reduce((sum, { dead }) => sum + dead, 0),
      types,
      oldestPendingAt: oldest === undefined ? null : Number(oldest.received_at),
      lastReceivedAt: last === undefined ? null : Number(last.received_at),
      lagMs: sorted.length === 0 ? null : { p50: at(0.5), p99: at(0.99) },
    };
  }

  async prune(before: number): Promise<number> {
    return await this.#database.run(`DELETE FROM events WHERE state = 'done' AND finished_at < $1`, [before]);
  }

  async #each(seqs: readonly number[], make: (some: readonly number[]) => [string, SqlValue[]]): Promise<void> {
    if (seqs.length === 0) return;
    await this.#database.transaction(async (connection) => {
      for (const some of inBatches(seqs, 500)) await connection.run(...make(some));
    });
  }
}

/** Tickets and installations may arrive late and out of order: an older one changes nothing. */
async function apply({ appId, tenantKey, createdAt, effect }: ReceivedEvent, connection: Connection): Promise<void> {
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
