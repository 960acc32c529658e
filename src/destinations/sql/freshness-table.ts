import type { StreamFreshness } from '../../model/freshness.ts';
import type { SqlConnection, SqlPlace } from './dialect.ts';
import { freshnessTable, nameOf, quote } from './own-tables.ts';

/** What of how new rows are is kept, and of which run. */
interface FreshnessSave {
  readonly sourceId: string;
  readonly runId: string;
  readonly streams: readonly StreamFreshness[];
}

/** In the caller's transaction. */
export async function writeFreshness<C extends SqlConnection>(place: SqlPlace<C>, save: FreshnessSave): Promise<void> {
  const { database, dialect } = place;
  const table = nameOf(place, freshnessTable);
  const [source, run] = [quote(place, save.sourceId), quote(place, save.runId)];
  const names = save.streams.map(({ stream }) => quote(place, stream)).join(', ');
  await database.run(`DELETE FROM ${table} WHERE source_id = ${source} AND stream IN (${names})`);
  const rows = save.streams.map(({ stream, changesAsOf, auditedAsOf }) => {
    const audited = auditedAsOf === null ? 'NULL' : dialect.quoteTime(auditedAsOf);
    return `(${[source, quote(place, stream), dialect.quoteTime(changesAsOf), audited, run].join(', ')})`;
  });
  await database.run(`INSERT INTO ${table} VALUES ${rows.join(', ')}`);
}

/** Of tables that are not as a run has left them, whatever source they are of. */
export async function forgetFreshness<C extends SqlConnection>(
  place: SqlPlace<C>,
  streams: readonly string[],
): Promise<void> {
  if (streams.length === 0) return;
  const names = streams.map((stream) => quote(place, stream)).join(', ');
  await place.database.run(`DELETE FROM ${nameOf(place, freshnessTable)} WHERE stream IN (${names})`);
}
