import type { EventFilter } from '../model/event-filter.ts';
import type { Registration } from '../model/inbox.ts';
import { assertRegistration } from './assert-registration.ts';
import { backfill, unfinishedBackfills } from './backfill.ts';
import { ConsumerIndex } from './consumer-index.ts';
import type { Connection, Database, Lock, SqlRow } from './database.ts';
import { addedApps, parseFilter, toFilterText, widen } from './filter-sql.ts';
import { inSteps, stepSize } from './let-others-in.ts';

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

  /** @throws RecordError `store.value.refused` */
  async register(consumer: Registration, now: number): Promise<number> {
    assertRegistration(consumer);
    // A process that starts must not wait for one that stores events.
    const known = await find(consumer.name, this.#database);
    if (known !== undefined && known.filter === wantedFilter(consumer, known) && known.backfill_from === null) return 0;
    await this.#database.transaction((connection) => save(consumer, now, connection), changingConsumers);
    return await backfill(this.#database, consumer.name, changingConsumers);
  }

  /** Continues what processes that have ended began. */
  async finishRegistrations(): Promise<void> {
    for (const name of await unfinishedBackfills(this.#database))
      await backfill(this.#database, name, changingConsumers);
  }

  async unregister(name: string): Promise<void> {
    await deleteDeliveries(this.#database, name);
    await this.#database.transaction(async (connection) => {
      await connection.run('DELETE FROM consumers WHERE name = $1', [name]);
      await connection.run('DELETE FROM deliveries WHERE consumer = $1', [name]);
      await connection.run('DELETE FROM expirations WHERE consumer = $1', [name]);
      await connection.run('UPDATE consumer_revision SET revision = revision + 1');
    }, changingConsumers);
  }
}

/** Most of them, in small transactions: who stores events does not wait for it. */
async function deleteDeliveries(database: Database, consumer: string): Promise<void> {
  // Each state in the words of an index.
  for (const state of ['pending', 'dead', 'done']) {
    const sql = `DELETE FROM deliveries WHERE consumer = $1 AND event_seq IN (
      SELECT event_seq FROM deliveries WHERE consumer = $1 AND state = '${state}' LIMIT ${stepSize})`;
    await inSteps(() => database.run(sql, [consumer]));
  }
}

async function find(name: string, connection: Connection): Promise<SqlRow | undefined> {
  const [row] = await connection.rows('SELECT filter, backfill_from, backfill_known FROM consumers WHERE name = $1', [
    name,
  ]);
  return row;
}

function wantedFilter({ filter, widens }: Registration, known: SqlRow | undefined): string {
  const before = known === undefined || widens !== true ? undefined : parseFilter(String(known.filter));
  const wanted: EventFilter = before === undefined ? filter : widen(before, filter);
  return toFilterText(wanted);
}

/** From here on new events have a delivery; what is older, and was not for it before, is given afterwards. */
async function save(consumer: Registration, now: number, connection: Connection): Promise<void> {
  const { name, from } = consumer;
  const known = await find(name, connection);
  const filter = wantedFilter(consumer, known);
  if (known?.filter === filter) return;
  await connection.run(
    `INSERT INTO consumers (name, filter, created_at) VALUES ($1, $2, $3)
     ON CONFLICT (name) DO UPDATE SET filter = excluded.filter`,
    [name, filter, now],
  );
  await connection.run('UPDATE consumer_revision SET revision = revision + 1');
  if (from === 'now') {
    // What it is still being given by the filter before may be of other apps by this one.
    await connection.run('UPDATE consumers SET backfill_apps = NULL WHERE name = $1', [name]);
    return;
  }
  await beginBackfill({ ...consumer, from }, { filter, known }, connection);
}

async function beginBackfill(
  { name, from, widens }: Registration & { readonly from: number },
  { filter, known }: { readonly filter: string; readonly known: SqlRow | undefined },
  connection: Connection,
): Promise<void> {
  const given = givenFilter(known, widens);
  const apps = addedApps(given === null ? undefined : parseFilter(given), parseFilter(filter));
  const [last] = await connection.rows('SELECT max(seq) AS seq FROM events');
  // What it was promised before and has not been given yet is not taken back.
  const since = typeof known?.backfill_from === 'number' ? Math.min(known.backfill_from, from) : from;
  await connection.run(
    `UPDATE consumers SET backfill_from = $2, backfill_after = 0, backfill_until = $3, backfill_known = $4, backfill_apps = $5
     WHERE name = $1`,
    [
      name,
      apps?.length === 0 ? null : since,
      Number(last?.seq ?? 0),
      given,
      apps === undefined ? null : JSON.stringify(apps),
    ],
  );
}

/** The filter of which a consumer has had everything, though some was dropped or has expired since; null when there is none. */
function givenFilter(known: SqlRow | undefined, widens = false): string | null {
  if (known === undefined) return null;
  if (known.backfill_from === null) return String(known.filter);
  // Of a filter that is replaced before all of it was given, nobody can say what was.
  return widens && known.backfill_known !== null ? String(known.backfill_known) : null;
}
