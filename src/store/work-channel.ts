import type { WorkKind } from '../model/service/service-store.ts';
import { type Connection, pushTo } from './database.ts';

/** What workers listen to. It is the database's, not the schema's. */
export const workChannel = 'larkstream_work';

/** Tells workers of all processes, when the transaction has ended. Of a file there is one process. */
export async function ring(connection: Pick<Connection, 'dialect' | 'run' | 'push'>, kind: WorkKind): Promise<void> {
  if (connection.dialect === 'postgres') await pushTo(connection, `SELECT ${ringSql(`'${kind}'`)}`);
}

/** The same, as an expression of Postgres; `kind` is one, too. */
export function ringSql(kind: string): string {
  return `pg_notify('${workChannel}', ${kind})`;
}

/** Where those hear who listen, and those who wait for them: a channel of its own, for its signs carry ids. */
export const listenerChannel = 'larkstream_listeners';

/** Tells whoever waits for this listener, or for this turn that it was handed. */
export async function ringListener({ run }: Pick<Connection, 'run'>, id: string): Promise<void> {
  await run(`SELECT pg_notify('${listenerChannel}', $1)`, [id]);
}
