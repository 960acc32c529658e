/**
 * How many rows one statement inserts. Few sizes, because SQLite keeps what was bound to a statement until it is used again, and
 * Postgres takes 65,535 parameters.
 */
const insertSizes = [64, 8, 1] as const;

/** `$from, …`, so many. */
export function placeholders(count: number, from = 1): string {
  return Array.from({ length: count }, (_, at) => `$${from + at}`).join(', ');
}

/** `($1, …), (…)`, so many rows of so many values. */
export function rowPlaceholders(rows: number, width: number): string {
  return Array.from({ length: rows }, (_, at) => `(${placeholders(width, at * width + 1)})`).join(', ');
}

export function inInsertSizes<T>(items: readonly T[]): (readonly T[])[] {
  const batches: (readonly T[])[] = [];
  let done = 0;
  for (const size of insertSizes)
    for (; items.length - done >= size; done += size) batches.push(items.slice(done, done + size));
  return batches;
}
