import type { Alteration, PlannedStream } from '../../model/destination.ts';
import { findDifference, type LeftTable } from '../left-table.ts';
import type { DuckdbConnection } from './connection.ts';
import { quoteName } from './sql.ts';
import { readLeftTables, writeLeftTables } from './state.ts';
import { deletedAtColumn, hashColumn, qualify, readTable } from './table.ts';

async function rowsOf(database: DuckdbConnection, schema: string, stream: string): Promise<number> {
  const [found] = await database.rows(
    `SELECT count(*)::VARCHAR FROM ${qualify(schema, stream)} WHERE ${quoteName(deletedAtColumn)} IS NULL`,
  );
  return Number(found?.[0] ?? 0);
}

/**
 * Before the tables are made to fit: those that somebody else has changed. Rows of one that has lost columns count as changed from here
 * on, so that they are written anew when they come.
 */
export async function findAltered(
  database: DuckdbConnection,
  schema: string,
  streams: readonly PlannedStream[],
): Promise<Alteration[]> {
  const all = await readLeftTables(database, schema);
  const altered: Alteration[] = [];
  const entries = new Map<string, LeftTable>();
  for (const { stream } of streams) {
    const left = all.get(stream.name);
    if (left === undefined) continue;
    const columns = await readTable(database, schema, stream.name);
    const rows = columns.size === 0 || left.rows === null ? 0 : await rowsOf(database, schema, stream.name);
    const names = stream.columns.map(({ name }) => name);
    const difference = findDifference(left, { columns, rows }, names);
    if (difference !== undefined && difference.lost.length > 0 && columns.has(hashColumn))
      await database.run(`UPDATE ${qualify(schema, stream.name)} SET ${quoteName(hashColumn)} = NULL`);
    const message = difference?.message ?? left.altered;
    if (message !== null) altered.push({ stream: stream.name, message });
    // Until the run has ended, nobody knows how many rows there should be.
    entries.set(stream.name, { ...left, rows: null, altered: message });
  }
  await writeLeftTables(database, schema, entries);
  return altered;
}

/** Remembers the tables as they are now; `altered` are those that still miss something. */
export async function rememberTables(
  database: DuckdbConnection,
  schema: string,
  { streams, altered }: { readonly streams: readonly PlannedStream[]; readonly altered: ReadonlySet<string> },
): Promise<void> {
  const entries = new Map<string, LeftTable>();
  for (const { stream } of streams) {
    if (altered.has(stream.name)) continue;
    const found = await readTable(database, schema, stream.name);
    const [columns, types] = [[...found.keys()], Object.fromEntries(found)];
    entries.set(stream.name, { columns, types, rows: await rowsOf(database, schema, stream.name), altered: null });
  }
  await writeLeftTables(database, schema, entries);
}

/** Tables that are dropped by us are nothing to tell of. */
export async function forgetTables(
  database: DuckdbConnection,
  schema: string,
  streams: readonly string[],
): Promise<void> {
  await writeLeftTables(database, schema, new Map(streams.map((stream) => [stream, null])));
}
