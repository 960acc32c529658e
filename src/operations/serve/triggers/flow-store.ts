import type { Clock } from '../../../model/clock.ts';
import type { ServiceStore, ServiceTables } from '../../../model/service/service-store.ts';
import { type Definitions, definitionsOf } from '../../../triggers/flow/definitions.ts';

/** The clocks of two machines part by less than a millisecond meanwhile. */
const lookAtClockMs = 10_000;
/** The longest that a change of a trigger, a handler or an integration goes unnoticed where nobody hears of it. */
const keepMs = 1_000;

/** The clock of the store, read once in a while, and counted on by the time that has gone by here. */
class StoreClock {
  readonly #store: Pick<ServiceTables, 'now'>;
  readonly #clock: Clock;
  #ahead = 0;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(store: Pick<ServiceTables, 'now'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async now(): Promise<number> {
    if (this.#clock.elapsed() - this.#readAt >= lookAtClockMs) {
      const before = this.#clock.elapsed();
      const now = await this.#store.now();
      this.#readAt = this.#clock.elapsed();
      this.#ahead = now - (before + this.#readAt) / 2;
    }
    return Math.round(this.#clock.elapsed() + this.#ahead);
  }
}

const mostKept = 10_000;

type Question<Args extends readonly (string | number)[], T> = (...args: Args) => Promise<T>;

/** What was asked is answered as before, until it is forgotten. */
class Kept {
  readonly #clock: Clock;
  readonly #forgets: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly forget = (): void => {
    for (const forget of this.#forgets) forget();
  };

  of<Args extends readonly (string | number)[], T>(ask: Question<Args, T>): Question<Args, T> {
    const asked = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
    this.#forgets.push(() => asked.clear());
    return async (...args) => {
      const key = JSON.stringify(args);
      const now = this.#clock.elapsed();
      const known = asked.get(key);
      if (known !== undefined && now - known.at < keepMs) return await known.answer;
      if (asked.size >= mostKept) asked.clear();
      const answer = ask(...args);
      asked.set(key, { at: now, answer });
      answer.catch(() => asked.delete(key));
      return await answer;
    };
  }
}

/** The store as the flow uses it: its clock is read once in a while, not with each step. */
export function flowStore(store: ServiceStore, clock: Clock): ServiceStore {
  const time = new StoreClock(store, clock);
  const now = (): Promise<number> => time.now();
  return { ...store, now, transaction: (work) => store.transaction((tables) => work({ ...tables, now })) };
}

/** What is asked with each message and changes seldom is remembered, until somebody changes something. */
export function keptDefinitions(store: ServiceStore, clock: Clock, signal: AbortSignal): Definitions {
  const kept = new Kept(clock);
  store.watch(kept.forget, signal);
  const direct = definitionsOf(store);
  return {
    integration: kept.of(direct.integration),
    trigger: kept.of(direct.trigger),
    version: kept.of(direct.version),
    published: kept.of(direct.published),
  };
}
