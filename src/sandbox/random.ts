/** What an entity's randomness is derived from, beside the tenant's seed: `randomFor(seed, 'person', 17)`. */
type RandomKey = string | number;

/**
 * Random access instead of one long sequence: every entity seeds its own stream from (seed, keys…), so entity i is produced
 * without those before it and nothing has to be kept. The stream is splitmix32.
 */
export class Random {
  #state: number;

  constructor(state: number) {
    this.#state = state | 0;
  }

  /** 32 random bits as an unsigned integer. */
  bits(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return mix(this.#state);
  }

  /** In [0, 1). */
  next(): number {
    return this.bits() / 4_294_967_296;
  }

  /** An integer in [0, below). */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** An integer in [from, to]. */
  between(from: number, to: number): number {
    return from + this.int(to - from + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of `choices`, which must not be empty. */
  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.int(choices.length)];
    if (choice === undefined) throw new RangeError('Random.pick needs at least one choice');
    return choice;
  }

  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.bits().toString(16).padStart(8, '0');
    return text.slice(0, length);
  }

  /** `length` decimal digits, the first of them not 0. */
  digits(length: number): string {
    let text = String(1 + this.int(9));
    while (text.length < length) text += String(this.int(1_000_000)).padStart(6, '0');
    return text.slice(0, length);
  }
}

/** The random numbers of one entity: the same in every run for the same seed and keys. */
export function randomFor(seed: number, ...keys: readonly RandomKey[]): Random {
  return new Random(hash32(seed, ...keys));
}

/** An unsigned 32-bit hash of the seed and the keys (FNV-style fold, murmur3 finish). */
export function hash32(seed: number, ...keys: readonly RandomKey[]): number {
  let state = mix(seed | 0);
  for (const key of keys) {
    if (typeof key === 'number') {
      // Both halves count: days and milliseconds do not fit 32 bits.
      state = mix(Math.imul(state ^ (key | 0), 0x01000193) ^ Math.trunc(key / 4_294_967_296));
    } else {
      for (let at = 0; at < key.length; at++) state = Math.imul(state ^ key.charCodeAt(at), 0x01000193);
      state = mix(state);
    }
  }
  return state >>> 0;
}

/** A permutation of the unsigned 32-bit integers: ids look random, and `unscramble` reads the index back without a stored map. */
export function scramble(index: number, seed: number): number {
  let left = index >>> 16;
  let right = index & 0xffff;
  for (let round = 0; round < 4; round++) {
    [left, right] = [right, left ^ (hash32(seed, round, right) & 0xffff)];
  }
  return ((left << 16) | right) >>> 0;
}

/** The inverse of `scramble`. */
export function unscramble(value: number, seed: number): number {
  let left = value >>> 16;
  let right = value & 0xffff;
  for (let round = 3; round >= 0; round--) {
    [left, right] = [right ^ (hash32(seed, round, left) & 0xffff), left];
  }
  return ((left << 16) | right) >>> 0;
}

function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
