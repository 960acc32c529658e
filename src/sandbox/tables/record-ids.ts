const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const pairCount = alphabet.length * alphabet.length;
const pairs: readonly string[] = Array.from(
  { length: pairCount },
  (_, at) => `${alphabet.charAt(Math.floor(at / alphabet.length))}${alphabet.charAt(at % alphabet.length)}`,
);
const pairValues: ReadonlyMap<string, number> = new Map(pairs.map((pair, at) => [pair, at]));

/** Inverse of an odd number modulo 2^32 (Newton's iteration doubles the right bits each round). */
function inverse32(odd: number): number {
  let inverse = odd;
  for (let round = 0; round < 5; round++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}

const firstFactor = 0x2c1b3c6d;
const secondFactor = 0x297a2d39;
const firstInverse = inverse32(firstFactor);
const secondInverse = inverse32(secondFactor);

/** Maps a 32-bit number to another one that looks random; every number has its own image, so ids never collide. */
function disguise(value: number, salt: number): number {
  let mixed = Math.imul(value ^ salt, firstFactor);
  mixed ^= mixed >>> 16;
  return Math.imul(mixed, secondFactor) >>> 0;
}

/** The number that `disguise` was given. */
function reveal(disguised: number, salt: number): number {
  let value = Math.imul(disguised, secondInverse);
  value ^= value >>> 16;
  return (Math.imul(value, firstInverse) ^ salt) >>> 0;
}

const pairAt = (value: number): string => pairs[value % pairCount] ?? '';
const idPattern = /^rec[A-Za-z0-9]{8}$/;

/** Record ids of one table: they look random, and the row number can be read back out of them without any stored map. */
export class RecordIds {
  readonly #salt: number;
  readonly #prefix: string;

  constructor(tableSalt: number) {
    this.#salt = tableSalt | 0;
    this.#prefix = `rec${pairAt(disguise(this.#salt, 0x51ed270b))}`;
  }

  idOf(row: number): string {
    const mixed = disguise(row, this.#salt);
    const low = mixed % pairCount;
    const rest = (mixed - low) / pairCount;
    return this.#prefix + pairAt(Math.floor(rest / pairCount)) + pairAt(rest) + pairAt(low);
  }

  /** The row number, or -1 for an id that this table can never have given out. */
  rowOf(id: string): number {
    if (!idPattern.test(id) || !id.startsWith(this.#prefix)) return -1;
    const [high, middle, low] = [id.slice(5, 7), id.slice(7, 9), id.slice(9, 11)].map(
      (pair) => pairValues.get(pair) ?? 0,
    );
    const mixed = ((high ?? 0) * pairCount + (middle ?? 0)) * pairCount + (low ?? 0);
    return mixed > 0xffffffff ? -1 : reveal(mixed, this.#salt);
  }
}
