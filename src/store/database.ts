/** What a parameter may hold; times are milliseconds since the epoch, JSON is text. */
export type SqlValue = string | number | null;
/** One row by column name, as the driver gives it: SQLite and Postgres differ in the types, so `rows.ts` converts each value. */
export type SqlRow = Readonly<Record<string, unknown>>;
/** The two databases that hold a store; statements differ only where one of them lacks something. */
export type Dialect = 'sqlite' | 'postgres';

/** What the store needs of a database. Parameters are written `$1`, `$2` … in both dialects. */
export interface Connection {
  readonly dialect: Dialect;
  rows(sql: string, values?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** How many rows were changed. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>;
  /**
   * Within a transaction: what is done before anything that is asked later. It waits for no answer, and goes to the server with what follows. The transaction
   * fails if it fails.
   */
  readonly push?: (sql: string, values?: readonly SqlValue[]) => void;
}

/** Does what nobody waits for; where there is no way for it, it is waited for. */
export async function pushTo(
  { run, push }: Pick<Connection, 'run' | 'push'>,
  sql: string,
  values: readonly SqlValue[] = [],
): Promise<void> {
  if (push === undefined) await run(sql, values);
  else push(sql, values);
}

/** What a transaction must not do at the same time as another; several may hold a shared lock. */
export interface Lock {
  readonly name: string;
  readonly isShared?: boolean;
  /** For how long it may be waited for; 5 s when absent. Of SQLite the time is its own. */
  readonly waitMs?: number;
  /** Taken after it. */
  readonly inner?: Lock;
}

/**
 * When what is done is on the disk: when it resolves, or a moment later, in the order in which it was done and with whatever is put there next. `soon` is
 * for what comes to the same when it is done again: nothing else is lost when the machine of the database dies.
 */
export type Safety = 'now' | 'soon';

/** An open database of the store; `SqliteDatabase` and `PostgresDatabase` implement it. */
export interface Database extends Connection {
  /** Where it is, without a password. */
  readonly name: string;
  /**
   * All or nothing, on the disk when it resolves. The lock is taken before the first statement and held to the end, among all
   * processes; SQLite has one writer at a time and needs none.
   */
  transaction<T>(work: (connection: Connection) => Promise<T>, lock?: Lock, on?: Safety): Promise<T>;
  /** As `run`, but on the disk a moment later: see `Safety`. */
  runSoon(sql: string, values?: readonly SqlValue[]): Promise<number>;
  close(): Promise<void>;
}
