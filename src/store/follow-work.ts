import type { Clock } from '../model/clock.ts';
import type { Secret } from '../model/secret.ts';
import { type WorkKind, workKinds } from '../model/service/service-store.ts';
import { listen } from './listen.ts';
import { listenerChannel, workChannel } from './work-channel.ts';

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

/** Hears of what listeners are handed and answer, until the signal is aborted. */
export async function followListeners(
  { url, clock, onNews }: Pick<Following, 'url' | 'clock'> & { readonly onNews: (id: string | undefined) => void },
  signal: AbortSignal,
): Promise<void> {
  await listen({ url, clock, channel: listenerChannel, onNotice: onNews }, signal);
}
