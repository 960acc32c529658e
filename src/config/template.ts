import { parse, stringify } from 'yaml';
import type { ModuleName } from '../model/stream.ts';
import type { BaseTableSettings, DestinationSettings } from './settings.ts';

export interface TemplateOptions {
  readonly region: 'feishu' | 'lark';
  readonly baseUrl?: string;
  readonly appId: string;
  /** As it is to stand in the file: better a variable than the secret itself. */
  readonly appSecret: string;
  readonly modules: readonly ModuleName[];
  readonly approvalCodes?: readonly string[];
  /** `app_token` alone, all tables of each. */
  readonly baseTokens?: readonly string[];
  /** Links and single tables, besides. */
  readonly baseTables?: readonly BaseTableSettings[];
  /** Where Contact starts; everything that the app sees when empty. */
  readonly departmentIds?: readonly string[];
  readonly startDate?: string;
  readonly rateLimitScale?: number;
  /** The file or folder of the destination, or the address of a Postgres. */
  readonly path: string;
  /** DuckDB when absent. */
  readonly destination?: DestinationSettings['type'];
  /** Where editors find the JSON Schema of the file. */
  readonly schemaFile?: string;
  /** Events by webhook, at this address. */
  readonly webhook?: { readonly url: string; readonly verificationToken: string; readonly encryptKey: string };
}

type Block = readonly string[];

/** A text as YAML takes it for a text, and for this one. */
const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trimEnd();

function approval({ approvalCodes = [], startDate }: TemplateOptions): Block {
  const codes = approvalCodes.length === 0 ? ['TODO-APPROVAL-CODE'] : approvalCodes;
  return [
    'approval:',
    '  # The code stands in the address bar of the approval editor, after `definitionCode=`.',
    '  approval_codes:',
    ...codes.map((code) => `    - ${scalar(code)}`),
    `  ${startDate === undefined ? '# start_date: 2026-01-01' : `start_date: ${startDate}`}   # older instances are left out; 365 days back when absent`,
    '  # lookback_days: 30        # instances created in so many days are looked at again by every run',
    '  # revert_days: 31          # how long an approved instance can still be reverted',
    '  # locale: zh-CN            # language of form and node names',
  ];
}

function base({ baseTokens = [], baseTables = [] }: TemplateOptions): Block {
  const wanted = [...baseTokens.map((token): BaseTableSettings => ({ app_token: token })), ...baseTables];
  const tables =
    wanted.length === 0
      ? ['    - url: https://TODO.feishu.cn/base/TODO?table=tblTODO']
      : wanted.flatMap((table) =>
          Object.entries(table).map(
            ([key, value], at) => `    ${at === 0 ? '-' : ' '} ${key}: ${scalar(String(value))}`,
          ),
        );
  return [
    'base:',
    '  # Each entry: `url` of a table as the browser shows it, or `app_token` (all tables of the Base), `table_id`, `view_id`.',
    '  tables:',
    ...tables,
    '  # skip_unchanged: false    # true: a table whose revision is the same is not read again',
  ];
}

function attendance({ startDate }: TemplateOptions): Block {
  return [
    'attendance:',
    `  ${startDate === undefined ? '# start_date: 2026-01-01' : `start_date: ${startDate}`}   # 30 days back when absent`,
    '  # employee_ids: [abd754f7] # everyone visible to the app when absent',
    '  # lookback_days: 7         # corrections and late punches arrive with old dates',
  ];
}

function contact({ departmentIds = [] }: TemplateOptions): Block {
  if (departmentIds.length > 0) {
    return [
      'contact:',
      '  department_ids:',
      ...departmentIds.map((id) => `    - ${scalar(id)}`),
      '  user_id_type: open_id',
    ];
  }
  return [
    'contact:',
    "  # department_ids: []      # the app's whole contact scope when absent",
    '  user_id_type: open_id',
  ];
}

const blocks: Readonly<Record<ModuleName, (options: TemplateOptions) => Block>> = {
  approval,
  base,
  attendance,
  contact,
};

const everyModule: readonly ModuleName[] = ['approval', 'base', 'attendance', 'contact'];

function events({ webhook }: TemplateOptions): Block {
  if (webhook === undefined) {
    return [
      '# events:                         # for `larkstream sync --live`; over the long connection when absent',
      '#   mode: long_connection         # or webhook, as chosen in the developer console',
      '#   store: larkstream-events.db   # where events are kept until they are done',
      '#   reconcile_minutes: 60         # everything is read again so often, for what no event told of',
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

function destination({ destination: type = 'duckdb', path }: TemplateOptions): Block {
  const kind = `  type: ${type.padEnd(25)} # duckdb (a file), postgres (a url), parquet, ndjson or csv (a folder)`;
  if (type === 'postgres') return [kind, `  url: ${scalar(path)}`, '  # schema: lark'];
  const place = `  path: ${scalar(path).padEnd(25)} # counts from the folder of this file`;
  return [kind, place, ...(type === 'duckdb' ? ['  # schema: lark'] : [])];
}

/** A commented configuration file. Modules that are not wanted stand there as comments. */
export function renderTemplate(options: TemplateOptions): string {
  const modules = everyModule.flatMap((name) => {
    const lines = blocks[name](options);
    return options.modules.includes(name) ? lines : lines.map((line) => `# ${line}`);
  });
  return [
    ...(options.schemaFile === undefined ? [] : [`# yaml-language-server: $schema=${options.schemaFile}`]),
    '# Larkstream. `larkstream spec --file` prints every setting with its meaning.',
    'source:',
    `  region: ${options.region.padEnd(24)} # feishu (open.feishu.cn) or lark (open.larksuite.com)`,
    ...(options.baseUrl === undefined ? [] : [`  base_url: ${scalar(options.baseUrl)}`]),
    '  credentials:',
    '    auth_type: custom_app',
    `    app_id: ${scalar(options.appId)}`,
    `    app_secret: ${scalar(options.appSecret)}`,
    options.rateLimitScale === undefined
      ? "  # rate_limit_scale: 0.5         # leaves half of the platform's limits to the app's other tools"
      : `  rate_limit_scale: ${options.rateLimitScale}`,
    '  modules:                        # a module is on when it is present',
    ...modules.map((line) => `    ${line}`),
    '',
    'destination:',
    ...destination(options),
    '  # hard_deletes: false           # true: rows that are gone upstream are removed instead of marked',
    '',
    '# streams:                        # everything, one row per key, when absent',
    '#   include: ["approval_*", contact_users]',
    '#   exclude: [base_views]',
    '#   mode: { base_records: overwrite }',
    '',
    ...events(options),
    '',
  ].join('\n');
}

/** The same settings as JSON, which has no comments. */
export function renderJsonTemplate({ schemaFile, ...options }: TemplateOptions): string {
  const value: unknown = parse(renderTemplate(options));
  const schema = schemaFile === undefined ? {} : { $schema: schemaFile };
  return `${JSON.stringify(typeof value === 'object' ? { ...schema, ...value } : value, undefined, 2)}\n`;
}
