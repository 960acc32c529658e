import { timingSafeEqual } from 'node:crypto';
import { Secret } from '../../model/secret.ts';
import type { SecretVault } from '../../model/service/secret-vault.ts';

const addressOf = (triggerId: string) => ({ ownerKind: 'trigger', ownerId: triggerId, name: 'pairing_code' }) as const;
/** Without those that are mistaken for others. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const length = 8;

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
  return await vault.getOrSet(addressOf(triggerId), () => newPairingCode(randomBytes));
}

/** Whether this is the code of the trigger, however it is typed. */
export async function isPairingCode(
  vault: Pick<SecretVault, 'get'>,
  triggerId: string,
  given: string,
): Promise<boolean> {
  const code = await vault.get(addressOf(triggerId));
  const typed = Buffer.from(given.replaceAll(/[\s-]/g, '').toUpperCase());
  const right = Buffer.from(code?.reveal() ?? '');
  return right.length === length && typed.length === right.length && timingSafeEqual(typed, right);
}
