import type { Dialect } from '../database.ts';

/**
 * One step of the store's tables. Once it has been released it never changes: stores are at every version that ever was. It may use
 * only what all of SQLite and Postgres take, or ask for the dialect.
 */
export interface Migration {
  readonly name: string;
  readonly statements: (dialect: Dialect) => readonly string[];
}
