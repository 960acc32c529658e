import type { ModuleName } from '../model/stream.ts';

/** Reads everything, or the modules that the last read left incomplete, or only what events point at. */
export type LivePhase = 'snapshot' | 'catch-up' | 'streaming';

interface ReadEnd {
  readonly now: number;
  /** Modules of which the read missed something. */
  readonly incomplete: ReadonlySet<ModuleName>;
  /** Something is missing, and it is unknown what: only a snapshot reads it. */
  readonly isUnknown: boolean;
}

const firstPauseMs = 15_000;

/**
 * When everything is read again: a fixed time after the last snapshot has ended. What a read has missed is read again soon, and
 * ever later while it stays missing, so that a passing fault costs seconds and a lasting one few calls.
 */
export class ReadSchedule {
  readonly #everyMs: number;
  readonly #random: () => number;
  #nextSnapshotAt = 0;
  #nextCatchUpAt = Number.POSITIVE_INFINITY;
  #incomplete: ReadonlySet<ModuleName> = new Set();
  /** Reads in a row that missed something. */
  #misses = 0;

  constructor(everyMs: number, random: () => number) {
    this.#everyMs = everyMs;
    this.#random = random;
  }

  /** What a read of the phase `catch-up` is to cover. */
  get incomplete(): ReadonlySet<ModuleName> {
    return this.#incomplete;
  }

  phaseAt(now: number): LivePhase {
    if (now >= this.#nextSnapshotAt) return 'snapshot';
    return now >= this.#nextCatchUpAt ? 'catch-up' : 'streaming';
  }

  /** How long events alone are followed from now on. */
  pauseFrom(now: number): number {
    return Math.max(0, Math.min(this.#nextSnapshotAt, this.#nextCatchUpAt) - now);
  }

  requestSnapshot(): void {
    this.#nextSnapshotAt = 0;
  }

  /** A snapshot begins: who wants another one meanwhile gets it after this one. */
  begin(): void {
    this.#nextSnapshotAt = Number.POSITIVE_INFINITY;
  }

  end(phase: 'snapshot' | 'catch-up', { now, incomplete, isUnknown }: ReadEnd): void {
    this.#incomplete = incomplete;
    this.#misses = incomplete.size > 0 || isUnknown ? this.#misses + 1 : 0;
    const soonAt = now + this.#pauseMs();
    this.#nextCatchUpAt = incomplete.size > 0 ? soonAt : Number.POSITIVE_INFINITY;
    const snapshotAt = isUnknown ? soonAt : now + this.#everyMs;
    if (phase === 'snapshot') this.#nextSnapshotAt = Math.min(this.#nextSnapshotAt, snapshotAt);
  }

  #pauseMs(): number {
    const pauseMs = firstPauseMs * 2 ** Math.min(this.#misses - 1, 20);
    return Math.min(this.#everyMs, pauseMs * (0.5 + this.#random() / 2));
  }
}
