import { cleanSettings } from '../../config/check-settings.ts';
import type { AlertChannel } from '../../model/service/alert.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { JsonObject } from '../../util/json.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { channelFaults } from './channel-faults.ts';
import { secretsOf } from './channel-secrets.ts';
import { withoutPath } from './channel-settings.ts';
import { openPart, sealUrl } from './sealed-url.ts';

/** What is to be different; its kind stays. Settings are given all anew; quiet hours of null are none. */
export interface ChannelChange {
  readonly name?: AlertChannel['name'] | undefined;
  readonly language?: AlertChannel['language'] | undefined;
  readonly settings?: AlertChannel['settings'] | undefined;
  readonly kinds?: AlertChannel['kinds'] | undefined;
  readonly quietHours?: AlertChannel['quietHours'] | null | undefined;
}

/** @throws ConfigError `api.input.invalid`, `api.name.taken`, `api.not.found`, `api.version.changed` */
export async function changeChannel(
  parts: ControlParts,
  caller: Caller,
  { id, version, ...given }: ChannelChange & { readonly id: string; readonly version: number },
): Promise<AlertChannel> {
  const { name, language, kinds, quietHours } = given;
  const settings = given.settings && cleanSettings(given.settings);
  const detail = shown({ ...given, settings });
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
      assertNoFaults(await channelFaults({ ...after, secrets: secretsOf[before.kind] }, tables));
      const { kind } = before;
      if (settings !== undefined) await sealUrl(parts, tables, { id, kind, settings, shown: before.settings });
      const now = await tables.now();
      // What waits for the end of quiet hours may have another end now.
      await tables.alertSends.wake({ channelId: id }, now);
      return updated(await tables.alertChannels.update({ ...after, settings: openPart(after) }, now), id);
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
