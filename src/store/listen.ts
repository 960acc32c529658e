import { type Clock, rest } from '../model/clock.ts';
import type { Secret } from '../model/secret.ts';
import { connectPostgres } from '../postgres/connect-postgres.ts';
import { orAborted } from '../util/or-aborted.ts';

const reconnectMs = 2_000;

/** What is listened to, and who is told. */
export interface Listening {
  readonly url: Secret;
  readonly clock: Clock;
  readonly channel: string;
  /** Undefined: something may have been said while nobody listened. */
  readonly onNotice: (payload: string | undefined) => void;
}

/** Listens to a channel on a connection of its own until the signal is aborted. Behind a pooler in transaction mode nothing is heard. */
export async function listen(listening: Listening, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await listenOnce(listening, stop).catch(() => undefined);
    await rest(listening.clock, reconnectMs, stop);
  }
}

async function listenOnce({ url, channel, onNotice }: Listening, stop: AbortSignal): Promise<void> {
  const { client } = await connectPostgres({ url, setting: '--store', code: 'store.open.failed' });
  const ended = Promise.withResolvers<void>();
  client.once('end', ended.resolve);
  try {
    client.on('notification', ({ payload }) => onNotice(payload ?? ''));
    await client.query(`LISTEN ${channel}`);
    onNotice(undefined);
    await orAborted(ended.promise, stop);
  } finally {
    await client.end();
  }
}
