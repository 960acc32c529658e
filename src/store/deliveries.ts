import type { ClaimedEvent } from '../model/event.ts';
import type { Claim, Failure, LeaseHolder, Replay } from '../model/inbox.ts';
import { inBatches } from '../util/in-batches.ts';
import type { Connection, Database, SqlRow, SqlValue } from './database.ts';
import { toStoredEvent } from './rows.ts';
import { placeholders } from './sql-text.ts';

/** Enough for a statement of either database, and few enough to be quick. */
const batchSize = 500;
/** In the words of the index `deliveries_busy`, which SQLite uses only then. */
const isBusy = `state = 'pending' AND (lease_until > 0 OR next_at > 0)`;
const unleased = 'lease_owner = NULL, lease_until = 0';

/** What consumers do with their deliveries. */
export class Deliveries {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The claims of one consumer for one app go one after another, so that none sees half of another; they take milliseconds. */
  async claim(claim: Claim): Promise<ClaimedEvent[]> {
    const { consumer, appId } = claim;
    return await this.#database.transaction((connection) => this.#claim(claim, connection), {
      name: `claims/${consumer}/${appId}`,
    });
  }

  async #claim(
    { consumer, owner, leaseMs, limit, appId, tenantKey, now }: Claim,
    connection: Connection,
  ): Promise<ClaimedEvent[]> {
    const skip = this.#database.dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '';
    const rows = await connection.rows(
      `WITH due AS (
         SELECT event_seq FROM deliveries AS mine
         WHERE consumer = $1 AND app_id = $2 AND state = 'pending' AND next_at <= $3 AND lease_until <= $3
           ${tenantKey === undefined ? '' : 'AND tenant_key = $7'}
           AND (order_key IS NULL OR NOT EXISTS (
             SELECT 1 FROM deliveries
             WHERE consumer = $1 AND app_id = $2 AND order_key = mine.order_key AND ${isBusy}
               AND (lease_until > $3 OR (next_at > $3 AND event_seq < mine.event_seq))))
         ORDER BY event_seq LIMIT $4 ${skip})
       UPDATE deliveries SET lease_owner = $5, lease_until = $6, attempts = attempts + 1
       WHERE consumer = $1 AND event_seq IN (SELECT event_seq FROM due)
       RETURNING event_seq, attempts`,
      [consumer, appId, now, limit, owner, now + leaseMs, ...(tenantKey === undefined ? [] : [tenantKey])],
    );
    const attempts = new Map(rows.map((row) => [Number(row.event_seq), Number(row.attempts)]));
    const events: SqlRow[] = [];
    for (const some of inBatches([...attempts.keys()], batchSize))
      events.push(...(await connection.rows(`SELECT * FROM events WHERE seq IN (${placeholders(some.length)})`, some)));
    return events
      .map(toStoredEvent)
      .map((event) => ({ ...event, attempts: attempts.get(event.seq) ?? 1 }))
      .sort((left, right) => left.seq - right.seq);
  }

  async complete(seqs: readonly number[], holder: LeaseHolder & { readonly now: number }): Promise<number> {
    return await this.#finish(seqs, holder, `state = 'done', finished_at = $3, last_error = NULL`, [holder.now]);
  }

  async fail(seqs: readonly number[], failure: Failure): Promise<number> {
    const { error, nextAt, now } = failure;
    const text = JSON.stringify(error);
    return nextAt === undefined
      ? await this.#finish(seqs, failure, `state = 'dead', finished_at = $3, last_error = $4`, [now, text])
      : await this.#finish(seqs, failure, 'next_at = $3, last_error = $4', [nextAt, text]);
  }

  async release(seqs: readonly number[], holder: LeaseHolder): Promise<number> {
    return await this.#finish(seqs, holder, 'attempts = attempts - 1', []);
  }

  async leaseOwners(now: number): Promise<string[]> {
    const rows = await this.#database.rows(
      `SELECT DISTINCT lease_owner FROM deliveries WHERE ${isBusy} AND lease_until > $1`,
      [now],
    );
    return rows.map((row) => String(row.lease_owner));
  }

  async releaseLeases(owners: readonly string[]): Promise<void> {
    if (owners.length === 0) return;
    await this.#database.run(
      `UPDATE deliveries SET attempts = attempts - 1, ${unleased}
       WHERE ${isBusy} AND lease_owner IN (${placeholders(owners.length)})`,
      owners,
    );
  }

  async replay({ events, consumer }: Replay): Promise<number> {
    const reset = `UPDATE deliveries SET state = 'pending', attempts = 0, next_at = 0, finished_at = NULL, ${unleased}`;
    const values = consumer === undefined ? [] : [consumer];
    const mine = (at: number): string => (consumer === undefined ? '' : `AND consumer = $${at}`);
    if (events === 'dead') return await this.#database.run(`${reset} WHERE state = 'dead' ${mine(1)}`, values);
    return await this.#database.transaction(async (connection) => {
      let count = 0;
      for (const some of inBatches([...new Set(events)], batchSize)) {
        const which = `SELECT seq FROM events WHERE event_id IN (${placeholders(some.length)})`;
        const sql = `${reset} WHERE event_seq IN (${which}) ${mine(some.length + 1)}`;
        count += await connection.run(sql, [...some, ...values]);
      }
      return count;
    });
  }

  /** Ends a lease. Without the lease nothing changes: another process works on it, or a person has put it back. */
  async #finish(
    seqs: readonly number[],
    { consumer, owner }: LeaseHolder,
    changes: string,
    values: readonly SqlValue[],
  ): Promise<number> {
    if (seqs.length === 0) return 0;
    return await this.#database.transaction(async (connection) => {
      let count = 0;
      for (const some of inBatches(seqs, batchSize)) {
        const sql = `UPDATE deliveries SET ${changes}, ${unleased}
          WHERE consumer = $1 AND lease_owner = $2 AND state = 'pending'
            AND event_seq IN (${placeholders(some.length, 3 + values.length)})`;
        count += await connection.run(sql, [consumer, owner, ...values, ...some]);
      }
      return count;
    });
  }
}
