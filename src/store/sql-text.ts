import { inBatches } from '../util/in-batches.ts';
import type { Dialect } from './database.ts';

/** SQLite keeps what was bound to a statement until the statement is used again: few sizes, so few statements. */
const sqliteSizes = [64, 8, 1] as const;
/** A statement of Postgres is a way to the server and back, and takes at most 65,535 parameters. */
const postgresSize = 1_000;

/** Values that a statement lists: enough for either database, and few enough to be quick. */
export const batchSize = 500;

/** `$from, …`: this many parameters. */
export function placeholders(count: number, from = 1): string {
  return Array.from({ length: count }, (_, at) => `$${from + at}`).join(', ');
}

/** `($1, …), (…)`: this many rows of this many values. */
export function rowPlaceholders(rows: number, width: number): string {
  return Array.from({ length: rows }, (_, at) => `(${placeholders(width, at * width + 1)})`).join(', ');
}

/** The rows of each statement that inserts them. */
export function inInsertSizes<T>(items: readonly T[], dialect: Dialect): (readonly T[])[] {
  if (dialect === 'postgres') return [...inBatches(items, postgresSize)];
  const batches: (readonly T[])[] = [];
  let done = 0;
  for (const size of sqliteSizes)
    for (; items.length - done >= size; done += size) batches.push(items.slice(done, done + size));
  return batches;
}
