import type { Secret } from '../secret.ts';
import type { SecretAddress } from '../secret-store.ts';

/** How many secrets were looked at, and which of them do not open with any master key. */
export interface VerifyReport {
  readonly secrets: number;
  readonly unreadable: readonly (SecretAddress & { readonly keyId: string })[];
}

/** What was done of a work on all secrets. */
export interface RewrappedPage {
  /** How many were wrapped anew. */
  readonly count: number;
  /** Behind which it goes on; undefined when nothing is left. */
  readonly lastId: string | undefined;
}

/**
 * Sealed secrets as use cases see them. {@link Secret}s go in and out; what lies in the store is ciphertext. Nothing is sealed with keys that
 * do not open the store: they are the wrong ones.
 */
export interface SecretVault {
  /** Proves that the master keys are those of the store. @throws ConfigError `secrets.keys.wrong` */
  assertKeysFit(): Promise<void>;
  /** The master keys that wrap secrets which do not open here. */
  unopened(): Promise<readonly string[]>;
  /** Adds a version of the secret. */
  set(secret: Omit<SecretAddress, 'version'>, value: Secret): Promise<void>;
  /** Adds a version that says there is none. Earlier ones are believed beside it until they are retired, as it is beside later ones. */
  setNone(secret: Omit<SecretAddress, 'version'>): Promise<void>;
  /** The newest version; undefined when none is set. @throws TransientError `secrets.keys.wrong` */
  get(secret: Omit<SecretAddress, 'version'>): Promise<Secret | undefined>;
  /** The newest version; where none was set, what `make` gives, and of several processes that come at once the first one's. @throws TransientError `secrets.keys.wrong` */
  getOrSet(secret: Omit<SecretAddress, 'version'>, make: () => Secret): Promise<Secret>;
  /** The newest version, and earlier ones that are still believed beside it, the newest first; undefined among them is that there is none. @throws TransientError `secrets.keys.wrong` */
  believed(secret: Omit<SecretAddress, 'version'>): Promise<readonly (Secret | undefined)[]>;
  /** Wraps some secrets with the current master key, those behind the one with this id; begun again after an interruption, it goes on. @throws ConfigError `secrets.keys.wrong` */
  rewrapPage(afterId: string): Promise<RewrappedPage>;
  /** Opens every secret. */
  verify(): Promise<VerifyReport>;
}
