import { ConfigError } from '../model/errors.ts';
import type { EventStore } from '../model/event-store.ts';
import { Secret } from '../model/secret.ts';
import { isPostgresUrl } from '../util/is-postgres-url.ts';
import type { PostgresDatabaseOptions } from './postgres-database.ts';
import { SqlEventStore } from './sql-event-store.ts';
import type { InboxOptions } from './sql-inbox.ts';

/**
 * Opens the store: a file of SQLite, or a Postgres by its address, which holds a password and so is better a `Secret`. The driver is loaded here.
 * `isTimedByStore` is for the latter: a file has but one clock.
 * @throws ConfigError `store.open.failed`, `store.version.newer`, `store.version.other`, `store.engine.missing`
 */
export async function openEventStore(
  place: string | Secret,
  options: PostgresDatabaseOptions & InboxOptions = {},
): Promise<EventStore> {
  if (place instanceof Secret || isPostgresUrl(place)) {
    const { PostgresDatabase } = await import('./postgres-database.ts');
    const url = place instanceof Secret ? place : new Secret(place);
    return new SqlEventStore(await PostgresDatabase.open(url, options), options);
  }
  const { SqliteDatabase } = await import('./sqlite-database.ts').catch((thrown: unknown) => {
    throw withoutSqlite(place, thrown);
  });
  return new SqlEventStore(await SqliteDatabase.open(place));
}

/** Some builds of Node leave `node:sqlite` out, and a flag switches it off. */
function withoutSqlite(place: string, thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !thrown.message.includes('node:sqlite')) return thrown;
  return new ConfigError({
    code: 'store.engine.missing',
    message: {
      en: `This Node (${process.version}) has no SQLite, which ${place} needs`,
      zh: `当前的 Node（${process.version}）不含 SQLite，无法使用 ${place}`,
    },
    cause: thrown,
  });
}
