import { ConfigError } from '../../model/errors.ts';

/** Who stands in a line before a password is looked at. */
export interface Asker {
  /** A network, with the login of those who are known there; undefined where nobody need be kept from taking more than one's share. */
  readonly from: string | undefined;
  /** Somebody has signed in from there before. */
  readonly isKnown: boolean;
}

const mostOfOne = 8;

/**
 * Places in a line, and as many for those who are known: strangers keep them out from however many networks they ask. Of the strangers' places
 * one network has a few.
 */
export class Places {
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a place; what is returned gives it back, once. @throws ConfigError `api.too.many` */
  enter({ from, isKnown }: Asker): () => void {
    const all = isKnown ? 'known' : 'strangers';
    const mine = from === undefined ? undefined : `${all} ${from}`;
    if (this.#count(all) >= this.#most || (mine !== undefined && this.#count(mine) >= mostOfOne)) throw tooManyAtOnce();
    const add = (by: number): void => {
      this.#add(all, by);
      if (mine !== undefined) this.#add(mine, by);
    };
    add(1);
    return () => add(-1);
  }

  #count(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  #add(key: string, by: number): void {
    const count = this.#count(key) + by;
    if (count === 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
  }
}

function tooManyAtOnce(): ConfigError {
  return new ConfigError({
    code: 'api.too.many',
    message: { en: 'Too many people sign in at once', zh: '同时登录的人过多' },
    details: { retryAfterSeconds: 2 },
  });
}
