import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { SealedSecret, SecretAddress } from '../model/secret-store.ts';

const ivBytes = 12;
const tagBytes = 16;
/** Of a secret's own key and of a master key: AES-256. */
export const keyBytes = 32;

/** A key that wraps the keys of secrets. */
export interface MasterKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** So many bytes that nobody can guess; those of the system outside of tests. */
export type RandomBytes = (count: number) => Uint8Array;

interface Identity {
  readonly storeId: string;
  readonly id: string;
}

/**
 * Seals a secret in an envelope: AES-256-GCM with a key of its own, which is wrapped with the master key. Each of the two is bound to what it
 * belongs to, so that a row copied to another owner, another store, or an old version put back, does not open.
 */
export function seal(
  text: string,
  {
    storeId,
    id,
    address,
    key,
    createdAt,
    randomBytes,
  }: Identity & {
    readonly address: SecretAddress;
    readonly key: MasterKey;
    readonly createdAt: number;
    readonly randomBytes: RandomBytes;
  },
): SealedSecret {
  const own = randomBytes(keyBytes);
  return {
    id,
    ...address,
    keyId: key.id,
    wrappedKey: encrypt(own, { key: key.bytes, boundTo: wrapBinding({ storeId, id, keyId: key.id }), randomBytes }),
    sealed: encrypt(Buffer.from(text, 'utf8'), { key: own, boundTo: valueBinding(storeId, address), randomBytes }),
    createdAt,
  };
}

/** The plain text, or undefined where the key is another, or the row was changed or belongs elsewhere: which, cannot be told. */
export function open(secret: SealedSecret, key: MasterKey, storeId: string): string | undefined {
  const own = unwrap(secret, key, storeId);
  if (own === undefined) return undefined;
  const bytes = decrypt(secret.sealed, own, valueBinding(storeId, secret));
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

/** The secret's key wrapped with another master key; the secret itself stays as it is. Undefined where it does not open. */
export function rewrap(
  secret: SealedSecret,
  {
    from,
    to,
    storeId,
    randomBytes,
  }: {
    readonly from: MasterKey;
    readonly to: MasterKey;
    readonly storeId: string;
    readonly randomBytes: RandomBytes;
  },
): Pick<SealedSecret, 'keyId' | 'wrappedKey'> | undefined {
  const own = unwrap(secret, from, storeId);
  if (own === undefined) return undefined;
  const boundTo = wrapBinding({ storeId, id: secret.id, keyId: to.id });
  return { keyId: to.id, wrappedKey: encrypt(own, { key: to.bytes, boundTo, randomBytes }) };
}

function unwrap(secret: SealedSecret, key: MasterKey, storeId: string): Uint8Array | undefined {
  return decrypt(secret.wrappedKey, key.bytes, wrapBinding({ storeId, id: secret.id, keyId: secret.keyId }));
}

// As JSON: joined by a plain sign, two different owners could come out the same.
function valueBinding(storeId: string, { ownerKind, ownerId, name, version }: SecretAddress): string {
  return JSON.stringify(['larkstream secret v1', storeId, ownerKind, ownerId, name, version]);
}

function wrapBinding({ storeId, id, keyId }: Identity & { readonly keyId: string }): string {
  return JSON.stringify(['larkstream key v1', storeId, id, keyId]);
}

/** Initialisation vector, ciphertext and tag; it opens only with the key, and what it is bound to. */
export function encrypt(
  plain: Uint8Array,
  {
    key,
    boundTo,
    randomBytes,
  }: {
    readonly key: Uint8Array | KeyObject;
    readonly boundTo: string;
    readonly randomBytes: RandomBytes;
  },
): Uint8Array {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(boundTo));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined where it is another key, it is bound to something else, or was changed. */
export function decrypt(box: Uint8Array, key: Uint8Array | KeyObject, boundTo: string): Uint8Array | undefined {
  if (box.length < ivBytes + tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(box.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(box.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch {
    return undefined; // the tag does not fit
  }
}
