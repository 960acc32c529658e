import type { Secret } from '../model/secret.ts';
import type { ModuleName } from '../model/stream.ts';
import type { WriteMode } from '../model/write-mode.ts';

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

/** The modules that are switched on, by name: what each of them says, its `settings.ts` declares. */
export type ModuleSettings = Readonly<Record<ModuleName, object>>;

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
