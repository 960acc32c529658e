import { storableText } from '../../util/storable-text.ts';
import type { Reader } from '../bounded-reads.ts';
import type { Connection, Database, SqlRow, SqlValue } from '../database.ts';
import type { PostgresDatabase } from '../postgres-database.ts';

/** How the tables of the service reach the database: each call by itself, or all within one transaction. */
export interface Access {
  readonly isTransaction: boolean;
  /** Reads; what locks only within a transaction. */
  rows(sql: string, values?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** Changes by one statement, which is all or nothing; gives how many rows were changed. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>;
  /** The same, but on the disk a moment later where it is a transaction of its own: see `Safety`. */
  runSoon(sql: string, values?: readonly SqlValue[]): Promise<number>;
  /** All or nothing. It may be done again, so it works by its connection only. */
  write<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
}

/** Each call in a transaction of its own. */
export function directAccess(database: Database): Access {
  return {
    isTransaction: false,
    rows: (sql, values = []) => database.rows(sql, values.map(storable)),
    run: (sql, values = []) => database.run(sql, values.map(storable)),
    runSoon: (sql, values = []) => database.runSoon(sql, values.map(storable)),
    write: (work) => database.transaction((connection) => work(storing(connection))),
  };
}

/** Reads for somebody who may ask for much; what is written is written as ever. */
export function readerAccess(database: PostgresDatabase, reader: Reader): Access {
  return {
    ...directAccess(database),
    rows: (sql, values = []) => database.rowsFor(reader, sql, values.map(storable)),
  };
}

/** All calls in the transaction of the connection. */
export function accessWithin(connection: Connection): Access {
  const within = storing(connection);
  return {
    isTransaction: true,
    rows: within.rows,
    run: within.run,
    runSoon: within.run,
    write: (work) => work(within),
  };
}

/** What people type may hold what Postgres does not take: it is replaced, not refused. */
function storing({ dialect, rows, run, push }: Connection): Connection {
  return {
    dialect,
    rows: (sql, values = []) => rows(sql, values.map(storable)),
    run: (sql, values = []) => run(sql, values.map(storable)),
    ...(push === undefined ? {} : { push: (sql, values = []) => push(sql, values.map(storable)) }),
  };
}

function storable(value: SqlValue): SqlValue {
  return typeof value === 'string' ? storableText(value) : value;
}
