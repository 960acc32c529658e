import { randomBytes } from 'node:crypto';
import { ConfigError } from '../../model/errors.ts';
import type { SecretAddress } from '../../model/secret-store.ts';
import { plural } from '../../util/plural.ts';
import { newKey, writeKeys } from './master-keys.ts';
import { type OpenedService, type OpenServiceOptions, openService } from './open-service.ts';

type Options = Omit<OpenServiceOptions, 'isShared'>;

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
  /** Where the keys are. */
  readonly place: string;
}

/**
 * Adds a master key to the file of keys and wraps all secrets with it. Services that run take it up by themselves, since they look at the
 * file; where the keys come from a variable or a command, the first of them is used.
 * @throws ConfigError `secrets.keys.wrong`
 */
export async function rotateKeys(options: Options): Promise<RotateReport> {
  return await withService(options, async ({ store, keys, openVault }) => {
    if (keys.file !== undefined) {
      const held = keys.ring().keys;
      writeKeys(keys.file, [newKey(held, randomBytes), ...held]);
    }
    const secrets = await openVault(store.secrets).rewrapAll();
    const used = await store.secrets.countByKey();
    const { current, keys: all } = keys.ring();
    const unused = all.map(({ id }) => id).filter((id) => id !== current.id && (used.get(id) ?? 0) === 0);
    return { keyId: current.id, isNew: keys.file !== undefined, secrets, unused, place: keys.name };
  });
}

/**
 * Removes a master key that nothing needs any more. Returns false where the keys are not in a file of ours: then whoever keeps them may.
 * @throws ConfigError `secrets.key.used`, `secrets.key.unknown`
 */
export async function retireKey(
  id: string,
  options: Options,
): Promise<{ readonly isRemoved: boolean; readonly place: string }> {
  return await withService(options, async ({ store, keys }) => {
    const { current, keys: held } = keys.ring();
    if (!held.some((key) => key.id === id))
      throw unknownKey(
        id,
        held.map((key) => key.id),
      );
    const used = (await store.secrets.countByKey()).get(id) ?? 0;
    if (id === current.id || used > 0) throw keyInUse(id, used);
    if (keys.file !== undefined)
      writeKeys(
        keys.file,
        held.filter((key) => key.id !== id),
      );
    return { isRemoved: keys.file !== undefined, place: keys.name };
  });
}

/** How many secrets there are, and which of them do not open. */
export async function verifyKeys(options: Options): Promise<{
  readonly secrets: number;
  readonly unreadable: readonly (SecretAddress & { readonly keyId: string })[];
}> {
  return await withService(options, async ({ store, openVault }) => await openVault(store.secrets).verify());
}

async function withService<T>(options: Options, work: (opened: OpenedService) => Promise<T>): Promise<T> {
  const opened = await openService({ ...options, isShared: true });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
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
      zh: `密钥 ${id} 仍用于 ${secrets} 个秘密，或是当前密钥`,
    },
    details: { secrets },
  });
}
