import type { ConnectionState } from '../../model/event-store.ts';
import type { Message } from '../../model/message.ts';
import type { ClientConfig } from './endpoint.ts';

/** Where a connection stands. Times are milliseconds since the epoch. */
export interface LongConnectionState {
  readonly state: ConnectionState;
  readonly since: number;
  readonly lastConnectedAt: number | null;
  readonly lastHeardAt: number | null;
  readonly lastPongAt: number | null;
  readonly lastError: string | null;
  readonly zh: { readonly lastError: string | null };
  /** How often it was opened again. */
  readonly reconnects: number;
  /** Failures since it last held for a while. */
  readonly failures: number;
  readonly nextRetryAt: number | null;
}

/** What moves the state machine below; `reason` is shown to a person. */
export type LongConnectionEvent =
  | { readonly kind: 'dialing' }
  | { readonly kind: 'opened' }
  | { readonly kind: 'heard'; readonly isPong: boolean }
  /** `isFinal`: a person must act; it is tried again, but seldom. */
  | { readonly kind: 'failed'; readonly reason: Message; readonly isFinal: boolean }
  | { readonly kind: 'stopped'; readonly reason: Message | null };

interface StateOptions {
  readonly now: number;
  readonly config: ClientConfig;
  /** Between 0 and 1. */
  readonly random: number;
}

/** The minimum pause before a reconnect, whatever the server's configuration says: a server that accepts and closes would be stormed. */
const minDelayMs = 1_000;
/** After this time a connection counts as stable, and the next reconnect begins with a short pause. */
const stableAfterMs = 60_000;
/** The pause after a failure that needs a person; then the client tries again without a command. */
const finalDelayMs = 5 * 60_000;

/** The state before the first attempt; `now` is in milliseconds since the epoch. */
export function initialState(now: number): LongConnectionState {
  return {
    state: 'stopped',
    since: now,
    lastConnectedAt: null,
    lastHeardAt: null,
    lastPongAt: null,
    lastError: null,
    zh: { lastError: null },
    reconnects: 0,
    failures: 0,
    nextRetryAt: null,
  };
}

/**
 * ```
 *  stopped ──▶ connecting ──▶ connected ──▶ reconnecting ──▶ connecting …
 *     ▲            └──▶ reconnecting / failed ──▶ connecting …
 *     └── from everywhere
 * ```
 */
export function nextState(
  before: LongConnectionState,
  event: LongConnectionEvent,
  options: StateOptions,
): LongConnectionState {
  const { now } = options;
  const to = (state: ConnectionState, changes: Partial<LongConnectionState>): LongConnectionState => ({
    ...before,
    state,
    since: before.state === state ? before.since : now,
    nextRetryAt: null,
    ...changes,
  });
  switch (event.kind) {
    case 'dialing':
      // Once it was connected, people want to read that it comes back, not that it begins.
      return to(before.lastConnectedAt === null ? 'connecting' : 'reconnecting', {});
    case 'opened':
      return to('connected', {
        lastConnectedAt: now,
        lastHeardAt: now,
        reconnects: before.lastConnectedAt === null ? before.reconnects : before.reconnects + 1,
      });
    case 'heard':
      return { ...before, lastHeardAt: now, ...(event.isPong ? { lastPongAt: now } : {}) };
    case 'stopped':
      return to('stopped', { ...lastError(event.reason), failures: 0 });
    case 'failed': {
      const held = before.state === 'connected' && now - before.since >= stableAfterMs;
      const failures = held ? 1 : before.failures + 1;
      const { reconnectCount } = options.config;
      const isFinal = event.isFinal || (reconnectCount >= 0 && failures > reconnectCount);
      return to(isFinal ? 'failed' : 'reconnecting', {
        ...lastError(event.reason),
        failures,
        nextRetryAt: now + (isFinal ? finalDelayMs : retryDelay(failures, options)),
      });
    }
  }
}

function lastError(reason: Message | null): Pick<LongConnectionState, 'lastError' | 'zh'> {
  return { lastError: reason?.en ?? null, zh: { lastError: reason?.zh ?? null } };
}

/** The server's first delay, a random part of `ReconnectNonce`; then doubling up to its `ReconnectInterval`. */
function retryDelay(failures: number, { config, random }: StateOptions): number {
  const ceiling = Math.max(minDelayMs, config.reconnectIntervalMs);
  if (failures === 1) return Math.max(minDelayMs / 2, Math.round(random * config.reconnectNonceMs));
  const backOff = Math.min(ceiling, minDelayMs * 2 ** (failures - 1));
  return Math.round(backOff * (0.5 + random / 2));
}

/** Half-open connections look alive: this long without a frame means that the server is gone. */
export function silenceTimeoutMs({ pingIntervalMs }: ClientConfig): number {
  return 2 * pingIntervalMs + 10_000;
}
