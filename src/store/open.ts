import type { EventStore } from '../model/event-store.ts';
import { SqlEventStore } from './sql-event-store.ts';

/**
 * Opens the store: a file of SQLite, or a Postgres by its address. The driver is loaded here.
 * @throws ConfigError `store.open.failed`
 */
export async function openEventStore(place: string): Promise<EventStore> {
  if (/^postgres(ql)?:/.test(place)) {
    const { PostgresDatabase } = await import('./postgres.ts');
    return new SqlEventStore(await PostgresDatabase.open(place));
  }
  const { SqliteDatabase } = await import('./sqlite.ts');
  return new SqlEventStore(SqliteDatabase.open(place));
}
