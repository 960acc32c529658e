import type { Registration } from '../model/inbox.ts';
import { ConsumerIndex } from './consumer-index.ts';
import type { Connection, Database, Lock } from './database.ts';
import { parseFilter, toCondition, toFilterText } from './filter-sql.ts';

/** Held while a caller relies on the consumers that it has read, so that no event misses a consumer that registers meanwhile. */
export const readingConsumers: Lock = { name: 'consumers', isShared: true };
const changingConsumers: Lock = { name: 'consumers' };

/** Who is registered, remembered for as long as it does not change. */
export class Consumers {
  readonly #database: Database;
  #known: { readonly revision: number; readonly index: ConsumerIndex } | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** For a transaction under `readingConsumers`. */
  async load(connection: Connection): Promise<ConsumerIndex> {
    const [row] = await connection.rows('SELECT revision FROM consumer_revision');
    const revision = Number(row?.revision);
    if (this.#known?.revision === revision) return this.#known.index;
    const rows = await connection.rows('SELECT name, filter FROM consumers ORDER BY name');
    const index = new ConsumerIndex(
      rows.map(({ name, filter }) => ({ name: String(name), filter: parseFilter(String(filter)) })),
    );
    this.#known = { revision, index };
    return index;
  }

  async register({ name, filter, from }: Registration, now: number): Promise<number> {
    const text = toFilterText(filter);
    const isKnown = async (connection: Connection): Promise<boolean> => {
      const [row] = await connection.rows('SELECT filter FROM consumers WHERE name = $1', [name]);
      return row?.filter === text;
    };
    // A process that starts must not wait for one that stores events.
    if (await isKnown(this.#database)) return 0;
    return await this.#database.transaction(async (connection) => {
      if (await isKnown(connection)) return 0;
      await connection.run(
        `INSERT INTO consumers (name, filter, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET filter = excluded.filter`,
        [name, text, now],
      );
      await connection.run('UPDATE consumer_revision SET revision = revision + 1');
      if (from === 'now') return 0;
      const fits = toCondition(filter, 3);
      return await connection.run(
        `INSERT INTO deliveries (event_seq, consumer, app_id, tenant_key, type, order_key, state, finished_at, last_error)
         SELECT seq, $1, app_id, tenant_key, type, order_key, CASE WHEN error IS NULL THEN 'pending' ELSE 'dead' END,
           CASE WHEN error IS NULL THEN NULL ELSE received_at END, error
         FROM events WHERE received_at >= $2 AND ${fits.sql}
           AND NOT EXISTS (SELECT 1 FROM deliveries AS given WHERE given.event_seq = events.seq AND given.consumer = $1)`,
        [name, from, ...fits.values],
      );
    }, changingConsumers);
  }

  async unregister(name: string): Promise<void> {
    await this.#database.transaction(async (connection) => {
      await connection.run('DELETE FROM consumers WHERE name = $1', [name]);
      await connection.run('DELETE FROM deliveries WHERE consumer = $1', [name]);
      await connection.run('UPDATE consumer_revision SET revision = revision + 1');
    }, changingConsumers);
  }
}
