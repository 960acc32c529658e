/** Whose secret it is, which one, and which version of it. An encryption is bound to all four: a row that is copied elsewhere does not open. */
export interface SecretAddress {
  /** What kind of thing it belongs to: `integration`, `destination`, `token` … */
  readonly ownerKind: string;
  readonly ownerId: string;
  readonly name: string;
  /** Counts up from 1 with each value that is set. */
  readonly version: number;
}

/** A secret as it lies in the database. Without the master key that `keyId` names it is noise. */
export interface SealedSecret extends SecretAddress {
  readonly id: string;
  /** Which master key the secret's own key is wrapped with. */
  readonly keyId: string;
  /** The secret's own key, wrapped: initialisation vector (12 bytes), ciphertext, tag (16 bytes). */
  readonly wrappedKey: Uint8Array;
  /** The secret, sealed with its own key; laid out likewise. */
  readonly sealed: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** How long the sealing of an empty text is: a version of it says that there is no such secret any more. */
export const emptySealBytes = 28;

/** That a secret is set, and since when. */
export type SecretNote = Pick<SealedSecret, 'ownerId' | 'name' | 'version' | 'createdAt'>;

/** Where sealed secrets lie. It sees no plain text. */
export interface SecretStore {
  /** The newest version, or undefined. */
  find(secret: Omit<SecretAddress, 'version'>): Promise<SealedSecret | undefined>;
  /** The newest version of each secret of these owners, without those that are empty. */
  newest(ownerKind: string, ownerIds: readonly string[]): Promise<readonly SecretNote[]>;
  /** The versions that are believed at a time, the newest first: it, and earlier ones that have not been retired. */
  believed(secret: Omit<SecretAddress, 'version'>, now: number): Promise<readonly SealedSecret[]>;
  /** Earlier versions than the newest are believed until then at the latest. */
  retire(secret: Omit<SecretAddress, 'version'>, at: number): Promise<void>;
  /** Drops all secrets of an owner, or all versions of one. */
  deleteOf(ownerKind: string, ownerId: string, name?: string): Promise<void>;
  /** Adds a version; earlier ones are kept until they are dropped. False when somebody else has just added one of that number. */
  add(secret: SealedSecret): Promise<boolean>;
  /** Up to `limit` secrets behind the one with this id, ordered by id: for work on all of them, page by page. */
  page(options: { readonly afterId: string; readonly limit: number }): Promise<readonly SealedSecret[]>;
  /** Puts the key wrapped anew in the place of what was read; false when somebody else has changed it meanwhile. */
  rewrap(before: SealedSecret, after: Pick<SealedSecret, 'keyId' | 'wrappedKey'>): Promise<boolean>;
  /** Within a transaction: nobody else changes secrets, nor the master keys, until it ends. */
  lock(): Promise<void>;
  /** One secret of each master key: whether it opens tells of all others that the key wraps. */
  onePerKey(): Promise<readonly SealedSecret[]>;
  /** How many secrets each master key wraps. */
  countByKey(): Promise<ReadonlyMap<string, number>>;
}
