import { cleanSettings } from '../../config/check-settings.ts';
import type { ChannelDocument } from '../../config/thing-documents.ts';
import type { JsonObject } from '../../util/json.ts';
import { changeChannel } from '../alert-channels/change-channel.ts';
import { createChannel } from '../alert-channels/create-channel.ts';
import { setChannelSecrets } from '../alert-channels/set-channel-secrets.ts';
import { assertNoFaults, type FieldFault } from '../field-faults.ts';
import { type ApplyOne, type ApplyParts, absentFault } from './apply-parts.ts';
import { readSecrets } from './given-secrets.ts';
import { planThing } from './plan-things.ts';
import { channelDocument } from './thing-documents.ts';

/** Makes a channel of alerts as its file says. @throws ConfigError as the use cases do */
export const applyChannel: ApplyOne<ChannelDocument> = async (at, given) => {
  const { parts, tables, variables, caller, present } = at;
  const wanted = { ...given, settings: cleanSettings(given.settings) };
  const { name, type: kind, language, kinds, quiet_hours: quietHours } = wanted;
  const before = present.channels.find((one) => one.name === name);
  assertNoFaults(misplaced(wanted));
  const owner = { ownerKind: 'alert_channel', ownerId: before?.id } as const;
  const { given: told, changed } = await readSecrets(parts, tables, owner, wanted.secrets, variables);
  const { url, ...secrets } = changed;
  const names = [...Object.keys(secrets), ...(url === undefined ? [] : ['url'])];
  const plan = planThing(wanted, before && channelDocument(before, present), names);
  const own = settingsOf(at, wanted);
  if (own === undefined) return undefined;
  const settings = { ...own, ...(url === undefined ? {} : { url: url.reveal() }) };
  if (before === undefined) {
    await createChannel(parts, caller, { name, kind, language, settings, kinds, quietHours, secrets });
    return plan;
  }
  const message = { en: 'cannot be changed: it is another channel', zh: '不能更改：那是另一个渠道' };
  assertNoFaults(plan.changes.includes('type') ? [{ path: 'type', message }] : []);
  const { id } = before;
  let { version } = before;
  if (Object.keys(secrets).length > 0) {
    ({ version } = await setChannelSecrets(parts, caller, { id, version, secrets }));
  }
  const isChanged = url !== undefined || plan.changes.some((path) => !path.startsWith('secrets.'));
  // The URL that is sealed stays where it is given as it is shown.
  const shown = kind === 'url' && url === undefined ? { ...settings, ...before.settings } : settings;
  if (isChanged) {
    await changeChannel(parts, caller, {
      id,
      version,
      language,
      settings: shown,
      kinds,
      quietHours: quietHours ?? null,
      // Also one that stays the same: with another server it is to be told.
      secrets: told.password === undefined ? {} : { password: told.password },
    });
  }
  return plan;
};

/** A URL is a secret, and an id says nothing in another service. */
function misplaced({ settings }: ChannelDocument): readonly FieldFault[] {
  const ids = { en: 'must be named instead: `integration`', zh: '请改用 `integration` 填写名称' };
  const urls = { en: 'must be a secret: `secrets.url`', zh: '必须作为密钥填写：`secrets.url`' };
  return [
    ...(settings.integrationId === undefined ? [] : [{ path: 'settings.integrationId', message: ids }]),
    ...(settings.url === undefined ? [] : [{ path: 'settings.url', message: urls }]),
  ];
}

/** With the id of the integration that its file names; undefined where that is not there because its file is wrong. */
function settingsOf(at: ApplyParts, { type, settings, integration }: ChannelDocument): JsonObject | undefined {
  if (type !== 'lark' || integration === undefined) return settings;
  const integrationId = at.ids.get(`integration/${integration}`);
  if (integrationId !== undefined) return { ...settings, integrationId };
  assertNoFaults(at.isPending('integration', integration) ? [] : [absentFault(at, 'integration', integration)]);
  return undefined;
}
