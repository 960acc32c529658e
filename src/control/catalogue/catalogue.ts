import { configSpec } from '../../config/connector-spec.ts';
import { moduleNames, moduleTitle, type NeededScope, usualScopes } from '../../config/modules.ts';
import { type RegionName, regionNames } from '../../config/settings.ts';
import type { Language, Message } from '../../model/message.ts';
import { type JsonObject, readObject } from '../../util/json.ts';

/** JSON Schemas (draft-7) of settings, with the titles and descriptions of one language, for forms. */
export interface SettingSchemas {
  readonly credentials: JsonObject;
  readonly modules: JsonObject;
  readonly destination: JsonObject;
  readonly streams: JsonObject;
  readonly rateLimitScale: JsonObject;
  readonly events: JsonObject;
}

/** Something that can be connected. */
export interface CatalogueEntry {
  /** The region of an integration. */
  readonly name: RegionName;
  readonly title: Message;
  readonly modules: readonly {
    readonly name: string;
    readonly title: Message;
    readonly scopes: readonly NeededScope[];
  }[];
  readonly schemas: SettingSchemas;
}

const titles: Readonly<Record<RegionName, Message>> = {
  lark: { en: 'Lark', zh: 'Lark' },
  feishu: { en: 'Feishu', zh: '飞书' },
};

/** What can be connected: two platforms, one implementation. */
export function catalogue(language: Language): readonly CatalogueEntry[] {
  const properties = readObject(configSpec(language), 'properties');
  const source = readObject(readObject(properties, 'source'), 'properties');
  const schemas = {
    credentials: readObject(source, 'credentials'),
    modules: readObject(source, 'modules'),
    destination: readObject(properties, 'destination'),
    streams: readObject(properties, 'streams'),
    rateLimitScale: readObject(source, 'rate_limit_scale'),
    events: readObject(properties, 'events'),
  };
  const modules = moduleNames.map((name) => ({
    name,
    title: { en: moduleTitle(name, 'en'), zh: moduleTitle(name, 'zh') },
    scopes: usualScopes(name),
  }));
  return regionNames.map((name) => ({ name, title: titles[name], modules, schemas }));
}
