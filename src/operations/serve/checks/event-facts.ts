import type { ModuleSettings, SourceSettings } from '../../../config/settings.ts';
import { modules as everyModule } from '../../../feeds/registry.ts';
import { eventPage } from '../../../model/console-pages.ts';
import type { Message } from '../../../model/message.ts';
import { applicationEndpoints } from '../../../open-platform/endpoints/application.ts';
import { eventEndpoints } from '../../../open-platform/endpoints/events.ts';
import type { OpenPlatformClient } from '../../../open-platform/open-platform-client.ts';
import { readNumber, readObject, readObjects, readText, readTexts } from '../../../util/json.ts';

const ofStoreApps = ['app_open', 'app_uninstalled'];

/** The event types that one module follows, or the service itself for installations. */
export interface NeededTypes {
  readonly name: string;
  /** What needs them. */
  readonly neededBy: Message;
  /** What the line of the check is called. */
  readonly title: Message;
  readonly types: readonly string[];
}

/** What the published version of the app has subscribed to; undefined when none is published. Which of its two lists is filled is not settled, so both count. */
export async function subscribedTypes(
  client: OpenPlatformClient,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const query = { lang: 'zh_cn' };
  const path = { app_id: client.appId };
  const app = readObject(await client.call(applicationEndpoints.get, { path, query, signal }), 'app');
  const versionId = readText(app, 'online_version_id') ?? '';
  if (versionId === '') return undefined;
  const answer = await client.call(applicationEndpoints.getVersion, {
    path: { ...path, version_id: versionId },
    query,
    signal,
  });
  const version = readObject(answer, 'app_version');
  const infos = readObjects(version, 'event_infos').flatMap((info) => readText(info, 'event_type') ?? []);
  return new Set([...readTexts(version, 'events'), ...infos]);
}

/** What must be subscribed for these modules, and for the app itself. */
export function neededTypes({
  modules,
  source,
}: {
  readonly modules: readonly ModuleSettings[];
  readonly source: Pick<SourceSettings, 'credentials'>;
}): readonly NeededTypes[] {
  const chosen = new Set(modules.flatMap((settings) => Object.keys(settings)));
  const ofModules = everyModule
    .filter(({ name }) => chosen.has(name))
    .map(({ name, title, events }) => ({
      name,
      neededBy: title,
      title: { en: `Events of ${title.en}`, zh: `${title.zh}的事件` },
      types: Object.entries(events).flatMap(([type, rule]) => (rule.isOfPerson ? [] : [type])),
    }));
  if (source.credentials.auth_type === 'custom_app') return ofModules;
  const neededBy = { en: 'Installations', zh: '应用安装' };
  const title = { en: 'Events of installations', zh: '安装事件' };
  return [{ name: 'installations', neededBy, title, types: ofStoreApps }, ...ofModules];
}

/** How many long connections of the app the platform counts; undefined when it does not say. It opens none, so no event comes to who asks. */
export async function countConnections(client: OpenPlatformClient, signal: AbortSignal): Promise<number | undefined> {
  return readNumber(await client.call(eventEndpoints.countConnections, { signal }), 'online_instance_cnt') ?? undefined;
}

/** Where events are subscribed. */
export function eventsPage({ consoleUrl }: Pick<OpenPlatformClient, 'consoleUrl'>): string {
  return eventPage(consoleUrl);
}
