import type { Message } from '../../model/message.ts';
import type { ColumnType, Stream } from '../../model/stream.ts';
import type { WriteMode } from '../../model/write-mode.ts';

/** One session with a database; statements run one after another. */
export interface SqlConnection {
  /** For messages: never with a password. */
  readonly name: string;
  /** Whether the session is still there. */
  readonly isOpen: boolean;
  /** Runs one statement, or several with `;` between them. @throws LarkstreamError `destination.…` */
  run(sql: string): Promise<unknown>;
  /** All rows of a small answer. @throws LarkstreamError `destination.…` */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
}

/** A table as it stands in the database: column → type, in the table's order; empty when there is no such table. */
export type TableColumns = ReadonlyMap<string, string>;

/** Qualified and quoted. */
export interface ShadowPublication {
  readonly visible: string;
  readonly shadow: string;
  /** The stream's, not quoted. */
  readonly name: string;
  /** Of the shadow table: quoted, with commas. */
  readonly columns: string;
}

/** Rows of a shadow table that say nothing of some columns. */
export interface SilentPreservation {
  /** Qualified and quoted. */
  readonly visible: string;
  readonly shadow: string;
  readonly key: readonly string[];
  readonly silent: ReadonlySet<string>;
}

/** What has a name of which we make a table, and is none. */
export interface OtherObject {
  readonly name: string;
  readonly kind: Message;
}

/**
 * How a database wants to be spoken to: names, types and what is done to whole tables. How rows get into a table, fast, is the
 * `SqlWriter`'s.
 */
export interface SqlDialect<Connection extends SqlConnection = SqlConnection> {
  /** The database's type for each of our column types. */
  readonly types: Readonly<Record<ColumnType, string>>;
  /** Whether our own small tables get primary keys, which not every database enforces without cost. */
  readonly hasPrimaryKeys: boolean;
  /** A literal, whatever characters the text holds; those that the database cannot hold are replaced (`storableText`). */
  quoteText(text: string): string;
  /** A literal of a time that is given as RFC 3339. */
  quoteTime(time: string): string;
  /** A column of JSON as a text. */
  jsonAsText(column: string): string;
  /** Qualified and quoted. */
  qualify(schema: string, table: string): string;
  /** A name that no stream has, for the shadow table of a stream. Stored: it must stay as it is. */
  shadowName(stream: string): string;
  ensureSchema(database: Connection, schema: string): Promise<void>;
  /** Those of these names that are no tables. */
  findOtherObjects(database: Connection, schema: string, names: readonly string[]): Promise<readonly OtherObject[]>;
  readTable(database: Connection, schema: string, table: string): Promise<TableColumns>;
  /**
   * Makes the stream's table fit: creates it, or adds the columns that are new. Columns are never dropped or retyped.
   * @throws ConfigError `destination.table.incompatible` when a table of that name is not ours.
   */
  ensureTable(
    database: Connection,
    schema: string,
    planned: { readonly stream: Stream; readonly mode: WriteMode },
  ): Promise<TableColumns>;
  createShadow(database: Connection, schema: string, stream: Stream): Promise<void>;
  /** Live rows, or only whether there are any (0 or 1) where counting costs. */
  countRows(database: Connection, schema: string, table: string): Promise<number>;
  /** The statements by which the rows of the shadow table take the place of the visible ones, within a transaction. */
  replaceRows(publication: ShadowPublication): string;
  /** The statement that copies what the visible table holds in the columns `silent` into rows of the shadow that hold nothing there. */
  preserveSilent(preservation: SilentPreservation): string;
  /** The statement that empties temporary tables. */
  emptyTables(tables: readonly string[]): string;
}

/** Where our tables are, and how to speak of them. */
export interface SqlPlace<Connection extends SqlConnection = SqlConnection> {
  readonly database: Connection;
  readonly dialect: SqlDialect<Connection>;
  readonly schema: string;
}
