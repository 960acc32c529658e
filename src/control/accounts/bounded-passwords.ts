import { hashPassword, isPassword, type PasswordCost } from './passwords.ts';
import { type Asker, Places } from './places.ts';

/** Each takes 128 MB and a core. */
const atOnce = 2;
const maxWaiting = 32;
/** Whoever chooses a password has shown who they are, by a link or by the one before. */
const proven: Asker = { from: undefined, isKnown: true };

/** What is done with passwords. */
export interface Passwords {
  /** What is kept instead of it. @throws ConfigError `api.too.many` */
  hash(password: string): Promise<string>;
  /** Takes as long when there is nothing to compare with. Those who are known come before strangers. @throws ConfigError `api.too.many` */
  matches(password: string, hash: string | undefined, asker: Asker): Promise<boolean>;
}

/** Few at a time, however many strangers ask: more would take the memory of the process. */
export class BoundedPasswords implements Passwords {
  readonly #randomBytes: (count: number) => Uint8Array;
  readonly #cost: PasswordCost | undefined;
  readonly #places = new Places(atOnce + maxWaiting);
  readonly #known: (() => void)[] = [];
  readonly #strangers: (() => void)[] = [];
  #working = 0;

  /** `cost`: the usual one unless a test has no time for it. */
  constructor(randomBytes: (count: number) => Uint8Array, cost?: PasswordCost) {
    this.#randomBytes = randomBytes;
    this.#cost = cost;
  }

  async hash(password: string): Promise<string> {
    return await this.#inTurn(proven, () => hashPassword(password, this.#randomBytes, this.#cost));
  }

  async matches(password: string, hash: string | undefined, asker: Asker): Promise<boolean> {
    return await this.#inTurn(asker, () => isPassword(password, hash, this.#cost));
  }

  async #inTurn<T>(asker: Asker, work: () => Promise<T>): Promise<T> {
    const leave = this.#places.enter(asker);
    const line = asker.isKnown ? this.#known : this.#strangers;
    // Who is woken has the place of the one who wakes: nobody can come in between.
    if (this.#working >= atOnce) await new Promise<void>((resolve) => line.push(resolve));
    else this.#working++;
    try {
      return await work();
    } finally {
      leave();
      const next = this.#known.shift() ?? this.#strangers.shift();
      if (next === undefined) this.#working--;
      else next();
    }
  }
}
