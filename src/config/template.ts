import { parse, stringify } from 'yaml';
import type { Language } from '../model/message.ts';
import type { ModuleName } from '../model/stream.ts';
import type { BaseTableSettings, DestinationSettings } from './settings.ts';
import { type RemarkName, remarksIn } from './template-remarks.ts';

export interface TemplateOptions {
  /** Of the remarks; English when absent. */
  readonly language?: Language;
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
type Remarks = (name: RemarkName) => string;

/** A text as YAML takes it for a text, and for this one. */
const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trimEnd();

function approval({ approvalCodes = [], startDate }: TemplateOptions, remark: Remarks): Block {
  const codes = approvalCodes.length === 0 ? ['TODO-APPROVAL-CODE'] : approvalCodes;
  return [
    'approval:',
    `  # ${remark('approvalCodes')}`,
    '  approval_codes:',
    ...codes.map((code) => `    - ${scalar(code)}`),
    `  ${startDate === undefined ? '# start_date: 2026-01-01' : `start_date: ${startDate}`}   # ${remark('approvalStart')}`,
    `  # lookback_days: 30        # ${remark('approvalLookback')}`,
    `  # revert_days: 31          # ${remark('approvalRevert')}`,
    `  # locale: zh-CN            # ${remark('approvalLocale')}`,
  ];
}

function base({ baseTokens = [], baseTables = [] }: TemplateOptions, remark: Remarks): Block {
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
    `  # ${remark('baseTables')}`,
    '  tables:',
    ...tables,
    `  # skip_unchanged: false    # ${remark('baseSkip')}`,
  ];
}

function attendance({ startDate }: TemplateOptions, remark: Remarks): Block {
  return [
    'attendance:',
    `  ${startDate === undefined ? '# start_date: 2026-01-01' : `start_date: ${startDate}`}   # ${remark('attendanceStart')}`,
    `  # employee_ids: [abd754f7] # ${remark('attendanceEmployees')}`,
    `  # lookback_days: 7         # ${remark('attendanceLookback')}`,
  ];
}

function contact({ departmentIds = [] }: TemplateOptions, remark: Remarks): Block {
  if (departmentIds.length > 0) {
    return [
      'contact:',
      '  department_ids:',
      ...departmentIds.map((id) => `    - ${scalar(id)}`),
      '  user_id_type: open_id',
    ];
  }
  return ['contact:', `  # department_ids: []      # ${remark('contactDepartments')}`, '  user_id_type: open_id'];
}

const blocks: Readonly<Record<string, (options: TemplateOptions, remark: Remarks) => Block>> = {
  approval,
  base,
  attendance,
  contact,
};

const everyModule: readonly ModuleName[] = ['approval', 'base', 'attendance', 'contact'];

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
  if (type === 'postgres') return [kind, `  url: ${scalar(path)}`, '  # schema: lark'];
  const place = `  path: ${scalar(path).padEnd(25)} # ${remark('destinationPath')}`;
  return [kind, place, ...(type === 'duckdb' ? ['  # schema: lark'] : [])];
}

/** A commented configuration file. Modules that are not wanted stand there as comments. */
export function renderTemplate(options: TemplateOptions): string {
  const remark = remarksIn(options.language ?? 'en');
  const modules = everyModule.flatMap((name) => {
    const lines = blocks[name]?.(options, remark) ?? [];
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
    ...modules.map((line) => `    ${line}`),
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
