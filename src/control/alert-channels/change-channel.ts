import { cleanSettings } from '../../config/check-settings.ts';
import type { AlertChannel } from '../../model/service/alert.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { signsInElsewhere } from '../../model/service/signs-in-elsewhere.ts';
import type { JsonObject } from '../../util/json.ts';
import { change } from '../change.ts';
import { assertNoFaults, type FieldFault } from '../field-faults.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { sentElsewhere } from '../sent-elsewhere.ts';
import { channelFaults } from './channel-faults.ts';
import { type GivenChannelSecrets, givenSecrets, secretFaults, secretsOf } from './channel-secrets.ts';
import { withoutPath } from './channel-settings.ts';
import { openPart, sealUrl } from './sealed-url.ts';
import { keepChannelSecrets } from './set-channel-secrets.ts';

/**
 * What is to be different; its kind stays. Settings are given all anew; quiet hours of null are none. Secrets that are not given stay, but
 * the password is needed where it would be sent to another place.
 */
export interface ChannelChange {
  readonly name?: AlertChannel['name'] | undefined;
  readonly language?: AlertChannel['language'] | undefined;
  readonly settings?: AlertChannel['settings'] | undefined;
  readonly kinds?: AlertChannel['kinds'] | undefined;
  readonly quietHours?: AlertChannel['quietHours'] | null | undefined;
  readonly secrets?: GivenChannelSecrets | undefined;
}

/** @throws ConfigError `api.input.invalid`, `api.name.taken`, `api.not.found`, `api.version.changed` */
export async function changeChannel(
  parts: ControlParts,
  caller: Caller,
  { id, version, ...given }: ChannelChange & { readonly id: string; readonly version: number },
): Promise<AlertChannel> {
  const { name, language, kinds, quietHours, secrets = {} } = given;
  const names = givenSecrets(secrets).map(([secret]) => secret);
  const settings = given.settings && cleanSettings(given.settings);
  const detail = { ...shown({ ...given, settings }), ...(names.length === 0 ? {} : { secrets: names }) };
  return await change(
    parts,
    caller,
    { action: 'alert_channel.change', kind: 'alert_channel', id, detail },
    async (tables, tellBefore) => {
      const before = atVersion(found(await tables.alertChannels.find(id), 'alert channel', id), version);
      tellBefore(shown({ ...before, quietHours: before.quietHours ?? null }));
      const after = {
        ...before,
        name: name ?? before.name,
        language: language ?? before.language,
        settings: settings ?? before.settings,
        kinds: kinds ?? before.kinds,
        quietHours: quietHours === undefined ? before.quietHours : (quietHours ?? undefined),
      };
      const { kind } = before;
      const draft = { ...after, secrets: [...new Set([...names, ...secretsOf[kind]])] };
      assertNoFaults([
        ...(await channelFaults(draft, tables)),
        ...secretFaults(secrets),
        ...(names.includes('password') ? [] : await passwordFaults(tables, before, after)),
      ]);
      if (settings !== undefined) await sealUrl(parts, tables, { id, kind, settings, shown: before.settings });
      const now = await tables.now();
      // What waits for the end of quiet hours may have another end now.
      await tables.alertSends.wake({ channelId: id }, now);
      const kept = updated(await tables.alertChannels.update({ ...after, settings: openPart(after) }, now), id);
      await keepChannelSecrets(parts, tables, { id, secrets, now });
      return kept;
    },
  );
}

/** What the audit keeps of a channel: of a URL, where it leads. */
function shown({ name, language, settings, kinds, quietHours }: ChannelChange): JsonObject {
  return {
    ...(name === undefined ? {} : { name }),
    ...(language === undefined ? {} : { language }),
    ...(settings === undefined ? {} : { settings: withoutPath(settings) }),
    ...(kinds === undefined ? {} : { kinds: [...kinds] }),
    ...(quietHours === undefined ? {} : { quietHours: quietHours && { ...quietHours } }),
  };
}

/** That the password which is kept is sent nowhere else. */
async function passwordFaults(
  { secrets }: Pick<ServiceTables, 'secrets'>,
  before: AlertChannel,
  after: AlertChannel,
): Promise<readonly FieldFault[]> {
  if (!signsInElsewhere(before.kind, before.settings, after.settings)) return [];
  const kept = await secrets.find({ ownerKind: 'alert_channel', ownerId: before.id, name: 'password' });
  return kept === undefined ? [] : [sentElsewhere('secrets.password')];
}
