import type { ClaimedEvent } from '../model/event.ts';
import type { Claim, Failure, LeaseHolder, Replay } from '../model/inbox.ts';
import { inBatches } from '../util/in-batches.ts';
import { claimDeliveries, claimLock, isBusy, unleased } from './claim-deliveries.ts';
import type { Connection, Database, Lock, SqlValue } from './database.ts';
import { letOthersIn, stepSize } from './let-others-in.ts';
import { batchSize, placeholders } from './sql-text.ts';
import { storeNow } from './store-now.ts';

interface Changes {
  readonly sql: string;
  /** `$3` and what follows. */
  readonly values: readonly SqlValue[];
  /** Where it changes which event comes next. */
  readonly lock?: Lock;
}

interface ResetDeliveries {
  /** Numbers, or a query for them. */
  readonly seqs: string;
  /** `$2`, the time, and what `seqs` takes. */
  readonly values: readonly SqlValue[];
  readonly which?: string;
}

/** What consumers do with their deliveries. */
export class Deliveries {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async claim(claim: Claim): Promise<ClaimedEvent[]> {
    const lock = claimLock(claim.consumer);
    // A lease that is lost with the machine of the database is taken again, by whoever comes.
    return await this.#database.transaction((connection) => claimDeliveries(claim, connection), lock, 'soon');
  }

  /** `now`: by the clock of the store where it says so. */
  async complete(seqs: readonly number[], holder: LeaseHolder & { readonly now: number | 'store' }): Promise<number> {
    const { now } = holder;
    const [time, values] = now === 'store' ? [storeNow[this.#database.dialect], []] : ['$3', [now]];
    return await this.#finish(seqs, holder, {
      sql: `state = 'done', finished_at = ${time}, last_error = NULL`,
      values,
    });
  }

  async fail(seqs: readonly number[], failure: Failure): Promise<number> {
    const { error, nextAt, now } = failure;
    const how = nextAt === undefined ? `state = 'dead', finished_at = $3` : 'next_at = $3, unanswered = 0';
    const values = [nextAt ?? now, JSON.stringify(error)];
    const lock = claimLock(failure.consumer);
    return await this.#finish(seqs, failure, { sql: `${how}, last_error = $4`, values, lock });
  }

  async release(seqs: readonly number[], holder: LeaseHolder): Promise<number> {
    const lock = claimLock(holder.consumer);
    return await this.#finish(seqs, holder, { sql: 'attempts = attempts - 1, unanswered = 0', values: [], lock });
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
      `UPDATE deliveries SET ${unleased} WHERE ${isBusy} AND lease_owner IN (${placeholders(owners.length)})`,
      owners,
    );
  }

  async replay({ consumer, ...replay }: Replay): Promise<number> {
    const names = await this.#database.rows('SELECT name FROM consumers ORDER BY name');
    const consumers = consumer === undefined ? names.map(({ name }) => String(name)) : [consumer];
    let count = 0;
    for (const one of consumers) count += await this.#replayFor(one, replay);
    return count;
  }

  async #replayFor(consumer: string, { events, appId, now }: Omit<Replay, 'consumer'>): Promise<number> {
    if (events === 'dead') return await this.#replayDead(consumer, appId, now);
    let count = 0;
    for (const some of inBatches([...new Set(events)], batchSize)) {
      const which = `SELECT seq FROM events WHERE app_id = $3 AND event_id IN (${placeholders(some.length, 4)})`;
      count += await this.#reset(consumer, { seqs: which, values: [now, appId, ...some] });
    }
    return count;
  }

  /** In small transactions: claims wait meanwhile. Each letter once, though it may die again before the last is put back. */
  async #replayDead(consumer: string, appId: string, now: number): Promise<number> {
    let count = 0;
    let after = 0;
    for (;;) {
      const dead = await this.#database.rows(
        `SELECT event_seq FROM deliveries WHERE consumer = $1 AND app_id = $2 AND state = 'dead' AND event_seq > $3
         ORDER BY event_seq LIMIT ${stepSize}`,
        [consumer, appId, after],
      );
      const seqs = dead.map(({ event_seq }) => Number(event_seq));
      if (seqs.length > 0) {
        const these = { seqs: placeholders(seqs.length, 3), values: [now, ...seqs], which: `state = 'dead'` };
        count += await this.#reset(consumer, these);
      }
      if (seqs.length < stepSize) return count;
      after = seqs.at(-1) ?? after;
      await letOthersIn();
    }
  }

  async #reset(consumer: string, { seqs, values, which = 'TRUE' }: ResetDeliveries): Promise<number> {
    const sql = `UPDATE deliveries SET state = 'pending', attempts = 0, unanswered = 0, next_at = 0, replayed_at = $2,
      finished_at = NULL, ${unleased} WHERE consumer = $1 AND ${which} AND event_seq IN (${seqs})`;
    return await this.#database.transaction(({ run }) => run(sql, [consumer, ...values]), claimLock(consumer));
  }

  /** Ends a lease. Without the lease nothing changes: another process works on it, or a person has put it back. */
  async #finish(
    seqs: readonly number[],
    { consumer, owner }: LeaseHolder,
    { sql: changes, values, lock }: Changes,
  ): Promise<number> {
    if (seqs.length === 0) return 0;
    const sqlFor = (count: number): string => `UPDATE deliveries SET ${changes}, ${unleased}
          WHERE consumer = $1 AND lease_owner = $2 AND state = 'pending'
            AND event_seq IN (${placeholders(count, 3 + values.length)})`;
    const finish = async ({ run }: Pick<Connection, 'run'>, some: readonly number[]): Promise<number> =>
      await run(sqlFor(some.length), [consumer, owner, ...values, ...some]);
    const database = this.#database;
    // By one statement, without the messages of a transaction. That something is done may be forgotten: doing it again changes nothing.
    if (lock === undefined && seqs.length <= batchSize)
      return await finish({ run: (sql, given) => database.runSoon(sql, given) }, seqs);
    return await database.transaction(async (connection) => {
      let count = 0;
      for (const some of inBatches(seqs, batchSize)) count += await finish(connection, some);
      return count;
    }, lock);
  }
}
