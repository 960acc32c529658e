import type { RateLimit } from '../endpoint.ts';
import { CallLog, type LoggedCall, type Window } from './call-log.ts';
import { UsableShare } from './usable-share.ts';

interface PacerOptions {
  readonly limit: RateLimit;
  /** Share of the limit to use; 0 turns the windows off, pauses are obeyed all the same. */
  readonly scale: number;
  readonly maxInFlight: number;
}

/** Short windows can afford less slack: 5 ms of a second are half a percent. */
const secondMarginMs = 5;
const minuteMarginMs = 50;

/** When the next call to one endpoint may go. Pure: time is an argument of every method. */
export class Pacer {
  readonly #limit: RateLimit;
  #scale: number;
  readonly #maxInFlight: number;
  readonly #log: CallLog;
  readonly #share = new UsableShare();
  #inFlight = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor({ limit, scale, maxInFlight }: PacerOptions) {
    this.#limit = limit;
    this.#scale = scale;
    this.#maxInFlight = maxInFlight;
    this.#log = new CallLog(logSize(limit, scale));
  }

  /** Uses another share of the limit from now on; calls that were let go count against it. */
  rescale(scale: number): void {
    this.#scale = scale;
    this.#log.grow(logSize(this.#limit, scale));
  }

  get hasRoom(): boolean {
    return this.#inFlight < this.#maxInFlight;
  }

  isPaused(now: number): boolean {
    return this.#pausedUntil > now;
  }

  /** The earliest moment for one more call; in the past when it may go now, infinite when an answer decides. */
  freeAt(now: number): number {
    if (!this.hasRoom) return Number.POSITIVE_INFINITY;
    return Math.max(this.#pausedUntil, this.#log.freeAt(this.#windows(now)));
  }

  /** Lets a call go; to be followed by `written`, then `answered` or `lost`, and in the end by `ended`. */
  grant(): LoggedCall {
    this.#inFlight += 1;
    return this.#log.add();
  }

  written(call: LoggedCall, now: number): void {
    call.writtenAt = now;
  }

  answered(call: LoggedCall, now: number): void {
    this.#log.answered(call, now);
  }

  lost(call: LoggedCall, now: number): void {
    this.#log.lost(call, now);
  }

  ended(): void {
    this.#inFlight -= 1;
  }

  pause(until: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }

  /** The platform throttled this call: wait for the time that it names, and use less of the limit for a while. */
  throttled(call: LoggedCall, times: { readonly now: number; readonly until: number }): void {
    this.#share.throttled(call.writtenAt ?? times.now, times.now);
    this.pause(times.until);
  }

  #windows(now: number): Window[] {
    const part = this.#scale * this.#share.at(now);
    if (part === 0) return [];
    const { perSecond, perMinute } = this.#limit;
    return [
      ...(perSecond === undefined ? [] : [window(perSecond * part, 1000, secondMarginMs)]),
      ...(perMinute === undefined ? [] : [window(perMinute * part, 60_000, minuteMarginMs)]),
    ];
  }
}

/** How far back the log must look so that each window is full at its limit. */
function logSize(
  { perSecond = 0, perMinute = 0 }: RateLimit,
  scale: number,
): { capacity: number; strictCalls: number } {
  const second = Math.ceil(perSecond * scale);
  const capacity = Math.max(1, second, Math.ceil(perMinute * scale));
  return { capacity, strictCalls: second === 0 ? capacity : second };
}

/** Less than one call per period becomes one call per longer period. */
function window(calls: number, periodMs: number, marginMs: number): Window {
  return calls >= 1
    ? { calls: Math.floor(calls), periodMs, marginMs }
    : { calls: 1, periodMs: periodMs / calls, marginMs };
}
