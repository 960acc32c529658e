import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../model/secret.ts';

const ivBytes = 16;

/**
 * The plain text of `encrypt`: AES-256-CBC under the SHA-256 of the Encrypt Key, PKCS#7, the IV in front, all in base64.
 * Undefined for what was not encrypted with this key. Source: event-subscription-guide, "encryption strategy".
 */
export function decrypt(wire: string, encryptKey: Secret): string | undefined {
  const bytes = Buffer.from(wire, 'base64');
  if (bytes.length <= ivBytes || bytes.length % 16 !== 0) return undefined;
  try {
    const key = createHash('sha256').update(encryptKey.reveal()).digest();
    const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, ivBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** What a signature covers: the headers `X-Lark-Request-Timestamp` (seconds since the epoch) and `X-Lark-Request-Nonce`, and the body. */
export interface Signed {
  readonly timestamp: string;
  readonly nonce: string;
  /** As it came over the wire: parsing and writing it again may change it. */
  readonly body: Buffer;
}

/** Lower-case hexadecimal SHA-256 of timestamp, nonce, Encrypt Key and body, one after another. Source: the same page. */
export function signEvent({ timestamp, nonce, body }: Signed, encryptKey: Secret): string {
  return createHash('sha256')
    .update(timestamp + nonce + encryptKey.reveal())
    .update(body)
    .digest('hex');
}

/** The older card callback is signed with the Verification Token and SHA-1. Source: the official SDKs, `card`. */
export function signOldCard({ timestamp, nonce, body }: Signed, verificationToken: Secret): string {
  return createHash('sha1')
    .update(timestamp + nonce + verificationToken.reveal())
    .update(body)
    .digest('hex');
}

/** Takes equally long wherever they differ. */
export function isSame(left: Secret, right: Secret): boolean {
  const digest = (secret: Secret): Buffer => createHash('sha256').update(secret.reveal()).digest();
  return timingSafeEqual(digest(left), digest(right));
}
