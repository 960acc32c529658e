import { timingSafeEqual } from 'node:crypto';
import { Secret } from '../../model/secret.ts';
import type { SecretAddress } from '../../model/secret-store.ts';
import type { SecretVault } from '../../model/service/secret-vault.ts';

/** Without those that are mistaken for others. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const length = 8;

/** Where the code of a trigger is kept. */
export function pairingSecret(triggerId: string): Omit<SecretAddress, 'version'> {
  return { ownerKind: 'trigger', ownerId: triggerId, name: 'pairing_code' };
}

/** A code by which people pair themselves with a trigger. */
export function newPairingCode(randomBytes: (count: number) => Uint8Array): Secret {
  return new Secret([...randomBytes(length)].map((byte) => letters[byte % letters.length]).join(''));
}

/** The code of a trigger; it is made when it is asked for the first time. */
export async function pairingCodeOf(
  vault: Pick<SecretVault, 'getOrSet'>,
  triggerId: string,
  randomBytes: (count: number) => Uint8Array,
): Promise<Secret> {
  return await vault.getOrSet(pairingSecret(triggerId), () => newPairingCode(randomBytes));
}

/** Whether this is the code of the trigger, however it is typed. */
export async function isPairingCode(
  vault: Pick<SecretVault, 'get'>,
  triggerId: string,
  given: string,
): Promise<boolean> {
  const code = await vault.get(pairingSecret(triggerId));
  const typed = Buffer.from(given.replaceAll(/[\s-]/g, '').toUpperCase());
  const right = Buffer.from(code?.reveal() ?? '');
  return right.length === length && typed.length === right.length && timingSafeEqual(typed, right);
}
