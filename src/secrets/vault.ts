import { ConfigError, type ErrorOptions, TransientError } from '../model/errors.ts';
import { Secret } from '../model/secret.ts';
import type { SealedSecret, SecretAddress, SecretStore } from '../model/secret-store.ts';
import type { RewrappedPage, SecretVault, VerifyReport } from '../model/service/secret-vault.ts';
import { open, type RandomBytes, rewrap, seal } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';

const pageSize = 200;
/** A secret of known text: whether the keys are the right ones shows at the start, not in the middle of the night. */
const probe = { ownerKind: 'store', ownerId: 'probe', name: 'keys' } as const;
const probeText = 'larkstream';
/** The text of a version that says there is no such secret. */
const none = '';

interface VaultParts {
  readonly store: SecretStore;
  /** Asked at each use: keys are changed while the service runs. */
  readonly ring: () => KeyRing;
  /** Tells one store from another: a row does not open in another's. */
  readonly storeId: string;
  readonly newId: () => string;
  readonly randomBytes: RandomBytes;
  readonly now: () => number;
  /** Told of each secret that comes into memory, so that no output shows it. */
  readonly onSecret?: ((secret: Secret) => void) | undefined;
}

/** Whether keys were used on the store before: then new ones would be the wrong ones. */
export async function wasSealed(store: SecretStore): Promise<boolean> {
  return (await store.find(probe)) !== undefined;
}

/** Keeps secrets sealed: the store sees ciphertexts only, the rest of the program {@link Secret}s. */
export class Vault implements SecretVault {
  readonly #parts: VaultParts;

  constructor(parts: VaultParts) {
    this.#parts = parts;
  }

