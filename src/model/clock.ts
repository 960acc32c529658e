import { setTimeout as delay } from 'node:timers/promises';

/** Time as an argument, so that pacing, expiry and retries can be tested without waiting. */
export interface Clock {
  /** Milliseconds since the epoch: for what is written or shown. The clock of a machine may be set, ahead or back, at any moment. */
  now(): number;
  /** Milliseconds since some moment long ago, whatever becomes of the clock of the machine: for how long something lasts. */
  elapsed(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A timer of Node that is to wait for longer fires at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The clock of the process. An aborted `sleep` rejects with the `AbortError` of `node:timers/promises`. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Counted on from what the clock shows at the start, so that 0 is long ago.
  elapsed: () => Math.floor(performance.timeOrigin + performance.now()),
  sleep: async (ms, signal) => {
    let left = ms;
    for (; left > longestTimerMs; left -= longestTimerMs) {
      await delay(longestTimerMs, undefined, signal === undefined ? {} : { signal });
    }
    await delay(left, undefined, signal === undefined ? {} : { signal });
  },
};

/** A moment by both clocks. */
export type Moment = Readonly<Record<'now' | 'elapsed', number>>;

/** This moment. */
export function momentOf(clock: Clock): Moment {
  return { now: clock.now(), elapsed: clock.elapsed() };
}

/**
 * How long ago a moment is at most, in milliseconds: the clock on the wall may have been set meanwhile, and the other one stands still while
 * the machine is suspended.
 */
export function longestSince(clock: Clock, { now, elapsed }: Moment): number {
  return Math.max(clock.now() - now, clock.elapsed() - elapsed);
}

/**
 * Sleeps until the time is over or one of the signals is aborted, and then simply returns. `AbortSignal.any` would leave a trace of
 * each call in signals that live as long as the process.
 */
export async function rest(clock: Clock, ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  if (signals.some(({ aborted }) => aborted)) return;
  const wake = new AbortController();
  // With a reason, none is made with a trace.
  const abort = (): void => wake.abort('woken');
  for (const signal of signals) signal.addEventListener('abort', abort, { once: true });
  try {
    await clock.sleep(ms, wake.signal);
  } catch (thrown) {
    if (!wake.signal.aborted) throw thrown;
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', abort);
  }
}
