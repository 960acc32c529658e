import { BugError } from '../../../model/errors.ts';
import { auditShare, skewMs } from '../../audit-share.ts';
import type { ListedWindow } from '../code-progress.ts';
import { splitWindows, type Window } from '../progress.ts';

/** Windows of the list one behind the other, from `from` on, and when each was last listed: milliseconds, 0 for never. */
export interface WindowGrid {
  readonly from: number;
  readonly at: readonly number[];
  /** When the oldest piece was listed of what lies behind the windows and is no whole one yet; undefined where nothing is. */
  readonly tailAt: number | undefined;
}

/** Instants are milliseconds since the epoch. */
export interface ListedWindowsOptions {
  /** Undefined for a first read. */
  readonly before: { readonly grid: WindowGrid; readonly listedTo: number } | undefined;
  readonly start: number;
  /** When the first read began: what was never listed is to be listed within `auditMs` from then on. */
  readonly beganAt: number;
  readonly now: number;
  readonly lookbackMs: number;
  readonly lagMs: number;
  readonly windowMs: number;
  /** Since the read before; see `auditShare`. */
  readonly sinceMs: number;
  readonly auditMs: number;
}

interface Tally {
  readonly window: Window;
  /** Its place in the grid; undefined for what is new. */
  readonly place: number | undefined;
  listed: number | undefined;
  delivered: number;
}

/** Windows of the list: what is new since the read before, and what is audited. The two end in any order. */
export class ListedWindows {
  readonly #options: ListedWindowsOptions;
  readonly #from: number;
  readonly #at: number[];
  #tailAt: number | undefined;
  readonly #tallies: readonly Tally[];
  /** Where what is new begins. */
  readonly #newFrom: number;
  #listedTo: number;
  #hasComeFurther = false;

  constructor(options: ListedWindowsOptions) {
    const { before, start, beganAt, now, lookbackMs, windowMs, sinceMs, auditMs } = options;
    this.#options = options;
    // A first read lists the newest windows only: of what is older the index tells sooner, and the audit sees to the rest.
    const firstNew = start + Math.max(0, Math.floor((now - windowMs - start) / windowMs)) * windowMs;
    const first = { grid: firstGrid(start, (firstNew - start) / windowMs), listedTo: firstNew };
    const { grid, listedTo } = before === undefined ? first : inScope(before, options);
    const isOver = (place: number): boolean => grid.from + (place + 1) * windowMs <= now - lookbackMs;
    const firstKept = grid.at.findIndex((at, place) => at === 0 || !isOver(place));
    // As long as some were never listed, those that were stay: they say how much of that work is done.
    const hasUnlisted = grid.at.includes(0);
    const dropped = hasUnlisted ? 0 : firstKept < 0 ? grid.at.length : firstKept;
    this.#from = grid.from + dropped * windowMs;
    this.#at = grid.at.slice(dropped);
    this.#listedTo = listedTo;
    this.#tailAt = grid.tailAt;
    const ageOf = (at: number): number => (at === 0 ? beganAt - 1 : at);
    const places = new Set(this.#placesInScope);
    const parts = (hasUnlisted ? [...this.#at.keys()] : [...places]).map((part) => ({
      part,
      at: ageOf(this.#at[part] ?? 0),
      weight: 1,
    }));
    const audited = auditShare(parts, { now, sinceMs, auditMs }).filter((part) => places.has(part));
    const tally = (window: Window, place?: number): Tally => ({ window, place, listed: undefined, delivered: 0 });
    this.#newFrom = this.#isTailDue ? this.#windowAt(this.#at.length).from : this.#listedTo;
    this.#tallies = [
      ...splitWindows(this.#newFrom, now, windowMs).map((window) => tally(window)),
      ...audited.map((place) => tally(this.#windowAt(place), place)),
    ];
  }

  /** What is new since the read before. */
  get created(): readonly ListedWindow[] {
    return this.#listed.filter(({ place }) => place === undefined);
  }

  get audited(): readonly ListedWindow[] {
    return this.#listed.filter(({ place }) => place !== undefined);
  }

  /** Each part of the list was read at this moment or later; undefined while one never was. */
  get auditedAsOf(): number | undefined {
    const ages = [...this.#placesInScope.map((place) => this.#at[place] ?? 0), this.#tailAt ?? this.#options.now];
    const oldest = Math.min(...ages);
    return oldest === 0 ? undefined : oldest;
  }

  get #listed(): readonly (ListedWindow & Pick<Tally, 'place'>)[] {
    return this.#tallies.map(({ window, place }, index) => ({ index, window, place }));
  }

  /** What has left the lookback is no part of what is read, once it was listed. */
  get #placesInScope(): readonly number[] {
    const { now, lookbackMs } = this.#options;
    return [...this.#at.keys()].filter((place) => this.#at[place] === 0 || this.#windowAt(place).to > now - lookbackMs);
  }

  /** It would be older than the audit allows before the next read comes. */
  get #isTailDue(): boolean {
    const { now, sinceMs, auditMs } = this.#options;
    return this.#tailAt !== undefined && this.#tailAt <= now - auditMs + Math.min(sinceMs, auditMs);
  }

  listed(index: number, instances: number): boolean {
    return this.#count(index, (tally) => {
      tally.listed = instances;
    });
  }

