import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type CreatedStore,
  createBodyVault,
  createServiceStore,
  createVault,
  type StorePlace,
} from '../../app/create-service-store.ts';
import { type Clock, systemClock } from '../../model/clock.ts';
import { ConfigError } from '../../model/errors.ts';
import { Secret } from '../../model/secret.ts';
import type { SecretStore } from '../../model/secret-store.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import type { BodyVault } from '../../model/triggers/sealed-text.ts';
import { type Vault, wasSealed } from '../../secrets/vault.ts';
import { closeAfter } from '../../util/close-all.ts';
import { findMasterKeys, type KeySource } from './master-keys.ts';
import { servicePlaces } from './places.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which store, as the command line says it. */
export interface StoreChoice {
  /** The folder of the service. */
  readonly data?: string | undefined;
  /** A Postgres instead. */
  readonly store?: string | undefined;
  readonly environment: Environment;
}

/** What opens a store. */
export interface OpenServiceOptions extends StoreChoice {
  /** Work beside a service that runs on the same data folder. */
  readonly isShared: boolean;
  /** There must be a store, and none is made. */
  readonly mustExist?: boolean;
  /** Told when the data folder of a Postgres of our own is about to be made, which takes seconds. */
  readonly onMaking?: ((home: string) => void) | undefined;
  readonly clock?: Clock;
  /** Told of every secret that comes into memory, so that no output shows it. */
  readonly hide: (secrets: Iterable<Secret>) => void;
}

/** The store of a service with what opens its secrets. */
export interface OpenedService {
  readonly store: ServiceStore;
  readonly url: Secret;
  /** For people; without a password. */
  readonly storeName: string;
  /** Of a Postgres of our own. */
  readonly dataFolder: string | undefined;
  readonly keys: KeySource;
  readonly openVault: (secrets: SecretStore) => Vault;
  /** What people have said to bots. */
  readonly bodies: BodyVault;
  readonly clock: Clock;
  close(): Promise<void>;
}

/** Where the store is, from the flags, else from the environment. @throws ConfigError `config.usage.invalid` */
export function storePlace({ data, store, environment }: StoreChoice): StorePlace & { readonly name: string } {
  if (data !== undefined && store !== undefined) {
    throw new ConfigError({
      code: 'config.usage.invalid',
      message: { en: 'The store is named twice: by --data and by --store', zh: '存储指定了两次：--data 和 --store' },
      cure: {
        en: 'Name one of the two: the folder of a service, or a Postgres of yours.',
        zh: '请只指定其中之一：服务的文件夹，或自备的 Postgres。',
      },
    });
  }
  // What somebody has typed counts more than what is set around them.
  const url = store ?? (data === undefined ? addressIn(environment) : undefined) ?? '';
  if (url !== '') return { kind: 'theirs', url: new Secret(url), name: nameOf(url) };
  const { postgres } = servicePlaces(data);
  return { kind: 'ours', home: postgres, name: postgres };
}

/** Of the variable, or of the file that a manager of secrets has laid for this process. */
function addressIn({ LARKSTREAM_STORE: address = '', LARKSTREAM_STORE_FILE: file = '' }: Environment): string {
  if (address !== '' || file === '') return address;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (thrown) {
    const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
    throw new ConfigError({
      code: 'config.usage.invalid',
      message: {
        en: `The address of the store cannot be read from ${file}, which LARKSTREAM_STORE_FILE names: ${reason}`,
        zh: `无法从 LARKSTREAM_STORE_FILE 指定的 ${file} 读取存储的地址：${reason}`,
      },
      cure: {
        en: 'Write the address into the file, and let the user of the service read it.',
        zh: '请把地址写入该文件，并允许运行服务的用户读取。',
      },
      cause: thrown,
    });
  }
}

/**
 * Opens the store of a service, brings it to its newest version, and proves that the master keys are the right ones.
 * @throws ConfigError `serve.store.absent`, `secrets.keys.invalid`, `secrets.keys.wrong`, and what opening Postgres throws
 */
export async function openService(options: OpenServiceOptions): Promise<OpenedService> {
  const { environment, clock = systemClock, hide, isShared, mustExist = false, onMaking } = options;
  const place = storePlace(options);
  hide(secretsOfPlace(place));
  const created = await createServiceStore({ place, isShared, mustExist, clock, randomBytes, onMaking });
  try {
    hide([created.url]);
    return await withKeys(created, { ...options, environment, clock, place });
  } catch (thrown) {
    return await closeAfter(thrown, () => created.close());
  }
}

type Parts = OpenServiceOptions & { readonly clock: Clock; readonly place: ReturnType<typeof storePlace> };

async function withKeys({ store, url, close }: CreatedStore, parts: Parts): Promise<OpenedService> {
  const { environment, clock, hide, place, data } = parts;
  const keys = findMasterKeys({
    environment,
    defaultFile: servicePlaces(data).keys,
    storeId: store.id,
    isStoreNew: !(await wasSealed(store.secrets)),
    randomBytes,
  });
  const onSecret = (secret: Secret): void => hide([secret]);
  const vaultOptions = { storeId: store.id, ring: keys.ring, clock, randomBytes };
  const openVault = (secrets: SecretStore): Vault => createVault(secrets, { ...vaultOptions, onSecret });
  await openVault(store.secrets).assertKeysFit();
  keys.noteUse();
  return {
    store,
    url,
    storeName: place.name,
    dataFolder: place.kind === 'ours' ? place.home : undefined,
    keys,
    openVault,
    bodies: createBodyVault(store.secrets, vaultOptions),
    clock,
    close,
  };
}

/** What must be in no output. */
export function secretsOfPlace(place: StorePlace): Secret[] {
  if (place.kind === 'ours') return [];
  const text = place.url.reveal();
  const password = URL.canParse(text) ? new URL(text).password : '';
  return [
    place.url,
    ...[password, decodeURIComponent(password)].filter((word) => word !== '').map((word) => new Secret(word)),
  ];
}

function nameOf(url: string): string {
  if (!URL.canParse(url)) return '--store';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