  /**
   * Proves that the ring opens what lies in the store, and leaves the proof there at the first start.
   * @throws ConfigError `secrets.keys.wrong`
   */
  async assertKeysFit(): Promise<void> {
    const found = await this.#parts.store.find(probe);
    if (found === undefined) await this.getOrSet(probe, () => new Secret(probeText));
    else if (this.#tryOpen(found) === undefined) throw new ConfigError(wrongKeys(found.keyId, this.#parts.ring()));
  }

  /** The master keys that wrap secrets which this ring does not open, tried at one secret of each. */
  async unopened(): Promise<readonly string[]> {
    const samples = await this.#parts.store.onePerKey();
    return samples.filter((secret) => this.#tryOpen(secret) === undefined).map(({ keyId }) => keyId);
  }

  /** Adds a version of the secret. */
  async set(secret: Omit<SecretAddress, 'version'>, value: Secret): Promise<void> {
    this.#parts.onSecret?.(value);
    // Of those who come at once each takes the next number that is free.
    while (!(await this.#add(secret, value.reveal(), await this.#parts.store.find(secret))));
  }

  /** Adds a version that says there is none: see `SecretVault`. */
  async setNone(secret: Omit<SecretAddress, 'version'>): Promise<void> {
    while (!(await this.#add(secret, none, await this.#parts.store.find(secret))));
  }

  /** The newest version; undefined when none is set. @throws TransientError `secrets.keys.wrong` */
  async get(secret: Omit<SecretAddress, 'version'>): Promise<Secret | undefined> {
    const opened = this.#secretOf(await this.#parts.store.find(secret));
    if (opened !== undefined) this.#parts.onSecret?.(opened);
    return opened;
  }

  /** The newest version, else what `make` gives: see `SecretVault`. */
  async getOrSet(secret: Omit<SecretAddress, 'version'>, make: () => Secret): Promise<Secret> {
    for (;;) {
      const newest = await this.#parts.store.find(secret);
      const made = newest === undefined || this.#open(newest) === none ? make() : undefined;
      // Of several processes that come at once, the first has left it.
      if (made !== undefined && !(await this.#add(secret, made.reveal(), newest))) continue;
      const found = made ?? this.#secretOf(newest);
      if (found === undefined) throw new Error('An empty text was made');
      this.#parts.onSecret?.(found);
      return found;
    }
  }

  /** The newest version, and earlier ones that are still believed beside it: see `SecretVault`. @throws TransientError `secrets.keys.wrong` */
  async believed(secret: Omit<SecretAddress, 'version'>): Promise<readonly (Secret | undefined)[]> {
    const found = await this.#parts.store.believed(secret, this.#parts.now());
    return found.map((one) => this.#secretOf(one));
  }

  /** Wraps the secrets behind one with the current key: see `SecretVault`. */
  async rewrapPage(afterId: string): Promise<RewrappedPage> {
    const { store, storeId, randomBytes } = this.#parts;
    const ring = this.#parts.ring();
    const page = await store.page({ afterId, limit: pageSize });
    let count = 0;
    for (const secret of page) {
      if (secret.keyId === ring.current.id) continue;
      const from = ring.find(secret.keyId);
      const wrapped = from && rewrap(secret, { from, to: ring.current, storeId, randomBytes });
      if (wrapped === undefined) throw new ConfigError(wrongKeys(secret.keyId, this.#parts.ring()));
      if (await store.rewrap(secret, wrapped)) count++;
    }
    return { count, lastId: page.at(-1)?.id };
  }

  /** Opens every secret. */
  async verify(): Promise<VerifyReport> {
    const unreadable: (SecretAddress & { readonly keyId: string })[] = [];
    let secrets = 0;
    for await (const secret of this.#all()) {
      secrets++;
      if (this.#tryOpen(secret) !== undefined) continue;
      const { ownerKind, ownerId, name, version, keyId } = secret;
      unreadable.push({ ownerKind, ownerId, name, version, keyId });
    }
    return { secrets, unreadable };
  }

  async *#all(): AsyncGenerator<SealedSecret> {
    for (let afterId = ''; ; ) {
      const page = await this.#parts.store.page({ afterId, limit: pageSize });
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      afterId = last.id;
    }
  }

  /** False when somebody else has added the next version meanwhile. */
  async #add(secret: Omit<SecretAddress, 'version'>, text: string, newest: SealedSecret | undefined): Promise<boolean> {
    const { store, ring, storeId, newId, randomBytes, now } = this.#parts;
    const address = { ...secret, version: (newest?.version ?? 0) + 1 };
    await this.#assertNotWrong();
    return await store.add(
      seal(text, { storeId, id: newId(), address, key: ring().current, createdAt: now(), randomBytes }),
    );
  }

  /** A file of keys that was replaced under a service at work: what it sealed now would stay closed once the right keys are back. */
  async #assertNotWrong(): Promise<void> {
    const found = await this.#parts.store.find(probe);
    if (found !== undefined) this.#open(found);
  }

  #secretOf(sealed: SealedSecret | undefined): Secret | undefined {
    const text = sealed === undefined ? none : this.#open(sealed);
    return text === none ? undefined : new Secret(text);
  }

  #tryOpen(secret: SealedSecret): string | undefined {
    const key = this.#parts.ring().find(secret.keyId);
    return key && open(secret, key, this.#parts.storeId);
  }

  /** What does not open now may open later: at the start the keys were the right ones, and whoever keeps them puts them back. */
  #open(secret: SealedSecret): string {
    const text = this.#tryOpen(secret);
    if (text === undefined) throw new TransientError(wrongKeys(secret.keyId, this.#parts.ring()));
    return text;
  }
}

function wrongKeys(keyId: string, ring: KeyRing): ErrorOptions {
  const isNamesake = ring.find(keyId) !== undefined;
  return {
    code: 'secrets.keys.wrong',
    message: isNamesake
      ? {
          en: `The master keys do not open what lies in the store: another key of the name “${keyId}” sealed it`,
          zh: `主密钥无法打开存储中的内容：该内容由另一个同名的主密钥“${keyId}”加密`,
        }
      : {
          en: `The master keys do not open what lies in the store; key “${keyId}” sealed it`,
          zh: `主密钥无法打开存储中的内容；该内容由主密钥“${keyId}”加密`,
        },
    details: { keyId },
  };
}
