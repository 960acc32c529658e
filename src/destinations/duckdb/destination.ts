import type { Fence, OpenedDestination } from '../../model/destination.ts';
import { RunLogFile } from '../run-log-file.ts';
import { SqlDestination } from '../sql/sql-destination.ts';
import { TableRunLog } from '../sql/table-run-log.ts';
import { DuckdbConnection } from './connection.ts';
import { duckdbDialect } from './dialect.ts';
import { DuckdbRunLog } from './run-log.ts';
import { DuckdbWriter } from './writer.ts';

/** Where the file is, and what happens in it. */
export interface DuckdbOptions {
  readonly path: string;
  readonly schema: string;
  /** Rows that are gone upstream are removed instead of marked. */
  readonly hardDeletes: boolean;
  /** Of the attempt that writes: commits of an earlier one are refused. */
  readonly fence?: Fence | undefined;
}

/** Opens a schema of a DuckDB file. @throws ConfigError `destination.open.failed`, TransientError `destination.locked`. */
export async function openDuckdbDestination(options: DuckdbOptions): Promise<OpenedDestination> {
  return await openDuckdbOver(await DuckdbConnection.open(options.path), options);
}

/** The same over a database that is open already; closing the destination closes it. */
export async function openDuckdbOver(
  database: DuckdbConnection,
  { path, schema, hardDeletes, fence }: DuckdbOptions,
): Promise<OpenedDestination> {
  const place = { database, dialect: duckdbDialect, schema };
  const writer = new DuckdbWriter(database, await database.sibling());
  const runs = new DuckdbRunLog(new TableRunLog(place), new RunLogFile(path), path);
  // Of states others ask at any time, and a second statement on a connection that writes makes the one under way fail.
  const reader = await database.sibling();
  const reads = { open: async () => reader, close: async () => undefined };
  return new SqlDestination({ place, writer, reads, hardDeletes, runs, fence });
}
