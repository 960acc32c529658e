import { driverOf } from '../../../app/create-destination.ts';
import type { PostgresSettings } from '../../../config/settings.ts';
import { PostgresConnection } from '../../../destinations/postgres/connection.ts';
import { Secret } from '../../../model/secret.ts';
import { type AskTables, askOver, demoSchemas } from './table-questions.ts';

const database = 'demo_tables';
const lockTimeoutMs = 10_000;

/** Makes a database beside that of the store, which several may read while others write. Gives its address. */
export async function makeDemoDatabase(store: Secret): Promise<Secret> {
  const connection = await PostgresConnection.open(store, lockTimeoutMs);
  try {
    await connection.run(`CREATE DATABASE ${database}`);
  } finally {
    await connection.close();
  }
  const address = new URL(store.reveal());
  address.pathname = `/${database}`;
  return new Secret(address.href);
}

/** Opens the tables for one answer. */
export async function* withTables<T>(
  url: Secret,
  work: (ask: AskTables) => AsyncIterable<T>,
): AsyncGenerator<T, void, void> {
  const settings: PostgresSettings = { type: 'postgres', url, schema: demoSchemas.approvals, hard_deletes: false };
  const connection = await driverOf(settings).openQuery();
  try {
    yield* work(askOver(connection));
  } finally {
    await connection.close();
  }
}
