import { createHmac } from 'node:crypto';
import { Secret } from '../model/secret.ts';
import type { ControlParts } from './parts.ts';

const keyAddress = { ownerKind: 'store', ownerId: 'answers', name: 'request-hash' } as const;
const keyBytes = 32;

/**
 * What is kept of a request that may be repeated. Requests hold passwords: a plain hash would let whoever reads the store try them, so it is
 * keyed. The key is sealed like every secret, and outlives the rotation of the master keys.
 */
export class RequestHash {
  readonly #parts: Pick<ControlParts, 'store' | 'openVault' | 'randomBytes'>;
  #key: Promise<Secret> | undefined;

  constructor(parts: Pick<ControlParts, 'store' | 'openVault' | 'randomBytes'>) {
    this.#parts = parts;
  }

  /** @throws TransientError `secrets.keys.wrong` */
  async of(request: string): Promise<string> {
    this.#key ??= this.#findKey().catch((thrown: unknown) => {
      this.#key = undefined;
      throw thrown;
    });
    const key = await this.#key;
    return createHmac('sha256', key.reveal()).update(request).digest('hex');
  }

  async #findKey(): Promise<Secret> {
    const { store, openVault, randomBytes } = this.#parts;
    return await openVault(store.secrets).getOrSet(
      keyAddress,
      () => new Secret(Buffer.from(randomBytes(keyBytes)).toString('base64url')),
    );
  }
}
