import type { Fence } from '../../model/destination.ts';
import { TransientError, toLarkstreamError } from '../../model/errors.ts';
import type { PostgresConnection } from './connection.ts';

const lockWaitMs = 5_000;

interface SessionLock {
  readonly schema: string;
  readonly module: string;
  /** How patient the session's statements are otherwise. */
  readonly lockTimeoutMs: number;
  readonly fence?: Fence | undefined;
}

/** Later attempts of the same writer know the session by this name. */
export async function nameSession(database: PostgresConnection, { writer, number }: Fence): Promise<void> {
  await database.run(`SELECT set_config('application_name', $1, false)`, [`${sessionsOf(writer)} ${number}`]);
}

const sessionsOf = (writer: string): string => `larkstream ${writer}`;

/**
 * Held by the session until it ends, however it ends. It is waited for a moment: the server may not have noticed yet that the run before was
 * killed. @throws TransientError `destination.locked`
 */
export async function lockSession(database: PostgresConnection, key: string, options: SessionLock): Promise<void> {
  const { schema, module, lockTimeoutMs, fence } = options;
  const patience = Math.min(lockWaitMs, lockTimeoutMs);
  try {
    if (fence !== undefined) await endEarlier(database, key, fence);
    await database.run(`SET lock_timeout = ${Math.trunc(patience)}`);
    await database.run('SELECT pg_advisory_lock(hashtextextended($1, 0))', [key]);
    await database.run(`SET lock_timeout = ${Math.trunc(lockTimeoutMs)}`);
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (error.code !== 'destination.locked') throw error;
    throw new TransientError({
      code: 'destination.locked',
      message: {
        en: `Another run is writing ${module} of the same app into schema ${schema} of ${database.name}`,
        zh: `另一次运行正把同一应用的 ${module} 写入 ${database.name} 的 schema ${schema}`,
      },
      cause: thrown,
    });
  }
}

/**
 * A machine that hangs or has lost its network keeps its sessions, and their locks, for as long as the server does not notice. Whoever comes
 * later ends them: a role may end its own sessions, and they are known by the name that each gives itself.
 */
async function endEarlier(database: PostgresConnection, key: string, { writer, number }: Fence): Promise<void> {
  const name = sessionsOf(writer);
  const others = await database.rows(
    `SELECT a.pid, a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.pid <> pg_backend_pid() AND a.usename = current_user
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended($1, 0)`,
    [key],
  );
  for (const [pid, other] of others) {
    const [before, of] = [String(other).slice(0, name.length), Number(String(other).slice(name.length))];
    if (before !== name || !(of < number)) continue;
    await database.run(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = $2',
      [pid, other],
    );
  }
}
