import { destinationKinds } from '../../config/destinations/registry.ts';
import { isFilledIn, moduleNames } from '../../config/modules.ts';
import type { DestinationSettings, RegionName } from '../../config/settings.ts';
import type { TemplateOptions } from '../../config/template.ts';
import type { ModuleName } from '../../model/stream.ts';

/** What a first sync needs to know. */
export interface Answers {
  readonly region: RegionName;
  readonly baseUrl?: string | undefined;
  readonly appId: string;
  /** The environment variable that holds the App Secret. */
  readonly secretEnv: string;
  readonly modules: readonly ModuleName[];
  /** What was answered about modules, as their settings. */
  readonly settings: Readonly<Record<ModuleName, object>>;
  readonly destination: DestinationSettings['type'];
  readonly path: string;
  readonly startDate?: string | undefined;
}

/** What an empty answer means. */
export const presets: Answers = {
  region: 'feishu',
  appId: 'cli_TODO',
  secretEnv: 'LARK_APP_SECRET',
  modules: moduleNames,
  settings: {},
  destination: 'duckdb',
  path: destinationKinds.duckdb.preset,
};

/** Whether something is left for the person to fill in. */
export function isComplete({ appId, modules, settings }: Answers): boolean {
  return appId !== presets.appId && modules.every((module) => isFilledIn(module, settings[module] ?? {}));
}

/** The answers as a configuration file. */
export function toTemplate(answers: Answers, schemaFile: string): TemplateOptions {
  const { region, baseUrl, appId, secretEnv, modules, settings, destination, path, startDate } = answers;
  return {
    region,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    appId,
    appSecret: `$\{${secretEnv}}`,
    modules,
    settings,
    destination,
    path,
    schemaFile,
    ...(startDate === undefined ? {} : { startDate }),
  };
}
