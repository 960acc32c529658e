import { readNumber, readObject } from '../../util/json.ts';
import type { RegisteredReceiver } from '../event-store.ts';
import type { EventMode, Integration } from './integration.ts';
import type { Schedule } from './schedule.ts';

/** A process or receiver that has been silent for so long is gone: it sends a heartbeat every few seconds. */
export const goneAfterMs = 15_000;

/**
 * Whether the events of an app come. `unproven`: its webhook listens, and whether the platform pushes to it shows only with the first event; or
 * something has changed of which none told, although they could come. Where they do not come for sure, nobody knows what has changed since the
 * last read.
 */
export type Hearing = 'heard' | 'unproven' | 'deaf';

/** What a live pipeline has heard. */
export interface Heard {
  /** An event of its app has come since it follows them. */
  readonly hasHeard: boolean;
  /** A read has found changes of which no event told, and none has come since then. */
  readonly hasUntold: boolean;
}

/** Whether events come to a pipeline that has heard this. */
export function hearingOf(
  { mode, disconnectedAt }: { readonly mode: EventMode; readonly disconnectedAt: number | undefined },
  receivers: readonly Pick<RegisteredReceiver, 'mode' | 'state' | 'silentMs'>[],
  { hasHeard, hasUntold }: Heard,
): Hearing {
  const isOpen = receivers.some((one) => one.mode === mode && one.state === 'connected' && one.silentMs <= goneAfterMs);
  if (disconnectedAt !== undefined || !isOpen) return 'deaf';
  return !hasUntold && (mode === 'long_connection' || hasHeard) ? 'heard' : 'unproven';
}

const defaultReconcileMinutes = 60;

/**
 * By which schedule a live pipeline keeps what it promises. Where its events may come and none was heard, the tenant may just be quiet, and it is
 * judged like one that reads as often as it reconciles.
 */
export function judgedBy(hearing: Hearing, { settings }: Pick<Integration, 'settings'>): Schedule {
  if (hearing !== 'unproven') return { kind: 'live' };
  const minutes = readNumber(readObject(settings, 'events'), 'reconcile_minutes') ?? defaultReconcileMinutes;
  return { kind: 'every', minutes };
}
