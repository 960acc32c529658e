import type { Clock } from '../model/clock.ts';
import type { Secret } from '../model/secret.ts';
import { type WorkKind, workKinds } from '../model/service/service-store.ts';
import type { Connection } from './database.ts';
import { listen } from './listen.ts';

/** What workers listen to. It is the database's, not the schema's. */
const workChannel = 'larkstream_work';

/** Tells workers of all processes, when the transaction has ended. Of a file there is one process. */
export async function ring({ dialect, run }: Pick<Connection, 'dialect' | 'run'>, kind: WorkKind): Promise<void> {
  if (dialect === 'postgres') await run(`SELECT ${ringSql(`'${kind}'`)}`);
}

/** The same, as an expression of Postgres; `kind` is one, too. */
export function ringSql(kind: string): string {
  return `pg_notify('${workChannel}', ${kind})`;
}

interface Following {
  readonly url: Secret;
  readonly clock: Clock;
  readonly onWork: (kind: WorkKind | undefined) => void;
}

/** Hears of work until the signal is aborted; what another version says besides is passed over. */
export async function followWork({ url, clock, onWork }: Following, signal: AbortSignal): Promise<void> {
  const onNotice = (payload: string | undefined): void => {
    const kind = workKinds.find((known) => known === payload);
    if (payload === undefined || kind !== undefined) onWork(kind);
  };
  await listen({ url, clock, channel: workChannel, onNotice }, signal);
}
