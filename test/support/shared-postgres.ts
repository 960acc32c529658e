import { inject } from 'vitest';
import { PostgresDatabases } from './postgres-server.ts';

/** The Postgres that all test files share; each makes databases of its own there. */
export async function sharedPostgres(): Promise<PostgresDatabases> {
  const response = await fetch(inject('postgresAddress'));
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return new PostgresDatabases(Number(answer));
}
