/** One call that was let go. It counts against the windows from the latest moment at which it may have arrived. */
export interface LoggedCall {
  readonly sequence: number;
  /** The first calls of a bucket are logged strictly: no round trip is known yet that could be taken off. */
  readonly isStrict: boolean;
  writtenAt: number | undefined;
  arrivedBy: number;
}

/** One sliding limit: at most `calls` arrive within any `periodMs`. */
export interface Window {
  readonly calls: number;
  readonly periodMs: number;
  /** Added to the period, for what clocks, timers and reordering on the way may add up to. */
  readonly marginMs: number;
}

/** How much later a call must have been written to be no proof of overtaking: a slower route, a pause of an event loop. */
const overtakingMs = 250;

/** The way there and back can become longer for good (another route): an old best value must not count for ever. */
const roundTripMemoryMs = 600_000;

/**
 * What a strict server may have counted, as far as the client can know it.
 *
 * ```
 *   client   written ──┐                        ┌─ answered
 *   server             └── arrived ··· worked ──┘
 * ```
 *
 * A call arrives somewhere between written and answered, and had arrived for certain when it was answered, or when one was
 * that was written a good while after it: connections overtake each other, but not by that much. The next call needs, like that answer, at least the
 * smallest round trip seen to go both ways. So it cannot arrive before `arrivedBy - minRoundTrip + period` when it
 * is written at that moment.
 */
export class CallLog {
  #capacity: number;
  #strictCalls: number;
  #calls: LoggedCall[] = [];
  #sequence = 0;
  #roundTripMs = Number.POSITIVE_INFINITY;
  #olderRoundTripMs = Number.POSITIVE_INFINITY;
  #roundTripSince = Number.NEGATIVE_INFINITY;

  /** `capacity`: how many calls back a window may have to look. `strictCalls`: how many are logged strictly. */
  constructor({ capacity, strictCalls }: { readonly capacity: number; readonly strictCalls: number }) {
    this.#capacity = capacity;
    this.#strictCalls = strictCalls;
  }

  /** Looks further back from now on. It never looks less far: what was let go still counts. */
  grow({ capacity, strictCalls }: { readonly capacity: number; readonly strictCalls: number }): void {
    this.#capacity = Math.max(this.#capacity, capacity);
    this.#strictCalls = Math.max(this.#strictCalls, strictCalls);
  }

  add(): LoggedCall {
    const call: LoggedCall = {
      sequence: this.#sequence,
      isStrict: this.#sequence < this.#strictCalls,
      writtenAt: undefined,
      arrivedBy: Number.POSITIVE_INFINITY,
    };
    this.#sequence += 1;
    this.#calls.push(call);
    if (this.#calls.length >= 2 * this.#capacity) this.#calls = this.#calls.slice(-this.#capacity);
    return call;
  }

  answered(call: LoggedCall, now: number): void {
    if (call.writtenAt === undefined) return;
    this.#learnRoundTrip(now - call.writtenAt, now);
    call.arrivedBy = Math.min(call.arrivedBy, now);
    const overtaken = call.writtenAt - overtakingMs;
    for (const earlier of this.#calls) {
      if (earlier.arrivedBy > now && (earlier.writtenAt ?? now) <= overtaken) earlier.arrivedBy = now;
    }
  }

  /** The call ended without an answer. Never written, it did not arrive at all. */
  lost(call: LoggedCall, now: number): void {
    call.arrivedBy = Math.min(call.arrivedBy, call.writtenAt === undefined ? Number.NEGATIVE_INFINITY : now);
  }

  /** The earliest moment at which one more call keeps every window; infinite when that depends on an answer. */
  freeAt(windows: readonly Window[]): number {
    let freeAt = Number.NEGATIVE_INFINITY;
    if (windows.length === 0) return freeAt;
    const arrivals = this.#latestArrivals();
    for (const { calls, periodMs, marginMs } of windows) {
      const oldest = arrivals[calls - 1];
      if (oldest !== undefined) freeAt = Math.max(freeAt, oldest + periodMs + marginMs);
    }
    return freeAt;
  }

  /** The latest first. By time and not in the order of sending: connections overtake each other. */
  #latestArrivals(): Float64Array {
    const onTheWayMs = this.#minRoundTripMs();
    const arrivals = Float64Array.from(this.#calls, (call) => call.arrivedBy - (call.isStrict ? 0 : onTheWayMs));
    return arrivals.sort().reverse();
  }

  #learnRoundTrip(ms: number, now: number): void {
    if (now - this.#roundTripSince > roundTripMemoryMs) {
      this.#olderRoundTripMs = this.#roundTripMs;
      this.#roundTripMs = Number.POSITIVE_INFINITY;
      this.#roundTripSince = now;
    }
    this.#roundTripMs = Math.min(this.#roundTripMs, ms);
  }

  #minRoundTripMs(): number {
    const ms = Math.min(this.#roundTripMs, this.#olderRoundTripMs);
    return Number.isFinite(ms) ? ms : 0;
  }
}