  /** Gives whether more is covered now than before. */
  delivered(index: number): boolean {
    return this.#count(index, (tally) => {
      tally.delivered++;
    });
  }

  get listedTo(): number {
    return this.#listedTo;
  }

  get grid(): WindowGrid {
    return { from: this.#from, at: [...this.#at], tailAt: this.#tailAt };
  }

  /** Whether everything created in this time was listed once. */
  hasListed({ from, to }: Window): boolean {
    const { windowMs } = this.#options;
    const places = this.#at.slice(
      Math.max(0, Math.floor((from - this.#from) / windowMs)),
      Math.max(0, Math.ceil((to - this.#from) / windowMs)),
    );
    return !places.includes(0);
  }

  get isDone(): boolean {
    return this.#tallies.every(isDone);
  }

  /** Whether something is covered that never was, what is new apart; asked once for each state. */
  takeFurther(): boolean {
    const hasComeFurther = this.#hasComeFurther;
    this.#hasComeFurther = false;
    return hasComeFurther;
  }

  #count(index: number, change: (tally: Tally) => void): boolean {
    const tally = this.#tallies[index];
    if (tally === undefined) {
      throw new BugError({
        code: 'internal.unexpected',
        message: { en: `There is no window ${index}`, zh: `没有第 ${index} 个时间窗` },
      });
    }
    const wasDone = isDone(tally);
    change(tally);
    if (wasDone || !isDone(tally)) return false;
    if (tally.place !== undefined) {
      this.#hasComeFurther ||= this.#at[tally.place] === 0;
      this.#at[tally.place] = this.#options.now;
      return true;
    }
    return this.#advance();
  }

  /** When all that is new has been listed, the whole windows in it join the others. */
  #advance(): boolean {
    const { now, lagMs } = this.#options;
    if (!this.#tallies.every((tally) => tally.place !== undefined || isDone(tally))) return false;
    this.#listedTo = Math.max(this.#listedTo, now - lagMs);
    let tailAt = this.#windowAt(this.#at.length).from < this.#newFrom ? this.#tailAt : now;
    for (; this.#windowAt(this.#at.length).to <= this.#listedTo; tailAt = now) this.#at.push(tailAt ?? now);
    this.#tailAt = this.#windowAt(this.#at.length).from < this.#listedTo ? tailAt : undefined;
    return true;
  }

  #windowAt(place: number): Window {
    const from = this.#from + place * this.#options.windowMs;
    return { from, to: from + this.#options.windowMs };
  }
}

/** Windows that nobody has listed yet. */
function firstGrid(from: number, windows: number): WindowGrid {
  return { from, at: Array.from({ length: windows }, () => 0), tailAt: undefined };
}

/** A lookback that was made longer has windows that are not known; and no window that was listed lies in the future, unless our clock was wrong. */
function inScope(
  { grid, listedTo }: NonNullable<ListedWindowsOptions['before']>,
  { start, now, lookbackMs, windowMs }: ListedWindowsOptions,
): NonNullable<ListedWindowsOptions['before']> {
  const earliest = Math.max(start, now - lookbackMs);
  const missing = Math.min(Math.ceil((grid.from - earliest) / windowMs), Math.floor((grid.from - start) / windowMs));
  const before = firstGrid(grid.from - Math.max(0, missing) * windowMs, Math.max(0, missing));
  const known = { ...grid, from: before.from, at: [...before.at, ...grid.at] };
  if (listedTo <= now + skewMs) return { grid: known, listedTo };
  const at = known.at.slice(0, Math.max(0, Math.floor((now - known.from) / windowMs)));
  return { grid: { from: known.from, at, tailAt: undefined }, listedTo: known.from + at.length * windowMs };
}

function isDone({ listed, delivered }: Tally): boolean {
  return listed !== undefined && delivered >= listed;
}
