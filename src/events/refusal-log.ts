import type { RefusalCounts, RefusalReason } from '../model/event-store.ts';

/** Requests refused for the same reason since the last report. */
export interface Refused {
  readonly reason: RefusalReason;
  readonly count: number;
}

/** One line for each reason and minute, however many strangers there are. */
const reportIntervalMs = 60_000;

interface Tally {
  total: number;
  untold: number;
  toldAt: number;
}

/** Counts refused requests. Reports the first at once, and later ones at most once a minute. */
export class RefusalLog {
  readonly #tallies = new Map<RefusalReason, Tally>();
  readonly #tell: (refused: Refused) => void;

  constructor(tell: (refused: Refused) => void) {
    this.#tell = tell;
  }

  get counts(): RefusalCounts {
    return Object.fromEntries([...this.#tallies].map(([reason, { total }]) => [reason, total]));
  }

  add(reason: RefusalReason, now: number): void {
    const tally = this.#tallies.get(reason) ?? { total: 0, untold: 0, toldAt: Number.NEGATIVE_INFINITY };
    this.#tallies.set(reason, tally);
    tally.total++;
    tally.untold++;
    this.#reportIfDue(reason, tally, now);
  }

  /** Reports the requests that were counted since the last report. */
  flush(now: number): void {
    for (const [reason, tally] of this.#tallies) this.#reportIfDue(reason, tally, now);
  }

  #reportIfDue(reason: RefusalReason, tally: Tally, now: number): void {
    if (tally.untold === 0 || now - tally.toldAt < reportIntervalMs) return;
    this.#tell({ reason, count: tally.untold });
    tally.untold = 0;
    tally.toldAt = now;
  }
}
