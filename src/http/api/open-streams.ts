import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import { plural } from '../../util/plural.ts';

/** Of one account: each holds a connection, and some ask the store every second. */
const mostOfAccount = 20;

/** Counts the streams of events that are open, so that one account does not take the connections of all. */
export class OpenStreams {
  readonly #counts = new Map<string, number>();

  /** Counts one more; what is returned takes it back, once. @throws ConfigError `api.too.many` */
  enter({ accountId = '' }: Pick<Caller, 'accountId'>): () => void {
    const count = this.#counts.get(accountId) ?? 0;
    if (count >= mostOfAccount) throw tooMany();
    this.#counts.set(accountId, count + 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const left = (this.#counts.get(accountId) ?? 1) - 1;
      if (left > 0) this.#counts.set(accountId, left);
      else this.#counts.delete(accountId);
    };
  }
}

function tooMany(): ConfigError {
  return new ConfigError({
    code: 'api.too.many',
    message: {
      en: `The account has ${plural(mostOfAccount, 'stream')} of events open already`,
      zh: `该账号已打开 ${mostOfAccount} 个事件流`,
    },
    cure: { en: 'End some of them first.', zh: '请先结束其中一些。' },
    details: { retryAfterSeconds: 30 },
  });
}
