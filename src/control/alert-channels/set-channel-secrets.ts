import type { AlertChannel } from '../../model/service/alert.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { channelFaults } from './channel-faults.ts';
import { type GivenChannelSecrets, givenSecrets, secretFaults, secretsOf } from './channel-secrets.ts';

/** For so long an earlier key signs beside the new one, so that who receives can change over. */
const overlapMs = 24 * 3_600_000;

/** @throws ConfigError `api.input.invalid`, `api.not.found`, `api.version.changed` */
export async function setChannelSecrets(
  parts: ControlParts,
  caller: Caller,
  { id, version, secrets }: { readonly id: string; readonly version: number; readonly secrets: GivenChannelSecrets },
): Promise<AlertChannel> {
  const names = givenSecrets(secrets).map(([name]) => name);
  return await change(
    parts,
    caller,
    { action: 'alert_channel.secret', kind: 'alert_channel', id, detail: { secrets: names } },
    async (tables) => {
      const before = atVersion(found(await tables.alertChannels.find(id), 'alert channel', id), version);
      const faults = await channelFaults(
        { ...before, secrets: [...new Set([...names, ...secretsOf[before.kind]])] },
        tables,
      );
      assertNoFaults([...faults, ...secretFaults(secrets)]);
      const now = parts.clock.now();
      // First: of two who come at once, the second waits here, and is told that it was too late.
      const after = updated(await tables.alertChannels.update(before, now), id);
      await keepChannelSecrets(parts, tables, { id, secrets, now });
      return after;
    },
  );
}

/** Puts secrets that were given into the vault, within the transaction of the change that they belong to. */
export async function keepChannelSecrets(
  { openVault }: Pick<ControlParts, 'openVault'>,
  tables: Pick<ServiceTables, 'secrets'>,
  { id, secrets, now }: { readonly id: string; readonly secrets: GivenChannelSecrets; readonly now: number },
): Promise<void> {
  const vault = openVault(tables.secrets);
  for (const [name, secret] of givenSecrets(secrets)) {
    const address = { ownerKind: 'alert_channel', ownerId: id, name };
    await vault.set(address, secret);
    await tables.secrets.retire(address, name === 'signing_key' ? now + overlapMs : now);
  }
}
