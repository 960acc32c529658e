import { cleanSettings } from '../../config/check-settings.ts';
import type { AlertChannel } from '../../model/service/alert.ts';
import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import type { ControlParts } from '../parts.ts';
import { channelFaults } from './channel-faults.ts';
import { type GivenChannelSecrets, givenSecrets, secretFaults } from './channel-secrets.ts';
import { openPart, sealUrl } from './sealed-url.ts';

/** A channel that is to be made. */
export interface NewChannel
  extends Pick<AlertChannel, 'name' | 'kind' | 'language' | 'settings' | 'kinds' | 'quietHours'> {
  readonly secrets: GivenChannelSecrets;
}

/** @throws ConfigError `api.input.invalid`, `api.name.taken` */
export async function createChannel(
  parts: ControlParts,
  caller: Caller,
  { secrets, ...given }: NewChannel,
): Promise<AlertChannel> {
  const id = parts.newId('ch');
  const settings = cleanSettings(given.settings);
  const set = givenSecrets(secrets);
  const names = set.map(([name]) => name);
  const { name, kind, language, kinds, quietHours } = given;
  const shown = openPart({ kind, settings });
  const detail = {
    name,
    kind,
    language,
    settings: shown,
    kinds: [...kinds],
    quietHours: quietHours ? { ...quietHours } : null,
    secrets: names,
  };
  return await change(
    parts,
    caller,
    { action: 'alert_channel.create', kind: 'alert_channel', id, sign: 'created', detail },
    async (tables) => {
      const faults = await channelFaults({ ...given, settings, secrets: names }, tables);
      assertNoFaults([...faults, ...secretFaults(secrets)]);
      const made = await tables.alertChannels.insert({ ...given, id, settings: shown, createdAt: parts.clock.now() });
      await sealUrl(parts, tables, { id, kind, settings });
      const vault = parts.openVault(tables.secrets);
      for (const [secretName, secret] of set) {
        await vault.set({ ownerKind: 'alert_channel', ownerId: id, name: secretName }, secret);
      }
      return made;
    },
  );
}
