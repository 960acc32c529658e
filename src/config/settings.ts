import type { WriteMode } from '../model/destination.ts';
import type { Secret } from '../model/secret.ts';

/** What a configuration says, after defaults, in the words of the file. `larkstream spec` documents every setting. */
export interface CustomAppCredentials {
  readonly auth_type: 'custom_app';
  readonly app_id: string;
  readonly app_secret: Secret;
}

export interface StoreAppCredentials {
  readonly auth_type: 'store_app';
  readonly app_id: string;
  readonly app_secret: Secret;
  readonly tenant_key?: string;
  readonly app_access_token?: Secret;
  readonly tenant_access_token?: Secret;
}

export type CredentialSettings = CustomAppCredentials | StoreAppCredentials;

export const userIdTypes = ['open_id', 'union_id', 'user_id'] as const;
export type UserIdType = (typeof userIdTypes)[number];

/** Languages of the approval endpoints [approval-v4/instance/get, query `locale`]. */
export const approvalLocales = [
  'zh-CN',
  'en-US',
  'ja-JP',
  'zh-HK',
  'zh-TW',
  'de-DE',
  'es-ES',
  'fr-FR',
  'id-ID',
  'it-IT',
  'ko-KR',
  'pt-BR',
  'th-TH',
  'vi-VN',
  'ms-MY',
  'ru-RU',
] as const;

export interface ApprovalSettings {
  readonly approval_codes: readonly string[];
  readonly start_date?: string;
  readonly lookback_days: number;
  readonly revert_days: number;
  readonly locale?: (typeof approvalLocales)[number];
  readonly user_id_type: UserIdType;
}

/** A table by its ids, or by the link in the browser's address bar; exactly one of `app_token` and `url` is present. */
export interface BaseTableSettings {
  readonly url?: string;
  readonly app_token?: string;
  readonly table_id?: string;
  readonly view_id?: string;
}

export interface BaseSettings {
  readonly tables: readonly BaseTableSettings[];
  readonly typed_streams: boolean;
  readonly skip_unchanged: boolean;
}

export const employeeIdTypes = ['employee_id', 'employee_no'] as const;
export type EmployeeIdType = (typeof employeeIdTypes)[number];

export interface AttendanceSettings {
  readonly employee_ids: readonly string[];
  readonly employee_id_type: EmployeeIdType;
  readonly start_date?: string;
  readonly lookback_days: number;
  readonly include_terminated: boolean;
}

export const departmentIdTypes = ['open_department_id', 'department_id'] as const;
export type DepartmentIdType = (typeof departmentIdTypes)[number];

export interface ContactSettings {
  readonly department_ids: readonly string[];
  readonly department_id_type: DepartmentIdType;
  readonly user_id_type: UserIdType;
}

export interface ModuleSettings {
  readonly approval?: ApprovalSettings;
  readonly base?: BaseSettings;
  readonly attendance?: AttendanceSettings;
  readonly contact?: ContactSettings;
}

export const regionNames = ['feishu', 'lark'] as const;
export type RegionName = (typeof regionNames)[number];

export interface SourceSettings {
  readonly region: RegionName;
  readonly base_url?: string;
  readonly credentials: CredentialSettings;
  readonly rate_limit_scale: number;
  readonly modules: ModuleSettings;
}

export interface DuckdbSettings {
  readonly type: 'duckdb';
  /** Absolute after reading: a relative path counts from the configuration file's folder. */
  readonly path: string;
  readonly schema: string;
  readonly hard_deletes: boolean;
}

export interface PostgresSettings {
  readonly type: 'postgres';
  readonly url: Secret;
  readonly schema: string;
  readonly hard_deletes: boolean;
}

export interface FilesSettings {
  readonly type: 'parquet' | 'ndjson' | 'csv';
  /** A folder; absolute after reading, as for DuckDB. */
  readonly path: string;
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly hard_deletes: boolean;
}

export type DestinationSettings = DuckdbSettings | PostgresSettings | FilesSettings;

export interface StreamSettings {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly mode: Readonly<Record<string, WriteMode>>;
}

/** Files that hang in the records of Bases. */
export interface AttachmentSettings {
  /** A folder; absolute after reading. */
  readonly path: string;
  readonly max_megabytes: number;
}

export interface WebhookSettings {
  readonly host: string;
  readonly port: number;
  /** The last part of the request URL. */
  readonly integration: string;
  readonly verification_token: Secret;
  readonly encrypt_key?: Secret;
  readonly old_card_callback: boolean;
  /** Addresses and networks in front of the server. */
  readonly proxies: readonly string[];
}

/** How events of the app are received and kept. */
export interface EventSettings {
  readonly mode: 'long_connection' | 'webhook';
  /** A file of SQLite, absolute after reading, or the address of a Postgres. */
  readonly store: string | Secret;
  readonly webhook?: WebhookSettings | undefined;
  readonly status?: { readonly host: string; readonly port: number } | undefined;
  readonly reconcile_minutes: number;
  readonly retention_days: number;
}

export interface Config {
  readonly source: SourceSettings;
  readonly destination: DestinationSettings;
  readonly streams: StreamSettings;
  readonly attachments?: AttachmentSettings | undefined;
  readonly events: EventSettings;
}
