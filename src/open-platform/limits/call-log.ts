/** One call that was let go. It counts against the windows from the latest moment at which it may have arrived. */
export interface LoggedCall {
  readonly sequence: number;
  /** The first calls of a bucket are logged strictly: no round trip is known yet that could be taken off. */
  readonly isStrict: boolean;
  writtenAt: number | undefined;
  arrivedBy: number;
}

export interface Window {
  readonly calls: number;
  readonly periodMs: number;
  /** Added to the period, for what clocks, timers and reordering on the way may add up to. */
  readonly marginMs: number;
}

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
 * A call arrives somewhere between written and answered. It had arrived for certain when it, or any call written after
 * it, was answered; and the next call needs, like that answer, at least the smallest round trip seen to go both ways.
 * So the next call cannot arrive before `arrivedBy - smallestRoundTrip + period` when it is written at that moment.
 */
export class CallLog {
  readonly #capacity: number;
  readonly #strictCalls: number;
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
    this.#arrived(call, call.writtenAt, now);
  }

  /** The call ended without an answer. Never written, it did not arrive at all. */
  lost(call: LoggedCall, now: number): void {
    call.arrivedBy = Math.min(call.arrivedBy, call.writtenAt === undefined ? Number.NEGATIVE_INFINITY : now);
  }

  /** The earliest moment at which one more call keeps every window; infinite when that depends on an answer. */
  freeAt(windows: readonly Window[]): number {
    let freeAt = Number.NEGATIVE_INFINITY;
    for (const { calls, periodMs, marginMs } of windows) {
      const oldest = this.#calls[this.#calls.length - calls];
      if (oldest === undefined) continue;
      const onTheWayMs = oldest.isStrict ? 0 : this.#smallestRoundTripMs();
      freeAt = Math.max(freeAt, oldest.arrivedBy - onTheWayMs + periodMs + marginMs);
    }
    return freeAt;
  }

  /** Calls written before this one had arrived before it: HTTP servers take requests in order. */
  #arrived(call: LoggedCall, writtenAt: number, now: number): void {
    call.arrivedBy = Math.min(call.arrivedBy, now);
    const first = this.#calls[0]?.sequence ?? 0;
    for (let at = call.sequence - first - 1; at >= 0; at -= 1) {
      const earlier = this.#calls[at];
      if (earlier === undefined || earlier.arrivedBy <= now) return;
      if (earlier.writtenAt !== undefined && earlier.writtenAt <= writtenAt) earlier.arrivedBy = now;
    }
  }

  #learnRoundTrip(ms: number, now: number): void {
    if (now - this.#roundTripSince > roundTripMemoryMs) {
      this.#olderRoundTripMs = this.#roundTripMs;
      this.#roundTripMs = Number.POSITIVE_INFINITY;
      this.#roundTripSince = now;
    }
    this.#roundTripMs = Math.min(this.#roundTripMs, ms);
  }

  #smallestRoundTripMs(): number {
    const ms = Math.min(this.#roundTripMs, this.#olderRoundTripMs);
    return Number.isFinite(ms) ? ms : 0;
  }
}
