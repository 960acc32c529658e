import type { ServiceTables } from '../../model/service/service-store.ts';
import type { Session } from '../../model/triggers/conversation.ts';
import { defaultTriggerSettings } from '../../model/triggers/default-settings.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';

/** What its trigger says of a session by now: as it is published, else as it is drafted. */
export async function sessionSettings(
  { triggers, triggerVersions }: Pick<ServiceTables, 'triggers' | 'triggerVersions'>,
  { triggerId }: Pick<Session, 'triggerId'>,
): Promise<TriggerSettings> {
  const trigger = await triggers.find(triggerId);
  const { publishedVersion } = trigger ?? {};
  const version = publishedVersion === undefined ? undefined : await triggerVersions.find(triggerId, publishedVersion);
  return version?.settings ?? trigger?.draft ?? defaultTriggerSettings;
}
