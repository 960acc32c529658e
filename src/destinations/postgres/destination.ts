import type { Fence, OpenedDestination } from '../../model/destination.ts';
import type { Secret } from '../../model/secret.ts';
import { SqlDestination, type SqlDestinationParts } from '../sql/sql-destination.ts';
import type { MergeTarget } from '../sql/writer.ts';
import { PostgresConnection } from './connection.ts';
import { postgresDialect } from './dialect.ts';
import { assertPrivileges } from './privileges.ts';
import type { PostgresSessions } from './sessions.ts';
import { PostgresWriter } from './writer.ts';

/** Which schema of which server, and what happens in it. */
export interface PostgresOptions {
  readonly url: Secret;
  readonly schema: string;
  /** Rows that are gone upstream are removed instead of marked. */
  readonly hardDeletes: boolean;
  /** How long a statement waits for another session's lock; a minute when absent. */
  readonly lockTimeoutMs?: number;
  /** Of the attempt that writes: commits of an earlier one are refused. */
  readonly fence?: Fence | undefined;
  /** Where sessions come from and go to; opened and ended when absent. */
  readonly sessions?: PostgresSessions | undefined;
}

const defaultLockTimeoutMs = 60_000;

/** Opens a schema of a Postgres database. @throws ConfigError or TransientError `destination.open.failed`. */
export async function openPostgresDestination(options: PostgresOptions): Promise<OpenedDestination> {
  const { url, schema, hardDeletes, fence, sessions, lockTimeoutMs = defaultLockTimeoutMs } = options;
  const connect = (): Promise<PostgresConnection> =>
    sessions === undefined ? PostgresConnection.open(url, lockTimeoutMs) : sessions.take(url, lockTimeoutMs);
  const leave = (session: PostgresConnection): Promise<void> =>
    sessions === undefined ? session.close() : sessions.giveBack(url, session);
  const database = await connect();
  try {
    await assertPrivileges(database, schema);
  } catch (thrown) {
    await database.close();
    throw thrown;
  }
  const place = { database, dialect: postgresDialect, schema };
  const reads = readSession(connect, leave);
  const writer = new PostgresWriter(database, { schema, lockTimeoutMs, fence, leave: () => leave(database) });
  return new SqlDestination({ place, writer, reads, hardDeletes, fence });
}

/** A session beside the writer's: opened at its first use, and again after it was lost. */
function readSession(
  connect: () => Promise<PostgresConnection>,
  leave: (session: PostgresConnection) => Promise<void>,
): SqlDestinationParts<PostgresConnection, MergeTarget>['reads'] {
  let session: Promise<PostgresConnection> | undefined;
  return {
    open: () => {
      session = session === undefined ? connect() : session.then((one) => (one.isOpen ? one : connect()), connect);
      return session;
    },
    close: async () => {
      const opened = await session?.catch(() => undefined);
      session = undefined;
      if (opened !== undefined) await leave(opened);
    },
  };
}
