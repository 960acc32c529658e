import { type Clock, longestSince, type Moment, momentOf } from '../../../model/clock.ts';
import type { ServiceStore, ServiceTables } from '../../../model/service/service-store.ts';
import { type Definitions, definitionsOf } from '../../../triggers/flow/definitions.ts';
import { KeptAnswers } from '../../../util/kept-answers.ts';

/** The clocks of two machines part by less than a millisecond meanwhile. */
const lookAtClockMs = 10_000;
/** What was read longer ago counts no more: the machine may have been suspended. */
const oldestReadingMs = 60_000;
/** The longest that a change of a trigger, a handler or an integration goes unnoticed where nobody hears of it. */
const keepMs = 1_000;

/** The clock of the store, read once in a while, and counted on by the time that has gone by here. */
class StoreClock {
  readonly #store: Pick<ServiceTables, 'now'>;
  readonly #clock: Clock;
  #ahead = 0;
  #readAt: Moment | undefined;
  #reading: Promise<void> | undefined;

  constructor(store: Pick<ServiceTables, 'now'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async now(): Promise<number> {
    const age = this.#readAt === undefined ? oldestReadingMs : longestSince(this.#clock, this.#readAt);
    // Beside what goes on: whoever is within a transaction waits for no other connection.
    if (age >= oldestReadingMs) await this.#read();
    else if (age >= lookAtClockMs) void this.#read().catch(() => undefined);
    return Math.round(this.#clock.elapsed() + this.#ahead);
  }

  async #read(): Promise<void> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #readOnce(): Promise<void> {
    const before = this.#clock.elapsed();
    const now = await this.#store.now();
    const after = momentOf(this.#clock);
    this.#ahead = now - (before + after.elapsed) / 2;
    this.#readAt = after;
  }
}

type Question<Args extends readonly (string | number)[], T> = (...args: Args) => Promise<T>;

/** The store as the flow uses it: its clock is read once in a while, not with each step. */
export function flowStore(store: ServiceStore, clock: Clock): ServiceStore {
  const time = new StoreClock(store, clock);
  const now = (): Promise<number> => time.now();
  return {
    ...store,
    now,
    transaction: async (work) => {
      await now();
      return await store.transaction((tables) => work({ ...tables, now }));
    },
  };
}

/** Has answers remembered. */
export type Keep = <Args extends readonly (string | number)[], T>(ask: Question<Args, T>) => Question<Args, T>;

/**
 * What is asked with each message and changes seldom is remembered, until somebody changes something. That something is missing is not: without its
 * handler a message would be given up.
 */
export function keepUntilChange(store: Pick<ServiceStore, 'watch'>, clock: Clock, signal: AbortSignal): Keep {
  const forgets: (() => void)[] = [];
  store.watch(() => {
    for (const forget of forgets) forget();
  }, signal);
  return <Args extends readonly (string | number)[], T>(ask: Question<Args, T>): Question<Args, T> => {
    const answers = new KeptAnswers<T>(clock, (answer) => (answer === undefined ? 0 : keepMs));
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
