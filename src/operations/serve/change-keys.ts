import {
  addKey as add,
  type KeyUse,
  listKeys as list,
  type RetireOptions,
  type RotateReport,
  retireKey as retire,
  rotateKeys as rotate,
  verifyKeys as verify,
} from '../../control/keys/manage-keys.ts';
import { serviceCaller } from '../../model/service/caller.ts';
import type { VerifyReport } from '../../model/service/secret-vault.ts';
import { asOperator } from './as-operator.ts';
import type { OpenServiceOptions } from './open-service.ts';

export type { RetireOptions };

type Options = Omit<OpenServiceOptions, 'isShared'>;

const keeper = serviceCaller('larkstream keys');
/** Keys make no links. */
const publicUrl = '';

/** What a rotation did, and where the keys are. */
export type RotateOutcome = RotateReport & { readonly place: string };

/** Adds a key that wraps nothing yet. @throws ConfigError `secrets.keys.kept` */
export async function addKey(options: Options): Promise<{ readonly keyId: string; readonly place: string }> {
  return await asOperator({ ...options, publicUrl }, async (parts) => ({
    keyId: await add(parts, keeper),
    place: parts.resources.keys.name,
  }));
}

/** Rotates the keys beside a service that may run, to the one that is named or to a new one. @throws ConfigError what `rotateKeys` throws */
export async function rotateKeys(to: string | undefined, options: Options): Promise<RotateOutcome> {
  return await asOperator({ ...options, publicUrl }, async (parts) => ({
    ...(await rotate(parts, keeper, to)),
    place: parts.resources.keys.name,
  }));
}

/** Removes a master key that nothing needs any more. @throws ConfigError what `retireKey` of the use cases throws */
export async function retireKey(
  request: RetireOptions,
  options: Options,
): Promise<{ readonly isRemoved: boolean; readonly place: string }> {
  return await asOperator({ ...options, publicUrl }, async (parts) => ({
    isRemoved: await retire(parts, keeper, request),
    place: parts.resources.keys.name,
  }));
}

/** The master keys and what each wraps, the current one first. @throws ConfigError `secrets.keys.invalid` */
export async function listKeys(options: Options): Promise<readonly KeyUse[]> {
  return await asOperator({ ...options, publicUrl }, list);
}

/** How many secrets there are, and which of them do not open. */
export async function verifyKeys(options: Options): Promise<VerifyReport> {
  return await asOperator({ ...options, publicUrl }, verify);
}
