import type { Clock } from '../model/clock.ts';
import type { ReportedError } from '../model/run-report.ts';

/** Live replication cannot go on, and is tried again. */
export interface Standstill {
  readonly error: ReportedError;
  /** Tries in vain, one after another. */
  readonly failures: number;
  /** When it is tried again, in milliseconds since the epoch. */
  readonly retryAt: number;
}

/** Told of each try in vain; with nothing once it goes on. */
export type StandstillListener = (standstill: Standstill | undefined) => void;

/** Reading and writing as a whole; or acting on events, which may fail while reading goes on. */
type Part = 'read' | 'events';

/** Counts tries in vain, each part for itself: events may find nothing to fail at while nothing can be read. */
export class Standstills {
  readonly #clock: Clock;
  readonly #listener: StandstillListener | undefined;
  readonly #failures = new Map<Part, number>();

  constructor(clock: Clock, listener: StandstillListener | undefined) {
    this.#clock = clock;
    this.#listener = listener;
  }

  failuresOf(part: Part): number {
    return this.#failures.get(part) ?? 0;
  }

  failed(part: Part, error: ReportedError, pauseMs: number): void {
    const failures = this.failuresOf(part) + 1;
    this.#failures.set(part, failures);
    this.#listener?.({ error, failures, retryAt: this.#clock.now() + pauseMs });
  }

  goesOn(part: Part): void {
    if (this.#failures.delete(part) && this.#failures.size === 0) this.#listener?.(undefined);
  }
}
