import type { Secret } from '../../model/secret.ts';
import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { newPairingCode, pairingCodeOf, pairingSecret } from './pairing-code.ts';

/** The code by which people pair themselves with a trigger. @throws ConfigError `api.not.found` */
export async function showPairingCode(
  { store, openVault, randomBytes }: Pick<ControlParts, 'store' | 'openVault' | 'randomBytes'>,
  id: string,
): Promise<Secret> {
  found(await store.triggers.find(id), 'trigger', id);
  return await pairingCodeOf(openVault(store.secrets), id, randomBytes);
}

/** Another code; the one before it pairs nobody any more, and who is paired stays so. @throws ConfigError `api.not.found` */
export async function renewPairingCode(parts: ControlParts, caller: Caller, id: string): Promise<Secret> {
  return await change(parts, caller, { action: 'trigger.pairing', kind: 'trigger', id }, async (tables) => {
    await tables.triggers.lock(id);
    found(await tables.triggers.find(id), 'trigger', id);
    const code = newPairingCode(parts.randomBytes);
    await parts.openVault(tables.secrets).set(pairingSecret(id), code);
    await tables.secrets.retire(pairingSecret(id), parts.clock.now());
    return code;
  });
}
