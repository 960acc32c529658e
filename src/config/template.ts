import { parse, stringify } from 'yaml';
import { modules } from '../feeds/registry.ts';
import type { Language, Message } from '../model/message.ts';
import type { ModuleName } from '../model/stream.ts';
import { destinationKinds } from './destinations/registry.ts';
import type { DestinationSettings } from './settings.ts';
import { type RemarkName, remarksIn } from './template-remarks.ts';

/** What stands in a new configuration file; secrets are written as they are given. */
export interface TemplateOptions {
  /** Of the remarks; English when absent. */
  readonly language?: Language;
  readonly region: 'feishu' | 'lark';
  readonly baseUrl?: string;
  readonly appId: string;
  /** As it is to stand in the file: a variable. Only a sandbox's own secret, which protects nothing, stands there itself. */
  readonly appSecret: string;
  readonly modules: readonly ModuleName[];
  /** What is known of the settings of modules. */
  readonly settings?: Readonly<Record<ModuleName, object>>;
  /** `YYYY-MM-DD`, for every module that reads from a day on. */
  readonly startDate?: string;
  readonly rateLimitScale?: number;
  /** The file or folder of the destination, or the address of a Postgres. */
  readonly path: string;
  /** DuckDB when absent. */
  readonly destination?: DestinationSettings['type'];
  /** Where editors find the JSON Schema of the file. */
  readonly schemaFile?: string;
  /** Events by webhook, at this address; of a sandbox, whose secrets protect nothing. */
  readonly webhook?: { readonly url: string; readonly verificationToken: string; readonly encryptKey: string };
}

type Block = readonly string[];
type Remarks = (name: RemarkName) => string;

/** A text as YAML takes it for a text, and for this one. */
const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trimEnd();

function events({ webhook }: TemplateOptions, remark: Remarks): Block {
  if (webhook === undefined) {
    return [
      `# events:                         # ${remark('events')}`,
      `#   mode: long_connection         # ${remark('eventsMode')}`,
      `#   store: larkstream-events.db   # ${remark('eventsStore')}`,
      `#   reconcile_minutes: 60         # ${remark('eventsReconcile')}`,
    ];
  }
  const { hostname, port, pathname } = new URL(webhook.url);
  return [
    'events:',
    '  mode: webhook',
    '  webhook:',
    `    host: ${hostname}`,
    `    port: ${port === '' ? 80 : port}`,
    `    integration: ${pathname.split('/').at(-1) ?? 'main'}`,
    `    verification_token: ${scalar(webhook.verificationToken)}`,
    `    encrypt_key: ${scalar(webhook.encryptKey)}`,
  ];
}

function destination({ destination: type = 'duckdb', path }: TemplateOptions, remark: Remarks): Block {
  const kind = `  type: ${type.padEnd(25)} # ${remark('destinationType')}`;
  const { placeSetting, hasSchema } = destinationKinds[type];
  const place =
    placeSetting === 'url'
      ? `  url: ${scalar(path)}`
      : `  path: ${scalar(path).padEnd(25)} # ${remark('destinationPath')}`;
  return [kind, place, ...(hasSchema ? ['  # schema: lark'] : [])];
}

/** A commented configuration file. Modules that are not wanted stand there as comments. */
export function renderTemplate(options: TemplateOptions): string {
  const remark = remarksIn(options.language ?? 'en');
  const writer = { remark: (message: Message) => message[options.language ?? 'en'], scalar };
  const { startDate } = options;
  const moduleLines = modules.flatMap((module) => {
    const { name } = module;
    const start = module.daysBack === undefined || startDate === undefined ? {} : { start_date: startDate };
    const lines = module.template?.({ ...start, ...options.settings?.[name] }, writer) ?? [`${name}: {}`];
    return options.modules.includes(name) ? lines : lines.map((line) => `# ${line}`);
  });
  return [
    ...(options.schemaFile === undefined ? [] : [`# yaml-language-server: $schema=${options.schemaFile}`]),
    `# ${remark('file')}`,
    'source:',
    `  region: ${options.region.padEnd(24)} # ${remark('region')}`,
    ...(options.baseUrl === undefined ? [] : [`  base_url: ${scalar(options.baseUrl)}`]),
    '  credentials:',
    '    auth_type: custom_app',
    `    app_id: ${scalar(options.appId)}`,
    `    app_secret: ${scalar(options.appSecret)}`,
    options.rateLimitScale === undefined
      ? `  # rate_limit_scale: 0.5         # ${remark('rateLimitScale')}`
      : `  rate_limit_scale: ${options.rateLimitScale}`,
    `  modules:                        # ${remark('modules')}`,
    ...moduleLines.map((line) => `    ${line}`),
    '',
    'destination:',
    ...destination(options, remark),
    `  # hard_deletes: false           # ${remark('hardDeletes')}`,
    '',
    `# streams:                        # ${remark('streams')}`,
    '#   include: ["approval_*", contact_users]',
    '#   exclude: [base_views]',
    '#   mode: { base_records: overwrite }',
    '',
    ...events(options, remark),
    '',
  ].join('\n');
}

/** The same settings as JSON, which has no comments. */
export function renderJsonTemplate({ schemaFile, ...options }: TemplateOptions): string {
  const value: unknown = parse(renderTemplate(options));
  const schema = schemaFile === undefined ? {} : { $schema: schemaFile };
  return `${JSON.stringify(typeof value === 'object' ? { ...schema, ...value } : value, undefined, 2)}\n`;
}
