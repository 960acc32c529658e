import { ConfigError } from '../../model/errors.ts';
import { hashPassword, isPassword, type PasswordCost } from './passwords.ts';

/** Each takes 128 MB and a core. */
const atOnce = 2;
const maxWaiting = 32;

/** What is done with passwords. */
export interface Passwords {
  /** What is kept instead of it. @throws ConfigError `api.too.many` */
  hash(password: string): Promise<string>;
  /** Takes as long when there is nothing to compare with. @throws ConfigError `api.too.many` */
  matches(password: string, hash: string | undefined): Promise<boolean>;
}

/** Few at a time, however many strangers ask: more would take the memory of the process. */
export class BoundedPasswords implements Passwords {
  readonly #randomBytes: (count: number) => Uint8Array;
  readonly #cost: PasswordCost | undefined;
  readonly #waiting: (() => void)[] = [];
  #working = 0;

  /** `cost`: the usual one unless a test has no time for it. */
  constructor(randomBytes: (count: number) => Uint8Array, cost?: PasswordCost) {
    this.#randomBytes = randomBytes;
    this.#cost = cost;
  }

  async hash(password: string): Promise<string> {
    return await this.#inTurn(() => hashPassword(password, this.#randomBytes, this.#cost));
  }

  async matches(password: string, hash: string | undefined): Promise<boolean> {
    return await this.#inTurn(() => isPassword(password, hash, this.#cost));
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length >= maxWaiting) throw tooManyAtOnce();
    // Who is woken has the place of the one who wakes: nobody can come in between.
    if (this.#working >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#working++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#working--;
      else next();
    }
  }
}

/** Says that strangers and people together ask for more than there is room for. */
export function tooManyAtOnce(): ConfigError {
  return new ConfigError({
    code: 'api.too.many',
    message: { en: 'Too many people sign in at once', zh: '同时登录的人过多' },
    details: { retryAfterSeconds: 2 },
  });
}
