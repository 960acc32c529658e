/** What is counted: everything that is said to a chat or a person, every change of a message or card, what an app says, and what it writes to cards. */
export interface LimitKey {
  readonly kind: 'chat' | 'person' | 'message' | 'card' | 'app' | 'app_cards';
  readonly id: string;
}

/**
 * How much within a second. The platform takes 5 in a chat (of all bots together), 5 to a person, 5 changes of a message, 10 of a card (as others report)
 * and 50 of an app. Texts of cards are a thousand a minute of an app: who writes 50 a second has to be silent for 40 afterwards, so they are spread evenly.
 */
export type SendRates = Readonly<Record<LimitKey['kind'], number>>;

/** A little less than the platform takes: what is sent evenly does not arrive evenly. */
export const usualRates: SendRates = {
  chat: 4,
  person: 4,
  message: 4,
  card: 8,
  app: 40,
  app_cards: 16,
};

const windowMs = 1_000;
const sweepAt = 2_000;

/** Says when something may be sent, in memory: of whoever sends for an app alone, its limits are kept exactly. */
export class SendLimits {
  readonly #rates: SendRates;
  /** Times that are given away, by key, in their order. */
  readonly #given = new Map<string, number[]>();
  readonly #pausedUntil = new Map<string, number>();

  constructor(rates: SendRates = usualRates) {
    this.#rates = rates;
  }

  /** The first time, from now on, at which no second around it has too much; it is taken. */
  reserve(keys: readonly LimitKey[], now: number): number {
    if (this.#given.size + this.#pausedUntil.size > sweepAt) this.#sweep(now);
    const lists = keys.map(({ kind, id }) => ({ most: this.#rates[kind], times: this.#timesOf(`${kind} ${id}`, now) }));
    const pauses = keys.map(({ kind, id }) => this.#pausedUntil.get(`${kind} ${id}`) ?? now);
    const from = Math.max(now, ...pauses);
    const later = lists.flatMap(({ times }) => times.map((at) => at + windowMs)).filter((at) => at > from);
    const isFree = (at: number): boolean =>
      lists.every(({ most, times }) => times.filter((taken) => Math.abs(taken - at) < windowMs).length < most);
    const at = [from, ...later.toSorted((one, other) => one - other)].find(isFree) ?? from;
    for (const { times } of lists) times.push(at);
    return at;
  }

  /** The platform says that it is too much already: nothing goes there before that time. */
  pause({ kind, id }: LimitKey, until: number): void {
    this.#pausedUntil.set(`${kind} ${id}`, until);
  }

  #timesOf(key: string, now: number): number[] {
    const times = (this.#given.get(key) ?? []).filter((at) => at > now - windowMs);
    this.#given.set(key, times);
    return times;
  }

  #sweep(now: number): void {
    for (const [key, until] of this.#pausedUntil) if (until <= now) this.#pausedUntil.delete(key);
    for (const [key, times] of this.#given) if (times.every((at) => at <= now - windowMs)) this.#given.delete(key);
  }
}
