import type { WorkKind } from '../model/service/service-store.ts';
import type { Connection } from './database.ts';

/** What workers listen to. It is the database's, not the schema's. */
export const workChannel = 'larkstream_work';

/** Tells workers of all processes, when the transaction has ended. Of a file there is one process. */
export async function ring({ dialect, run }: Pick<Connection, 'dialect' | 'run'>, kind: WorkKind): Promise<void> {
  if (dialect === 'postgres') await run(`SELECT ${ringSql(`'${kind}'`)}`);
}

/** The same, as an expression of Postgres; `kind` is one, too. */
export function ringSql(kind: string): string {
  return `pg_notify('${workChannel}', ${kind})`;
}
