import type { ModuleName } from '../model/stream.ts';

/** Everything is read, or the modules that the last read left incomplete, or nothing but what events tell of. */
export type LivePhase = 'whole' | 'part' | 'events';

export interface ReadEnd {
  readonly now: number;
  /** Modules of which the read missed something. */
  readonly incomplete: ReadonlySet<ModuleName>;
  /** Something is missing of which nobody knows what: only reading everything makes it good. */
  readonly isUnknown: boolean;
}

const firstPauseMs = 15_000;

/**
 * When everything is read again: a fixed time after the last whole read has ended. What a read has missed is read again soon, and
 * ever later while it stays missing, so that a passing fault costs seconds and a lasting one few calls.
 */
export class ReadSchedule {
  readonly #everyMs: number;
  readonly #random: () => number;
  #nextWholeAt = 0;
  #nextPartAt = Number.POSITIVE_INFINITY;
  #incomplete: ReadonlySet<ModuleName> = new Set();
  /** Reads in a row that missed something. */
  #misses = 0;

  constructor(everyMs: number, random: () => number) {
    this.#everyMs = everyMs;
    this.#random = random;
  }

  /** What a read of the phase `part` is to cover. */
  get incomplete(): ReadonlySet<ModuleName> {
    return this.#incomplete;
  }

  phaseAt(now: number): LivePhase {
    if (now >= this.#nextWholeAt) return 'whole';
    return now >= this.#nextPartAt ? 'part' : 'events';
  }

  /** How long events alone are followed from now on. */
  pauseFrom(now: number): number {
    return Math.max(0, Math.min(this.#nextWholeAt, this.#nextPartAt) - now);
  }

  wantWhole(): void {
    this.#nextWholeAt = 0;
  }

  /** A whole read begins: who wants another one meanwhile gets it after this one. */
  begin(): void {
    this.#nextWholeAt = Number.POSITIVE_INFINITY;
  }

  end(phase: 'whole' | 'part', { now, incomplete, isUnknown }: ReadEnd): void {
    this.#incomplete = incomplete;
    this.#misses = incomplete.size > 0 || isUnknown ? this.#misses + 1 : 0;
    const soonAt = now + this.#pauseMs();
    this.#nextPartAt = incomplete.size > 0 ? soonAt : Number.POSITIVE_INFINITY;
    const wholeAt = isUnknown ? soonAt : now + this.#everyMs;
    if (phase === 'whole') this.#nextWholeAt = Math.min(this.#nextWholeAt, wholeAt);
  }

  #pauseMs(): number {
    const pauseMs = firstPauseMs * 2 ** Math.min(this.#misses - 1, 20);
    return Math.min(this.#everyMs, pauseMs * (0.5 + this.#random() / 2));
  }
}
