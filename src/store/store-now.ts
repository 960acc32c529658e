import type { Dialect } from './database.ts';

/**
 * Milliseconds since the epoch by the clock of the database, also within a long transaction. What one process writes and another one
 * compares with a time is timed by it: the clocks of two machines may differ by more than a process may be silent.
 */
export const storeNow: Readonly<Record<Dialect, string>> = {
  sqlite: `CAST(unixepoch('subsec') * 1000 AS INTEGER)`,
  postgres: '(extract(epoch FROM clock_timestamp()) * 1000)::bigint',
};

/** The clocks of machines differ by less. */
const skewMs = 60_000;

/** In Postgres: the time was written by a clock that was ahead. */
export const isAhead = (time: string): string => `${time} > ${storeNow.postgres} + ${skewMs}`;
