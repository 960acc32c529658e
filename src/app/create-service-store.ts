import { hasDataFolder } from '../embedded-postgres/data-folder.ts';
import { startEmbeddedServer } from '../embedded-postgres/embedded-server.ts';
import type { Clock } from '../model/clock.ts';
import { ConfigError } from '../model/errors.ts';
import type { Secret } from '../model/secret.ts';
import type { SecretStore } from '../model/secret-store.ts';
import type { ServiceStore } from '../model/service/service-store.ts';
import type { BodyVault } from '../model/triggers/sealed-text.ts';
import { SealedBodies } from '../secrets/body-vault.ts';
import type { RandomBytes } from '../secrets/envelope.ts';
import type { KeyRing } from '../secrets/key-ring.ts';
import { Vault } from '../secrets/vault.ts';
import { hasService } from '../store/service/has-service.ts';
import { openServiceStore } from '../store/service/open-service-store.ts';
import { closeAfter, closeAll } from '../util/close-all.ts';
import { newId } from '../util/new-id.ts';

/** Where the store is: in a Postgres of somebody, or in one of our own in a folder. */
export type StorePlace =
  | { readonly kind: 'theirs'; readonly url: Secret }
  | { readonly kind: 'ours'; readonly home: string };

/** What opens a store. */
export interface CreateStoreOptions {
  readonly place: StorePlace;
  /** Use the store beside the service that has it. */
  readonly isShared: boolean;
  /** There must be a store, and none is made. */
  readonly mustExist?: boolean;
  /** Told when the data folder of a Postgres of our own is about to be made, which takes seconds. */
  readonly onMaking?: ((home: string) => void) | undefined;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** The tables of the service, and the Postgres beneath them; `close` ends what was begun. */
export interface CreatedStore {
  readonly store: ServiceStore;
  readonly url: Secret;
  /** The embedded one was running when we came. */
  readonly isAdopted: boolean;
  close(): Promise<void>;
}

/** Opens the Postgres alone. @throws ConfigError `serve.store.absent`, and what `startEmbeddedServer` throws */
export async function createPostgres(options: CreateStoreOptions): Promise<Omit<CreatedStore, 'store'>> {
  const { place, mustExist = false } = options;
  if (!mustExist) return await startPostgres(options);
  if (place.kind === 'ours' && !hasDataFolder(place.home)) throw absent(place.home);
  const postgres = await startPostgres(options);
  try {
    const { isThere, name } = await hasService(postgres.url);
    if (!isThere) throw absent(place.kind === 'ours' ? place.home : name);
    return postgres;
  } catch (thrown) {
    return await closeAfter(thrown, () => postgres.close());
  }
}

async function startPostgres({
  place,
  isShared,
  clock,
  randomBytes,
  onMaking,
}: CreateStoreOptions): Promise<Omit<CreatedStore, 'store'>> {
  if (place.kind === 'theirs') return { url: place.url, isAdopted: false, close: async () => undefined };
  const newPassword = (): string => Buffer.from(randomBytes(24)).toString('base64url');
  return await startEmbeddedServer({ home: place.home, isShared, clock, newPassword, onMaking });
}

function absent(place: string): ConfigError {
  return new ConfigError({
    code: 'serve.store.absent',
    message: { en: `There is no store of a service in ${place}`, zh: `${place} 中没有服务的存储` },
  });
}

/** Opens the store. @throws what `startEmbeddedServer` and `openServiceStore` throw */
export async function createServiceStore(options: CreateStoreOptions): Promise<CreatedStore> {
  const { clock, randomBytes } = options;
  const postgres = await createPostgres(options);
  try {
    const store = await openServiceStore(postgres.url, { bytes: randomBytes, clock });
    const close = (): Promise<void> =>
      closeAll(
        () => store.close(),
        () => postgres.close(),
      );
    return { ...postgres, store, close };
  } catch (thrown) {
    return await closeAfter(thrown, () => postgres.close());
  }
}

interface VaultOptions extends Pick<CreateStoreOptions, 'clock' | 'randomBytes'> {
  readonly storeId: string;
  readonly ring: () => KeyRing;
  readonly onSecret: (secret: Secret) => void;
}

/** A vault over the secrets of a store, or of one transaction in it. */
export function createVault(secrets: SecretStore, { clock, randomBytes, ...others }: VaultOptions): Vault {
  return new Vault({
    ...others,
    store: secrets,
    newId: () => newId('sec', clock.now(), randomBytes),
    randomBytes,
    now: clock.now,
  });
}

/** What people have said, sealed with keys that lie in the vault. No output hides those keys: they are never in one, and there is one for each conversation. */
export function createBodyVault(secrets: SecretStore, options: Omit<VaultOptions, 'onSecret'>): BodyVault {
  const { storeId, randomBytes } = options;
  return new SealedBodies({ vault: createVault(secrets, { ...options, onSecret: () => {} }), storeId, randomBytes });
}
