import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import { Slots } from '../../util/slots.ts';

/** Of one browser or token; a browser asks for six things at once. */
const mostAtOnce = 4;
const mostWaiting = 16;
/** Of all browsers of an account, and as many of all its tokens: of neither there is an end. */
const mostOfKind: number = 2 * (mostAtOnce + mostWaiting);

/** Bounds how many lists are asked for at once: each may read much of the store. What a person's programs ask for does not shut their browser out. */
export class AccountLists {
  readonly #slots = new Slots({
    most: Number.POSITIVE_INFINITY,
    mostOfOne: mostAtOnce,
    mostWaitingOfOne: mostWaiting,
  });
  readonly #counts = new Map<string, number>();

  /** @throws ConfigError `api.too.many` */
  async during<T>({ accountId, kind, id, signInId }: Caller, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const all = `${kind} ${accountId}`;
    if (this.#countOf(all) >= mostOfKind) throw tooMany(mostOfKind);
    this.#add(all, 1);
    const onFull = (): ConfigError => tooMany(mostAtOnce + mostWaiting);
    try {
      return await this.#slots.during({ who: `${all} ${signInId ?? id}`, signal, onFull }, work);
    } finally {
      this.#add(all, -1);
    }
  }

  #countOf(all: string): number {
    return this.#counts.get(all) ?? 0;
  }

  #add(all: string, by: number): void {
    const count = this.#countOf(all) + by;
    if (count > 0) this.#counts.set(all, count);
    else this.#counts.delete(all);
  }
}

function tooMany(most: number): ConfigError {
  return new ConfigError({
    code: 'api.too.many',
    message: {
      en: `${most} lists that were asked for are not answered yet`,
      zh: `已有 ${most} 个列表请求尚未得到结果`,
    },
    cure: { en: 'Wait for their answers first.', zh: '请先等待这些请求的结果。' },
    details: { retryAfterSeconds: 2 },
  });
}
