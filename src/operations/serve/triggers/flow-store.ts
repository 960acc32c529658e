import type { Clock } from '../../../model/clock.ts';
import type { ServiceStore, ServiceTables } from '../../../model/service/service-store.ts';
import { type Definitions, definitionsOf } from '../../../triggers/flow/definitions.ts';
import { KeptAnswers } from '../../../util/kept-answers.ts';

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

type Question<Args extends readonly (string | number)[], T> = (...args: Args) => Promise<T>;

/** The store as the flow uses it: its clock is read once in a while, not with each step. */
export function flowStore(store: ServiceStore, clock: Clock): ServiceStore {
  const time = new StoreClock(store, clock);
  const now = (): Promise<number> => time.now();
  return { ...store, now, transaction: (work) => store.transaction((tables) => work({ ...tables, now })) };
}

/** Has answers remembered. */
export type Keep = <Args extends readonly (string | number)[], T>(ask: Question<Args, T>) => Question<Args, T>;

/** What is asked with each message and changes seldom is remembered, until somebody changes something. */
export function keepUntilChange(store: Pick<ServiceStore, 'watch'>, clock: Clock, signal: AbortSignal): Keep {
  const forgets: (() => void)[] = [];
  store.watch(() => {
    for (const forget of forgets) forget();
  }, signal);
  return <Args extends readonly (string | number)[], T>(ask: Question<Args, T>): Question<Args, T> => {
    const answers = new KeptAnswers<T>(clock, () => keepMs);
    forgets.push(() => answers.clear());
    return async (...args) => await answers.get(JSON.stringify(args), () => ask(...args));
  };
}

/** What people have made, remembered. */
export function keptDefinitions(store: ServiceStore, kept: Keep): Definitions {
  const { integration, trigger, version, published } = definitionsOf(store);
  return {
    integration: kept(integration),
    trigger: kept(trigger),
    version: kept(version),
    published: kept(published),
  };
}
