import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import { Slots } from '../../util/slots.ts';

/** Of one account; a browser asks for six things at once. */
const mostAtOnce = 4;
const mostWaiting = 16;

/** Bounds how many lists one account asks for at once: each may read much of the store. */
export class AccountLists {
  readonly #slots = new Slots({
    most: Number.POSITIVE_INFINITY,
    mostOfOne: mostAtOnce,
    mostWaitingOfOne: mostWaiting,
  });

  /** @throws ConfigError `api.too.many` */
  async during<T>({ accountId = '' }: Caller, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return await this.#slots.during({ who: accountId, signal, onFull: tooMany }, work);
  }
}

function tooMany(): ConfigError {
  const most = mostAtOnce + mostWaiting;
  return new ConfigError({
    code: 'api.too.many',
    message: {
      en: `The account has asked for ${most} lists that are not answered yet`,
      zh: `该账号已有 ${most} 个列表请求尚未得到结果`,
    },
    cure: { en: 'Wait for their answers first.', zh: '请先等待这些请求的结果。' },
    details: { retryAfterSeconds: 2 },
  });
}
