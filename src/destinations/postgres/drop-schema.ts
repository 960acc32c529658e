import type { Secret } from '../../model/secret.ts';
import { quoteName } from '../sql/text.ts';
import { PostgresConnection } from './connection.ts';

const lockTimeoutMs = 15_000;

/** Drops a schema with all that is in it; says whether it was there. @throws ConfigError or TransientError of the destination */
export async function dropSchema(url: Secret, schema: string): Promise<boolean> {
  const database = await PostgresConnection.open(url, lockTimeoutMs);
  try {
    const found = await database.rows('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
    if (found.length > 0) await database.run(`DROP SCHEMA IF EXISTS ${quoteName(schema)} CASCADE`);
    return found.length > 0;
  } finally {
    await database.close();
  }
}
