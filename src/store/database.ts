export type SqlValue = string | number | null;
export type SqlRow = Readonly<Record<string, unknown>>;

/** What the store needs of a database. Parameters are written `$1`, `$2` … in both dialects. */
export interface Connection {
  rows(sql: string, values?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** How many rows were changed. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>;
}

export interface Database extends Connection {
  /** Where it is, without a password. */
  readonly name: string;
  /** All or nothing, on the disk when it resolves; one after another within the process. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Keeps other processes from claiming at the same time, until the transaction ends. */
  lockClaims(connection: Connection): Promise<void>;
  close(): Promise<void>;
}
