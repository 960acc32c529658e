import type { AlertChannel } from '../../model/service/alert.ts';
import type { Caller } from '../../model/service/caller.ts';
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
  const given = givenSecrets(secrets);
  const names = given.map(([name]) => name);
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
      const vault = parts.openVault(tables.secrets);
      for (const [name, secret] of given) {
        const address = { ownerKind: 'alert_channel', ownerId: id, name };
        await vault.set(address, secret);
        await tables.secrets.retire(address, name === 'signing_key' ? now + overlapMs : now);
      }
      return after;
    },
  );
}
