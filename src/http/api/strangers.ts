import { ConfigError } from '../../model/errors.ts';

/**
 * Each is answered within milliseconds while the store is well, so that as many are never under way but in an attack or a standstill. Those who
 * are known wait behind them for the same few connections.
 */
const usualMost = 100;

/**
 * Counts what is done for those of whom nobody knows yet who they are. It goes on when their connection has gone, so that the bound of the
 * connections does not bound it: strangers who ask and leave would fill the memory with what waits for the store.
 */
export class Strangers {
  readonly #most: number;
  #count = 0;

  constructor(most: number = usualMost) {
    this.#most = most;
  }

  /** @throws ConfigError `api.too.many` */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const leave = this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** What it gives is due once. @throws ConfigError `api.too.many` */
  enter(): () => void {
    if (this.#count >= this.#most) throw tooMany();
    this.#count++;
    return () => void this.#count--;
  }
}

function tooMany(): ConfigError {
  return new ConfigError({
    code: 'api.too.many',
    message: { en: 'Too many requests of strangers are under way', zh: '未登录者的请求过多' },
    details: { retryAfterSeconds: 2 },
  });
}
