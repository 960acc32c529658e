import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { VerifyReport } from '../../model/service/secret-vault.ts';
import { plural } from '../../util/plural.ts';
import { change } from '../change.ts';
import type { ControlParts } from '../parts.ts';

type KeyParts = Pick<ControlParts, 'store' | 'openVault' | 'clock' | 'newId' | 'resources'>;

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
  /** False where somebody else keeps the keys, who adds new ones. */
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
 * Adds a master key where the keys are ours, and wraps all secrets with the first one, while others go on reading. Services that run take
 * the new key up by themselves.
 * @throws ConfigError `secrets.keys.wrong`
 */
export async function rotateKeys(parts: KeyParts, caller: Caller): Promise<RotateReport> {
  const { store, openVault } = parts;
  const { keys } = parts.resources;
  // Wrapping is not part of the transaction: it takes as long as there are secrets, and goes on where it was interrupted.
  const note = { action: 'keys.rotate', kind: 'keys', id: 'keys', detail: () => ({ key: keys.ids()[0] }) };
  await change(parts, caller, note, async (tables) => {
    // Two at once would each read the keys, and the later one write the other's away: with all that it had wrapped already.
    await tables.secrets.lock();
    if (keys.isOurs) keys.add();
  });
  const secrets = await openVault(store.secrets).rewrapAll();
  const unused = (await listKeys(parts)).filter((key) => !key.isCurrent && key.secrets === 0).map(({ id }) => id);
  return { keyId: keys.ids()[0], isNew: keys.isOurs, secrets, unused };
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
