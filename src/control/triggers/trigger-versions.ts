import type { ServiceTables } from '../../model/service/service-store.ts';
import type { TriggerVersion } from '../../model/triggers/conversation.ts';
import { found, wrongState } from '../outcomes.ts';
import { type ChangedSetting, versionDiff } from './version-diff.ts';

type Tables = Pick<ServiceTables, 'triggers' | 'triggerVersions'>;

/** The draft, what is published now, or what was published under a number. */
export type VersionName = 'draft' | 'published' | number;

/** What a trigger says at one version; a draft has the number 0. */
export type SettingsAt = Pick<TriggerVersion, 'number' | 'settings'>;

/** Settings of one version. @throws ConfigError `api.not.found`, `api.state.wrong` where nothing is published */
export async function versionAt(tables: Tables, id: string, name: VersionName): Promise<SettingsAt> {
  const { draft, publishedVersion } = found(await tables.triggers.find(id), 'trigger', id);
  if (name === 'draft') return { number: 0, settings: draft };
  const number = name === 'published' ? publishedVersion : name;
  if (number === undefined) throw wrongState({ en: 'Nothing of it is published', zh: '尚未发布任何版本' });
  return await findVersion(tables, id, number);
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
  const { settings: after } = await versionAt(tables, id, to);
  const before = first === undefined ? undefined : await versionAt(tables, id, first);
  return versionDiff(before?.settings, after);
}
