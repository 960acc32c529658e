import type { RegisteredReceiver } from '../event-store.ts';
import type { EventMode } from './integration.ts';

/** A process or receiver that has been silent for so long is gone: it sends a heartbeat every few seconds. */
export const goneAfterMs = 15_000;

/**
 * Whether the events of an app come. `unproven`: its webhook listens, and whether the platform pushes to it shows only with the first event.
 * Where they do not come for sure, nobody knows what has changed since the last read.
 */
export type Hearing = 'heard' | 'unproven' | 'deaf';

/** `hasHeard`: an event of the app has come since the pipeline follows them. */
export function hearingOf(
  { mode, disconnectedAt }: { readonly mode: EventMode; readonly disconnectedAt: number | undefined },
  receivers: readonly Pick<RegisteredReceiver, 'mode' | 'state' | 'silentMs'>[],
  hasHeard: boolean,
): Hearing {
  const isOpen = receivers.some((one) => one.mode === mode && one.state === 'connected' && one.silentMs <= goneAfterMs);
  if (disconnectedAt !== undefined || !isOpen) return 'deaf';
  return mode === 'long_connection' || hasHeard ? 'heard' : 'unproven';
}
