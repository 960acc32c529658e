import { Buffer } from 'node:buffer';
import { createPrivateKey, sign } from 'node:crypto';
import type { Secret } from '../../model/secret.ts';
import type { JsonObject } from '../../util/json.ts';
import { refused } from '../refusals.ts';

/** How somebody shows who he is. */
export type NatsCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string; readonly password: Secret }
  | { readonly kind: 'token'; readonly token: Secret }
  /** Text of a `.creds` file: a JWT, and the seed of its key. */
  | { readonly kind: 'creds'; readonly creds: Secret };

/** The fields of `CONNECT` that show it. https://docs.nats.io/reference/reference-protocols/nats-protocol */
export function shownTo(credentials: NatsCredentials, nonce: string): JsonObject {
  switch (credentials.kind) {
    case 'none':
      return {};
    case 'password':
      return { user: credentials.user, pass: credentials.password.reveal() };
    case 'token':
      return { auth_token: credentials.token.reveal() };
    case 'creds': {
      const text = credentials.creds.reveal();
      const jwt = blockOf(text, 'NATS USER JWT');
      const key = privateKeyOf(blockOf(text, 'USER NKEY SEED'));
      return { jwt, sig: sign(null, Buffer.from(nonce), key).toString('base64url') };
    }
  }
}

function blockOf(text: string, name: string): string {
  const found = new RegExp(`-----BEGIN ${name}-----\\s*([\\w.-]+)\\s*-`).exec(text)?.[1];
  if (found === undefined) throw refused({ en: `The credentials hold no ${name}`, zh: `凭证中没有 ${name}` });
  return found;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const seedBytes = 32;
/** Of a key of Ed25519 in PKCS #8 (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A seed is two bytes that say what it is of, the key, and a checksum, in base32. https://github.com/nats-io/nkeys */
function privateKeyOf(seed: string): ReturnType<typeof createPrivateKey> {
  const bytes = fromBase32(seed);
  if (bytes.length < 2 + seedBytes)
    throw refused({ en: 'The seed of the credentials is not whole', zh: '凭证中的种子不完整' });
  const der = Buffer.concat([pkcs8, bytes.subarray(2, 2 + seedBytes)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let [bits, value] = [0, 0];
  for (const letter of text) {
    value = (value << 5) | Math.max(0, letters.indexOf(letter));
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
    value &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}
