import { signingKey } from '../../config/handlers/handler-secrets.ts';
import { Secret } from '../../model/secret.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { ControlParts } from '../parts.ts';
import type { GivenHandlerSecrets } from './handler-faults.ts';

/** For so long an earlier key signs beside the new one, so that who receives can change over. */
const overlapMs = 24 * 3_600_000;
const keyBytes = 32;

/** A new key of signatures, as Standard Webhooks writes it. */
export function newSigningKey({ randomBytes }: Pick<ControlParts, 'randomBytes'>): Secret {
  return new Secret(`whsec_${Buffer.from(randomBytes(keyBytes)).toString('base64')}`);
}

/** Puts secrets that were given into the vault, within the transaction of the change that they belong to. */
export async function keepHandlerSecrets(
  { openVault }: Pick<ControlParts, 'openVault'>,
  tables: Pick<ServiceTables, 'secrets'>,
  { id, secrets, now }: { readonly id: string; readonly secrets: GivenHandlerSecrets; readonly now: number },
): Promise<void> {
  const vault = openVault(tables.secrets);
  for (const [name, secret] of Object.entries(secrets)) {
    const address = { ownerKind: 'handler', ownerId: id, name };
    await vault.set(address, secret);
    await tables.secrets.retire(address, name === signingKey ? now + overlapMs : now);
  }
}

/** Names of the secrets that are set. */
export async function keptSecrets({ secrets }: Pick<ServiceTables, 'secrets'>, id: string): Promise<readonly string[]> {
  return (await secrets.newest('handler', [id])).map(({ name }) => name);
}
