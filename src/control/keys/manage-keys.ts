import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { VerifyReport } from '../../model/service/secret-vault.ts';
import { plural } from '../../util/plural.ts';
import { change } from '../change.ts';
import type { ControlParts } from '../parts.ts';

type KeyParts = Pick<ControlParts, 'store' | 'openVault' | 'clock' | 'newId' | 'resources'>;

/** Whoever has not been heard of for so long has ended. */
const awayMs = 60_000;

/** A master key, and how many secrets it wraps. */
export interface KeyUse {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly secrets: number;
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
  return resources.keys.ids().map((id, at) => ({ id, isCurrent: at === 0, secrets: used.get(id) ?? 0 }));
}

/**
 * Adds a master key that wraps nothing yet: it is to reach all machines before it does. Returns its name.
 * @throws ConfigError `secrets.keys.kept`
 */
export async function addKey(parts: KeyParts, caller: Caller): Promise<string> {
  const { keys } = parts.resources;
  const note = { action: 'keys.add', kind: 'keys', id: 'keys', detail: (key: string) => ({ key }) };
  return await change(parts, caller, note, async (tables) => {
    await tables.secrets.lock();
    if (!keys.isOurs) throw keptElsewhere(keys.name);
    return keys.add();
  });
}

/**
 * Makes a master key the current one, and wraps all secrets with it, while others go on reading: the one that is named, else a new one
 * where the keys are ours, and else the first. Services that run take it up by themselves.
 * @throws ConfigError `secrets.keys.wrong`, `secrets.keys.shared`, `secrets.keys.kept`, `secrets.key.unknown`
 */
export async function rotateKeys(parts: KeyParts, caller: Caller, to?: string): Promise<RotateReport> {
  const { store, openVault } = parts;
  const { keys } = parts.resources;
  // Wrapping is not part of the transaction: it takes as long as there are secrets, and goes on where it was interrupted.
  const note = { action: 'keys.rotate', kind: 'keys', id: 'keys', detail: () => ({ key: keys.ids()[0] }) };
  await change(parts, caller, note, async (tables) => {
    // Two at once would each read the keys, and the later one write the other's away: with all that it had wrapped already.
    await tables.secrets.lock();
    if (to === undefined) await assertOnlyHere(parts);
    await makeCurrent(parts, to);
  });
  const secrets = await openVault(store.secrets).rewrapAll();
  const unused = (await listKeys(parts)).filter((key) => !key.isCurrent && key.secrets === 0).map(({ id }) => id);
  return { keyId: keys.ids()[0], isNew: keys.isOurs && to === undefined, secrets, unused };
}

async function makeCurrent({ resources: { keys } }: KeyParts, to: string | undefined): Promise<void> {
  const ids = keys.ids();
  if (to !== undefined && !ids.includes(to)) throw unknownKey(to, ids);
  if (keys.isOurs) keys.makeCurrent(to ?? keys.add());
  else if (to !== undefined && to !== ids[0]) throw keptElsewhere(keys.name);
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

/**
 * Removes a master key that nothing needs any more. Returns false where the keys are not ours: then whoever keeps them may.
 * @throws ConfigError `secrets.key.used`, `secrets.key.unknown`
 */
export async function retireKey(parts: KeyParts, caller: Caller, id: string): Promise<boolean> {
  const { keys } = parts.resources;
  return await change(parts, caller, { action: 'keys.retire', kind: 'keys', id, sign: 'deleted' }, async (tables) => {
    await tables.secrets.lock();
    const ids = keys.ids();
    if (!ids.includes(id)) throw unknownKey(id, ids);
    const used = (await tables.secrets.countByKey()).get(id) ?? 0;
    if (id === ids[0] || used > 0) throw keyInUse(id, used);
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
