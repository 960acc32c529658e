import { Buffer } from 'node:buffer';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { BugError } from '../model/errors.ts';
import { untranslated } from '../model/message.ts';
import { Secret } from '../model/secret.ts';
import type { SecretVault } from '../model/service/secret-vault.ts';
import {
  type BodyOwner,
  type BodyVault,
  bodyKeyName,
  ownerOfSealed,
  SealedText,
} from '../model/triggers/sealed-text.ts';
import { decrypt, encrypt, keyBytes, type RandomBytes } from './envelope.ts';

/** How many owners' keys are in memory: conversations that go on at once. */
const defaultMostKeys = 5_000;

/** What a `SealedBodies` is made of. */
export interface BodyVaultParts {
  /** One that tells nobody of what it opens: an output that hides the keys of all conversations would be slow, and they are never in one. */
  readonly vault: Pick<SecretVault, 'get' | 'getOrSet'>;
  /** Tells one store from another. */
  readonly storeId: string;
  readonly randomBytes: RandomBytes;
  readonly mostKeys?: number | undefined;
}

/**
 * Seals what people have said with one key for each conversation, which lies in the vault as a secret of its owner. So a text costs no way to the
 * store, keys are rotated by wrapping one secret for each conversation anew, and a conversation whose key is deleted is gone, whatever is left of it.
 */
export class SealedBodies implements BodyVault {
  readonly #parts: BodyVaultParts;
  /** Those that were used last are at the end. */
  readonly #keys = new Map<string, Promise<KeyObject | undefined>>();

  constructor(parts: BodyVaultParts) {
    this.#parts = parts;
  }

  async seal(owner: BodyOwner, boundTo: string, text: string): Promise<SealedText> {
    const { randomBytes } = this.#parts;
    const made = (): Secret => new Secret(Buffer.from(randomBytes(keyBytes)).toString('base64'));
    const make = (): Promise<Secret> => this.#parts.vault.getOrSet(addressOf(owner), made);
    // Who opens a text at this moment may have found that there is no key.
    const key = (await this.#keyOf(owner, make)) ?? (await this.#keyOf(owner, make));
    if (key === undefined)
      throw new BugError({ code: 'internal.unexpected', message: untranslated('No key of 32 bytes') });
    const sealed = encrypt(Buffer.from(text, 'utf8'), { key, boundTo: this.#binding(owner, boundTo), randomBytes });
    return new SealedText(`v1.${owner.kind}.${owner.id}.${Buffer.from(sealed).toString('base64url')}`);
  }

  async open(sealed: SealedText, boundTo: string): Promise<string | undefined> {
    const { owner, bytes } = partsOf(sealed);
    const key = await this.#keyOf(owner, () => this.#parts.vault.get(addressOf(owner)));
    const text = key && decrypt(bytes, key, this.#binding(owner, boundTo));
    return text && Buffer.from(text).toString('utf8');
  }

  async #keyOf(owner: BodyOwner, read: () => Promise<Secret | undefined>): Promise<KeyObject | undefined> {
    const name = `${owner.kind} ${owner.id}`;
    const key = this.#keys.get(name) ?? read().then(keyOf);
    this.#keys.delete(name);
    this.#keys.set(name, key);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > (this.#parts.mostKeys ?? defaultMostKeys) && oldest !== undefined) this.#keys.delete(oldest);
    try {
      const found = await key;
      // Somebody may make it at any time.
      if (found === undefined) this.#forget(name, key);
      return found;
    } catch (thrown) {
      this.#forget(name, key);
      throw thrown;
    }
  }

  #forget(name: string, key: Promise<KeyObject | undefined>): void {
    if (this.#keys.get(name) === key) this.#keys.delete(name);
  }

  #binding({ kind, id }: BodyOwner, boundTo: string): string {
    return JSON.stringify(['larkstream body v1', this.#parts.storeId, kind, id, boundTo]);
  }
}

function addressOf({ kind, id }: BodyOwner) {
  return { ownerKind: kind, ownerId: id, name: bodyKeyName };
}

/** Made once: of bytes, one is made with each text. */
function keyOf(secret: Secret | undefined): KeyObject | undefined {
  const bytes = secret && Buffer.from(secret.reveal(), 'base64');
  return bytes?.length === keyBytes ? createSecretKey(bytes) : undefined;
}

/** The form is that of every `SealedText`. */
function partsOf(sealed: SealedText): { readonly owner: BodyOwner; readonly bytes: Uint8Array } {
  return { owner: ownerOfSealed(sealed), bytes: Buffer.from(sealed.value.split('.')[3] ?? '', 'base64url') };
}
