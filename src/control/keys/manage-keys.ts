import { ConfigError } from '../../model/errors.ts';
import type { SecretStore } from '../../model/secret-store.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { VerifyReport } from '../../model/service/secret-vault.ts';
import { plural } from '../../util/plural.ts';
import { change } from '../change.ts';
import type { ControlParts } from '../parts.ts';
import { assertHeldByAll, awayMs, lackersAmong } from './key-holders.ts';
import { rewrapAll } from './rewrap-all.ts';

type KeyParts = Pick<ControlParts, 'store' | 'openVault' | 'clock' | 'newId' | 'resources'>;

/** A master key, and how many secrets it wraps. */
export interface KeyUse {
  readonly id: string;
  /** Tells it from another key of that name. */
  readonly fingerprint: string;
  readonly isCurrent: boolean;
  readonly secrets: number;
  /** Processes at work that have not said that they hold it. */
  readonly lackedBy: readonly string[];
}

/** What a rotation did. */
export interface RotateReport {
  /** Everything is wrapped with it now. */
  readonly keyId: string;
  /** Whether the key was made now. */
  readonly isNew: boolean;
  /** Secrets that were wrapped anew. */
  readonly secrets: number;
  /** Keys that nothing is wrapped with any more. */
  readonly unused: readonly string[];
}

/** The master keys, the current one first. @throws ConfigError `secrets.keys.invalid` */
export async function listKeys({
  store,
  resources,
}: Pick<KeyParts, 'store' | 'resources'>): Promise<readonly KeyUse[]> {
  const used = await store.secrets.countByKey();
  const members = await store.members.list();
  return resources.keys.prints().map(({ id, fingerprint }, at) => ({
    id,
    fingerprint,
    isCurrent: at === 0,
    secrets: used.get(id) ?? 0,
    lackedBy: lackersAmong(members, fingerprint).map((member) => member.id),
  }));
}

/**
 * Adds a master key that wraps nothing yet: it is to reach all machines before it does. Returns its name.
 * @throws ConfigError `secrets.keys.kept`
 */
export async function addKey(parts: KeyParts, caller: Caller): Promise<string> {
  const { keys } = parts.resources;
  const note = { action: 'keys.add', kind: 'keys' as const, id: 'keys', detail: (key: string) => ({ key }) };
  return await change(parts, caller, note, async (tables) => {
    await tables.secrets.lock();
    if (!keys.isOurs) throw keptElsewhere(keys.name);
    return keys.add();
  });
}

/**
 * Makes a master key the current one, and wraps all secrets with it, while others go on reading: the one that is named, else a new one
 * where the keys are ours, and else the first. Every process at work must hold it before anything is wrapped with it; those that follow
 * the same file take it up by themselves.
 * @throws ConfigError `secrets.keys.wrong`, `secrets.keys.shared`, `secrets.keys.kept`, `secrets.key.unknown`, `secrets.key.lacking`
 */
export async function rotateKeys(parts: KeyParts, caller: Caller, to?: string): Promise<RotateReport> {
  const { store, openVault } = parts;
  const { keys } = parts.resources;
  const isNew = keys.isOurs && to === undefined;
  const wanted = await store.transaction(async (tables) => {
    // Two at once would each read the keys, and the later one write the other's away: with all that it had wrapped already.
    await tables.secrets.lock();
    await openVault(tables.secrets).assertKeysFit();
    if (to === undefined) await assertOnlyHere(parts);
    return keyFor(parts, to);
  });
  try {
    await assertHeldByAll(parts, wanted);
  } catch (thrown) {
    if (isNew) keys.remove(wanted);
    throw thrown;
  }
  // Wrapping is not part of the transaction: it takes as long as there are secrets, and begun again it goes on.
  const note = { action: 'keys.rotate', kind: 'keys' as const, id: 'keys', detail: () => ({ key: keys.ids()[0] }) };
  await change(parts, caller, note, async (tables) => {
    await tables.secrets.lock();
    if (keys.isOurs) keys.makeCurrent(wanted);
  });
  const secrets = await rewrapAll(parts);
  const unused = (await listKeys(parts)).filter((key) => !key.isCurrent && key.secrets === 0).map(({ id }) => id);
  return { keyId: keys.ids()[0], isNew, secrets, unused };
}

