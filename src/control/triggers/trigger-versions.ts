import type { ServiceTables } from '../../model/service/service-store.ts';
import type { TriggerVersion } from '../../model/triggers/conversation.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { found } from '../outcomes.ts';
import { type ChangedSetting, versionDiff } from './version-diff.ts';

type Tables = Pick<ServiceTables, 'triggers' | 'triggerVersions'>;

/** The draft, or what was published under a number. */
export type VersionName = 'draft' | number;

/** Settings of one version. @throws ConfigError `api.not.found` */
export async function settingsAt(tables: Tables, id: string, name: VersionName): Promise<TriggerSettings> {
  const trigger = found(await tables.triggers.find(id), 'trigger', id);
  return name === 'draft' ? trigger.draft : (await findVersion(tables, id, name)).settings;
}

/** @throws ConfigError `api.not.found` */
export async function findVersion(
  { triggerVersions }: Pick<Tables, 'triggerVersions'>,
  id: string,
  number: number,
): Promise<TriggerVersion> {
  return found(await triggerVersions.find(id, number), 'version', String(number));
}

/** What two versions differ in; without `from`, what is published: before the first all is new. @throws ConfigError `api.not.found` */
export async function diffVersions(
  tables: Tables,
  id: string,
  { from, to }: { readonly from: VersionName | undefined; readonly to: VersionName },
): Promise<readonly ChangedSetting[]> {
  const trigger = found(await tables.triggers.find(id), 'trigger', id);
  const first = from ?? trigger.publishedVersion;
  const after = await settingsAt(tables, id, to);
  return versionDiff(first === undefined ? undefined : await settingsAt(tables, id, first), after);
}
