import { createHash, timingSafeEqual } from 'node:crypto';

const secretBytes = 32;
const form = /^lks_(tok_[0-9a-z]+)_([A-Za-z0-9_-]{43})$/;

/** 256 bits that nobody can guess, in base64url: of a sign-in, a token, a link. */
export function newSecret(randomBytes: (count: number) => Uint8Array): string {
  return Buffer.from(randomBytes(secretBytes)).toString('base64url');
}

/** What is kept of a secret of 256 bits: a password would need more than a hash, this does not. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Whether the hash is the secret's, in a time that does not tell where they differ. */
export function isHashOf(secret: string, hash: string): boolean {
  const mine = Buffer.from(hashSecret(secret));
  const kept = Buffer.from(hash);
  return mine.length === kept.length && timingSafeEqual(mine, kept);
}

/** An API token as its owner sees it, once. The prefix is for those who look for leaked secrets. */
export function formatToken(id: string, secret: string): string {
  return `lks_${id}_${secret}`;
}

/** Its id and secret; undefined when it is no token of ours. */
export function parseToken(token: string): { readonly id: string; readonly secret: string } | undefined {
  const [, id, secret] = form.exec(token) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}