/** The key that is to become the current one; made now where none is named. */
function keyFor({ resources: { keys } }: KeyParts, to: string | undefined): string {
  const ids = keys.ids();
  if (to !== undefined && !ids.includes(to)) throw unknownKey(to, ids);
  if (keys.isOurs) return to ?? keys.add();
  if (to !== undefined && to !== ids[0]) throw keptElsewhere(keys.name);
  return ids[0];
}

/** @throws ConfigError `secrets.keys.shared` while processes on other machines, which have files of their own, use the store */
async function assertOnlyHere({ store, resources: { keys } }: KeyParts): Promise<void> {
  if (keys.host === undefined) return;
  const others = (await store.members.list()).filter(({ host, silentMs }) => host !== keys.host && silentMs < awayMs);
  const hosts = [...new Set(others.map(({ host }) => host))];
  if (hosts.length === 0) return;
  throw new ConfigError({
    code: 'secrets.keys.shared',
    message: {
      en: `${hosts.join(', ')} would not open secrets with a key that is made in ${keys.name} of this machine`,
      zh: `主密钥若生成在本机的 ${keys.name} 中，${hosts.join('、')} 将无法用它打开密钥`,
    },
    details: { hosts },
  });
}

/** What a person says of a key that is to go. */
export interface RetireOptions {
  readonly id: string;
  /** Also where another store has used the file: a person has seen that the key is not needed there. */
  readonly isUnusedElsewhere?: boolean | undefined;
}

/**
 * Removes a master key that nothing needs any more. Returns false where the keys are not ours: then whoever keeps them may.
 * @throws ConfigError `secrets.key.used`, `secrets.key.unknown`, `secrets.key.lacking`, `secrets.key.elsewhere`
 */
export async function retireKey(
  parts: KeyParts,
  caller: Caller,
  { id, isUnusedElsewhere = false }: RetireOptions,
): Promise<boolean> {
  const { store } = parts;
  const { keys } = parts.resources;
  const assertUnused = async (secrets: SecretStore): Promise<void> => {
    const ids = keys.ids();
    if (!ids.includes(id)) throw unknownKey(id, ids);
    const used = (await secrets.countByKey()).get(id) ?? 0;
    if (id === ids[0] || used > 0) throw keyInUse(id, used);
    const others = keys.otherStores();
    if (others.length > 0 && !isUnusedElsewhere) throw mayBeUsedElsewhere(id, keys.name, others);
  };
  await assertUnused(store.secrets);
  await assertHeldByAll(parts, keys.ids()[0]);
  return await change(parts, caller, { action: 'keys.retire', kind: 'keys', id, sign: 'deleted' }, async (tables) => {
    await tables.secrets.lock();
    await assertUnused(tables.secrets);
    if (keys.isOurs) keys.remove(id);
    return keys.isOurs;
  });
}

/** How many secrets there are, and which of them do not open. */
export async function verifyKeys({ store, openVault }: Pick<KeyParts, 'store' | 'openVault'>): Promise<VerifyReport> {
  return await openVault(store.secrets).verify();
}

function keptElsewhere(place: string): ConfigError {
  return new ConfigError({
    code: 'secrets.keys.kept',
    message: { en: `The master keys come from ${place}`, zh: `主密钥来自 ${place}` },
  });
}

function unknownKey(id: string, known: readonly string[]): ConfigError {
  return new ConfigError({
    code: 'secrets.key.unknown',
    message: {
      en: `There is no master key “${id}”; there are ${known.join(', ')}`,
      zh: `没有主密钥“${id}”；现有 ${known.join('、')}`,
    },
  });
}

function keyInUse(id: string, secrets: number): ConfigError {
  return new ConfigError({
    code: 'secrets.key.used',
    message: {
      en: `Key ${id} wraps ${plural(secrets, 'secret')}, or is the current one`,
      zh: `主密钥 ${id} 仍加密着 ${secrets} 个密钥，或是当前主密钥`,
    },
    details: { secrets },
  });
}

function mayBeUsedElsewhere(id: string, place: string, stores: readonly string[]): ConfigError {
  const [names, zhNames] = [stores.join(', '), stores.join('、')];
  return new ConfigError({
    code: 'secrets.key.elsewhere',
    message: {
      en: `${place} is also the file of keys of another store (${names}): what ${id} has sealed there would stay closed for good`,
      zh: `${place} 也是其他存储（${zhNames}）的主密钥文件：那里由 ${id} 加密的内容将再也无法打开`,
    },
    details: { stores: [...stores] },
  });
}
