import { randomBytes } from 'node:crypto';
import {
  type KeyParts,
  type RotateReport,
  retireKey as retire,
  rotateKeys as rotate,
  verifyKeys as verify,
} from '../../control/keys/manage-keys.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { VerifyReport } from '../../model/service/secret-vault.ts';
import { newId } from '../../util/new-id.ts';
import { type OpenServiceOptions, openService } from './open-service.ts';

type Options = Omit<OpenServiceOptions, 'isShared'>;

/** Whoever can open the store and its keys may change them. */
const operator: Caller = {
  kind: 'service',
  id: undefined,
  name: 'larkstream keys',
  role: 'admin',
  accountId: undefined,
  address: undefined,
  requestId: undefined,
};

/** What a rotation did, and where the keys are. */
export type RotateOutcome = RotateReport & { readonly place: string };

/** Rotates the keys beside a service that may run. @throws ConfigError `secrets.keys.wrong` */
export async function rotateKeys(options: Options): Promise<RotateOutcome> {
  return await withKeys(options, async (parts) => ({ ...(await rotate(parts, operator)), place: parts.keys.name }));
}

/** Removes a master key that nothing needs any more. @throws ConfigError `secrets.key.used`, `secrets.key.unknown` */
export async function retireKey(
  id: string,
  options: Options,
): Promise<{ readonly isRemoved: boolean; readonly place: string }> {
  return await withKeys(options, async (parts) => ({
    isRemoved: await retire(parts, operator, id),
    place: parts.keys.name,
  }));
}

/** How many secrets there are, and which of them do not open. */
export async function verifyKeys(options: Options): Promise<VerifyReport> {
  return await withKeys(options, verify);
}

async function withKeys<T>(options: Options, work: (parts: KeyParts) => Promise<T>): Promise<T> {
  const opened = await openService({ ...options, isShared: true });
  const { store, keys, openVault, clock } = opened;
  try {
    return await work({ store, keys, openVault, clock, newId: (prefix) => newId(prefix, clock.now(), randomBytes) });
  } finally {
    await opened.close();
  }
}
