import { moduleNames } from '../../config/modules.ts';
import type { DestinationSettings, RegionName } from '../../config/settings.ts';
import type { BaseTableSettings, TemplateOptions } from '../../config/template.ts';
import type { ModuleName } from '../../model/stream.ts';

/** What a first sync needs to know. */
export interface Answers {
  readonly region: RegionName;
  readonly baseUrl?: string | undefined;
  readonly appId: string;
  /** The environment variable that holds the App Secret. */
  readonly secretEnv: string;
  readonly modules: readonly ModuleName[];
  readonly approvalCodes: readonly string[];
  readonly bases: readonly BaseTableSettings[];
  /** All that the app sees when empty. */
  readonly departmentIds: readonly string[];
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
  approvalCodes: [],
  bases: [],
  departmentIds: [],
  destination: 'duckdb',
  path: 'larkstream.duckdb',
};

const presetPaths: Readonly<Record<DestinationSettings['type'], string>> = {
  duckdb: 'larkstream.duckdb',
  postgres: `postgres://larkstream:$\{PGPASSWORD}@localhost:5432/warehouse`,
  parquet: 'lake',
  ndjson: 'lake',
  csv: 'lake',
};

/** Where a destination of this kind is, unless said otherwise. */
export function presetPath(type: DestinationSettings['type']): string {
  return presetPaths[type];
}

/** Whether something is left for the person to fill in. */
export function isComplete({ appId, modules, approvalCodes, bases }: Answers): boolean {
  const lacksCodes = modules.includes('approval') && approvalCodes.length === 0;
  const lacksBases = modules.includes('base') && bases.length === 0;
  return appId !== presets.appId && !lacksCodes && !lacksBases;
}

/** The answers as a configuration file. */
export function toTemplate(answers: Answers, schemaFile: string): TemplateOptions {
  const { region, baseUrl, appId, secretEnv, modules, approvalCodes, bases, destination, path, startDate } = answers;
  return {
    region,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    appId,
    appSecret: `$\{${secretEnv}}`,
    modules,
    approvalCodes,
    baseTables: bases,
    departmentIds: answers.departmentIds,
    destination,
    path,
    schemaFile,
    ...(startDate === undefined ? {} : { startDate }),
  };
}
