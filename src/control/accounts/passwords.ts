import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Uint8Array, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** What a try costs whoever guesses, and us. */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** OWASP's figures for scrypt (Password Storage Cheat Sheet): 128 MB and about a third of a second a try. */
const usualCost: PasswordCost = { N: 2 ** 17, r: 8, p: 1 };
const keyBytes = 32;
const saltBytes = 16;
const form = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;

/** Of a password that somebody chooses. */
export const minPasswordLength = 12;
/** More would only take time. */
export const maxPasswordLength = 200;

async function keyOf(password: string, salt: Uint8Array, { N, r, p }: PasswordCost): Promise<Buffer> {
  // The same letters can be typed as different code points.
  return await derive(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem: 256 * N * r });
}

/** What is kept instead of a password: `scrypt$N$r$p$salt$key`, the last two in base64. */
export async function hashPassword(
  password: string,
  randomBytes: (count: number) => Uint8Array,
  cost: PasswordCost = usualCost,
): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await keyOf(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, Buffer.from(salt).toString('base64'), key.toString('base64')].join('$');
}

/** Whether it is the password. Takes as long when there is no such account (`hash` undefined), so that names can't be found by timing. */
export async function isPassword(
  password: string,
  hash: string | undefined,
  cost: PasswordCost = usualCost,
): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = form.exec(hash ?? '') ?? [];
  const isKept = hash !== undefined && N !== undefined;
  const used = isKept ? { N: Number(N), r: Number(r), p: Number(p) } : cost;
  const derived = await keyOf(password, Buffer.from(isKept ? salt : 'AAAAAAAAAAAAAAAAAAAAAA==', 'base64'), used);
  const expected = Buffer.from(key, 'base64');
  return isKept && expected.length === derived.length && timingSafeEqual(derived, expected);
}
