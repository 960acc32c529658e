import type { Alteration, PlannedStream } from '../../model/destination.ts';
import { findDifference, type LeftTable } from '../left-table.ts';
import type { SqlConnection, SqlPlace } from './dialect.ts';
import { readLeftTables, writeLeftTables } from './own-tables.ts';
import { deletedAtColumn, hashColumn, metadataDescriptions } from './table.ts';
import { quoteName } from './text.ts';

/**
 * Before the tables are made to fit: those that another program has changed. Rows of one that has lost columns count as changed from here
 * on, so that they are written anew when they come.
 */
export async function findAltered<C extends SqlConnection>(
  place: SqlPlace<C>,
  streams: readonly PlannedStream[],
): Promise<Alteration[]> {
  const { database, dialect, schema } = place;
  const all = await readLeftTables(place);
  const altered: Alteration[] = [];
  const entries = new Map<string, LeftTable>();
  for (const { stream } of streams) {
    const left = all.get(stream.name);
    if (left === undefined) continue;
    const columns = await dialect.readTable(database, schema, stream.name);
    const mustCount = columns.has(deletedAtColumn) && left.rows !== null;
    const rows = mustCount ? await dialect.countRows(database, schema, stream.name) : 0;
    const names = [...stream.columns.map(({ name }) => name), ...Object.keys(metadataDescriptions)];
    const difference = findDifference(left, { columns, rows }, names);
    if (difference !== undefined && difference.lost.length > 0 && columns.has(hashColumn))
      await database.run(`UPDATE ${dialect.qualify(schema, stream.name)} SET ${quoteName(hashColumn)} = NULL`);
    const message = difference?.message ?? left.altered;
    if (message !== null) altered.push({ stream: stream.name, message });
    // The expected number of rows is unknown until the run has ended.
    entries.set(stream.name, { ...left, rows: null, altered: message });
  }
  await writeLeftTables(place, entries);
  return altered;
}

/** Remembers the tables as they are now; `altered` are those that still miss something. */
export async function rememberTables<C extends SqlConnection>(
  place: SqlPlace<C>,
  { streams, altered }: { readonly streams: readonly PlannedStream[]; readonly altered: ReadonlySet<string> },
): Promise<void> {
  const { database, dialect, schema } = place;
  const entries = new Map<string, LeftTable>();
  for (const { stream } of streams) {
    if (altered.has(stream.name)) continue;
    const found = await dialect.readTable(database, schema, stream.name);
    const [columns, types] = [[...found.keys()], Object.fromEntries(found)];
    const rows = await dialect.countRows(database, schema, stream.name);
    entries.set(stream.name, { columns, types, rows, altered: null });
  }
  await writeLeftTables(place, entries);
}

/** Tables that Larkstream drops are not reported. */
export async function forgetTables<C extends SqlConnection>(
  place: SqlPlace<C>,
  streams: readonly string[],
): Promise<void> {
  await writeLeftTables(place, new Map(streams.map((stream) => [stream, null])));
}
