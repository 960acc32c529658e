import { BugError } from '../../model/errors.ts';
import type { ApprovalState } from './state.ts';

/** Time that passes while a read is tried again and again brings it no further. */
const recentMs = 86_400_000;

/** Creation times `from <= t < to`. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Instants are milliseconds since the epoch, as the listing's own times. */
export interface ProgressOptions {
  readonly state: ApprovalState | undefined;
  /** Where reading begins when there is no state, or when this is before the state's own start. */
  readonly start: number;
  readonly now: number;
  /** Everything younger is listed again by the next read. */
  readonly lookbackMs: number;
  /** The listing may not know yet what was created this short a time ago. */
  readonly lagMs: number;
  readonly windowMs: number;
}

interface Tally {
  readonly window: Window;
  /** How many instances the listing gave; undefined until it has ended. */
  listed: number | undefined;
  delivered: number;
}

/**
 * How far the walk over one approval code has come, free of calls and clocks. Windows end in any order; the state moves
 * over the contiguous part that is done, so that what it says is true whenever the process dies.
 */
export class Progress {
  readonly #start: number;
  readonly #now: number;
  readonly #watch: Map<string, number>;
  readonly #tallies: readonly Tally[];
  readonly #order: readonly number[];
  /** The cursor stays behind this, the floor behind the other. */
  readonly #cursorLimit: number;
  readonly #floorLimit: number;
  #cursor: number;
  #floor: number;
  /** What was once past the lookback stays so: a single run with a longer one does not make the next ones dear. */
  readonly #knownFloor: number;
  #cursorAt: number;
  #floorAt = 0;
  #readAt: number | undefined;
  #remembered = true;
  #hasComeFurther = false;

  constructor({ state, start, now, lookbackMs, lagMs, windowMs }: ProgressOptions) {
    // A start that was moved back makes the older part new: the walk begins anew there, and keeps what it watches.
    const known = state !== undefined && start >= state.start ? state : undefined;
    this.#start = known?.start ?? start;
    this.#watch = new Map(state?.watch);
    this.#readAt = known?.readAt;
    this.#now = now;
    this.#cursorLimit = now - lagMs;
    this.#floorLimit = now - Math.max(lookbackMs, lagMs);
    this.#floor = Math.max(this.#start, Math.min(known?.floor ?? start, this.#floorLimit));
    this.#knownFloor = known?.floor ?? this.#start;
    this.#cursor = Math.max(known?.cursor ?? start, this.#start);
    if (known === undefined) this.#floor = this.#start;
    const windows = splitWindows(this.#floor, now, windowMs);
    this.#tallies = windows.map((window) => ({ window, listed: undefined, delivered: 0 }));
    const firstNew = windows.findIndex((window) => window.to > this.#cursor);
    this.#cursorAt = firstNew < 0 ? windows.length : firstNew;
    const indexes = windows.map((_, index) => index);
    // What was never delivered comes before what is only looked at again.
    this.#order = [...indexes.slice(this.#cursorAt), ...indexes.slice(0, this.#cursorAt)];
  }

  /** Windows in the order in which they should be listed, by number. */
  get order(): readonly number[] {
    return this.#order;
  }

  window(index: number): Window {
    return this.#tally(index).window;
  }

  /** The listing of a window has ended: this many instances are delivered on its account, some perhaps already. */
  listed(index: number, instances: number): void {
    this.#count(index, (tally) => {
      tally.listed = instances;
    });
  }

  /** The rows of an instance of the window are among what the next state covers. */
  delivered(index: number): void {
    this.#count(index, (tally) => {
      tally.delivered++;
    });
  }

  /**
   * Decides whether an instance is to be fetched again whatever the listing says: it may leave the lookback while it can
   * still change, and whether the list still contains cancelled or revoked instances is not documented.
   */
  watch(instanceCode: string, until: number | undefined): void {
    const before = this.#watch.get(instanceCode);
    if (until === undefined) this.#watch.delete(instanceCode);
    else this.#watch.set(instanceCode, until);
    if (until !== before) this.#remembered = false;
  }

  /**
   * Keeps an instance that failed in view, wherever it lies, until `until`. What is watched already keeps its own time, and
   * is dropped when that is over, so that a failure does not last for ever.
   */
  retry(instanceCode: string, until: number): void {
    const before = this.#watch.get(instanceCode);
    if (before === 0 || (before ?? 0) > this.#now) return;
    if (before === undefined) this.#watch.set(instanceCode, until);
    else this.#watch.delete(instanceCode);
    this.#remembered = false;
  }

  forget(instanceCode: string): void {
    if (this.#watch.delete(instanceCode)) this.#remembered = false;
  }

  get watched(): ReadonlyMap<string, number> {
    return this.#watch;
  }

  /** The state that covers everything said so far; undefined when nothing has changed since it was last asked for. */
  takeState(): ApprovalState | undefined {
    if (this.#remembered) return undefined;
    this.#remembered = true;
    return {
      start: this.#start,
      cursor: this.#cursor,
      floor: Math.max(this.#floor, this.#knownFloor),
      watch: new Map(this.#watch),
      readAt: this.#readAt,
    };
  }

  /** Everything in scope has been delivered. */
  ended(): void {
    this.#readAt = this.#now;
    this.#remembered = false;
  }

  /** Whether the state covers more than ever before, the last day apart; asked once for each state. */
  takeFurther(): boolean {
    const hasComeFurther = this.#hasComeFurther;
    this.#hasComeFurther = false;
    return hasComeFurther;
  }

  #count(index: number, change: (tally: Tally) => void): void {
    change(this.#tally(index));
    this.#advance();
  }

  #advance(): void {
    while (this.#isDone(this.#cursorAt)) {
      const { to } = this.window(this.#cursorAt++);
      this.#hasComeFurther ||= to > this.#cursor && to <= this.#now - recentMs;
      this.#cursor = Math.max(this.#cursor, Math.min(to, this.#cursorLimit));
      this.#remembered = false;
    }
    while (this.#isDone(this.#floorAt)) {
      const { to } = this.window(this.#floorAt++);
      this.#floor = Math.max(this.#floor, Math.min(to, this.#floorLimit));
      this.#remembered = false;
    }
  }

  #isDone(index: number): boolean {
    const tally = this.#tallies[index];
    return tally?.listed !== undefined && tally.delivered >= tally.listed;
  }

  #tally(index: number): Tally {
    const tally = this.#tallies[index];
    if (tally === undefined) {
      throw new BugError({
        code: 'internal.unexpected',
        message: { en: `There is no window ${index}`, zh: `没有第 ${index} 个时间窗` },
      });
    }
    return tally;
  }
}

/** Adjoining windows of at most `size`; none when there is no time between `from` and `to`. */
export function splitWindows(from: number, to: number, size: number): Window[] {
  const windows: Window[] = [];
  for (let at = from; at < to; at += size) windows.push({ from: at, to: Math.min(at + size, to) });
  return windows;
}
