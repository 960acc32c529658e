import type { Connection, Database, Lock } from './database.ts';
import { parseFilter, toCondition } from './filter-sql.ts';
import { letOthersIn, stepSize } from './let-others-in.ts';

/**
 * Gives a consumer the kept events that it is still to be given, oldest first, and says how many those were. Its row says how far that has
 * come, so that any process goes on with it; several at once share the work.
 */
export async function backfill(database: Database, consumer: string, lock: Lock): Promise<number> {
  let given = 0;
  for (;;) {
    const batch = await database.transaction((connection) => giveSome(consumer, connection), lock);
    given += batch.given;
    if (batch.isLast) return given;
    await letOthersIn();
  }
}

/** Who is still to be given something. */
export async function unfinishedBackfills(connection: Connection): Promise<string[]> {
  const rows = await connection.rows('SELECT name FROM consumers WHERE backfill_from IS NOT NULL ORDER BY name');
  return rows.map(({ name }) => String(name));
}

async function giveSome(
  name: string,
  connection: Connection,
): Promise<{ readonly given: number; readonly isLast: boolean }> {
  const [consumer] = await connection.rows(
    `SELECT filter, backfill_from, backfill_after, backfill_until, backfill_known FROM consumers
     WHERE name = $1 AND backfill_from IS NOT NULL`,
    [name],
  );
  if (consumer === undefined) return { given: 0, isLast: true };
  const after = Number(consumer.backfill_after);
  const [next] = await connection.rows(
    `SELECT count(*) AS count, max(seq) AS last FROM
       (SELECT seq FROM events WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT ${stepSize}) AS part`,
    [after, Number(consumer.backfill_until)],
  );
  const last = Number(next?.last ?? after);
  const isLast = Number(next?.count ?? 0) < stepSize;
  const given = await give(name, { ...toRange(consumer), after, last }, connection);
  const left = isLast ? 'backfill_from = NULL, backfill_known = NULL, backfill_apps = NULL' : 'backfill_after = $2';
  await connection.run(`UPDATE consumers SET ${left} WHERE name = $1`, isLast ? [name] : [name, last]);
  return { given, isLast };
}

interface Range {
  readonly filter: string;
  /** What fits this filter it has had, though it may have been dropped since. */
  readonly known: string | null;
  readonly from: number;
}

const toRange = (consumer: Readonly<Record<string, unknown>>): Range => ({
  filter: String(consumer.filter),
  known: consumer.backfill_known === null ? null : String(consumer.backfill_known),
  from: Number(consumer.backfill_from),
});

async function give(
  name: string,
  { filter, known, from, after, last }: Range & { readonly after: number; readonly last: number },
  connection: Connection,
): Promise<number> {
  const fits = toCondition(parseFilter(filter), 5);
  const had = known === null ? undefined : toCondition(parseFilter(known), 5 + fits.values.length);
  return await connection.run(
    `INSERT INTO deliveries (event_seq, consumer, app_id, tenant_key, type, order_key, state, finished_at, last_error)
     SELECT seq, $1, app_id, tenant_key, type, order_key, CASE WHEN error IS NULL THEN 'pending' ELSE 'dead' END,
       CASE WHEN error IS NULL THEN NULL ELSE received_at END, error
     FROM events WHERE seq > $2 AND seq <= $3 AND received_at >= $4 AND ${fits.sql} ${had === undefined ? '' : `AND NOT (${had.sql})`}
       AND NOT EXISTS (SELECT 1 FROM deliveries AS given WHERE given.event_seq = events.seq AND given.consumer = $1)`,
    [name, after, last, from, ...fits.values, ...(had?.values ?? [])],
  );
}
