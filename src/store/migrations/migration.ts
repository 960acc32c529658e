import type { Dialect } from '../database.ts';

/**
 * One step of the store's tables. Once it has been released it never changes: stores are at every version that ever was. It may use
 * only what all of SQLite and Postgres take, or ask for the dialect.
 */
export interface Migration {
  readonly name: string;
  /**
   * The tables of earlier versions that it reads or changes. Postgres locks them before the first statement: a program of the version
   * before may still run, and what it commits between two statements would be in neither the old tables nor the new ones.
   */
  readonly tables: readonly string[];
  /**
   * How many steps of its list a program must know to go on with a store that has gone through this one. Left out: this one too, so that every
   * program of before is refused. Processes of two versions work beside each other only over steps that name it; see the readme of this room.
   */
  readonly oldest?: number;
  readonly statements: (dialect: Dialect) => readonly string[];
}
