import type { CallRate } from '../../model/service/call-rates.ts';

const minuteMs = 60_000;
/** Who watches sees the busiest. */
const mostTold = 5;

interface Called {
  readonly limit: number;
  /** When calls were made, the oldest first. */
  times: number[];
}

/** Calls of the last minute by endpoint, against what the limit allows: over a shorter time, a burst would look like too many. */
export class CallRates {
  readonly #called = new Map<string, Called>();

  /** `limit`: calls that the platform allows in a minute; `at` is a time of `clock.elapsed()`. */
  add(endpoint: string, limit: number, at: number): void {
    const known = this.#called.get(endpoint);
    if (known === undefined) this.#called.set(endpoint, { limit, times: [at] });
    else known.times.push(at);
  }

  /** Those that are nearest to their limits, first. */
  rates(now: number): readonly CallRate[] {
    const rates: CallRate[] = [];
    for (const [endpoint, called] of this.#called) {
      called.times = called.times.filter((at) => at > now - minuteMs);
      if (called.times.length === 0) this.#called.delete(endpoint);
      else rates.push({ endpoint, lastMinute: called.times.length, limit: called.limit });
    }
    const share = ({ lastMinute, limit }: CallRate): number => lastMinute / limit;
    return rates.sort((one, other) => share(other) - share(one)).slice(0, mostTold);
  }
}
