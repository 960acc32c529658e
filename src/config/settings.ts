import type { Secret } from '../model/secret.ts';
import type { ModuleName } from '../model/stream.ts';
import type { WriteMode } from '../model/write-mode.ts';

/** What a configuration says, after defaults, in the words of the file. `larkstream spec` documents every setting. */
export interface CustomAppCredentials {
  readonly auth_type: 'custom_app';
  readonly app_id: string;
  readonly app_secret: Secret;
}

/** `tenant_key` names the tenant whose data is read. The app token comes from a pushed ticket unless one is given. */
export interface StoreAppCredentials {
  readonly auth_type: 'store_app';
  readonly app_id: string;
  readonly app_secret: Secret;
  readonly tenant_key?: string;
  readonly app_access_token?: Secret;
  readonly tenant_access_token?: Secret;
}

/** Told apart by `auth_type`. */
export type CredentialSettings = CustomAppCredentials | StoreAppCredentials;

/** The modules that are switched on, by name: what each of them says, its `settings.ts` declares. */
export type ModuleSettings = Readonly<Record<ModuleName, object>>;

/** The two platforms: `feishu` in China, `lark` elsewhere. An app belongs to one of them. */
export const regionNames = ['feishu', 'lark'] as const;
/** Decides the host of all calls, unless `base_url` is set. */
export type RegionName = (typeof regionNames)[number];

/** Which app reads what. `rate_limit_scale` multiplies the platform's documented limits; 1 uses them whole. */
export interface SourceSettings {
  readonly region: RegionName;
  readonly base_url?: string;
  readonly credentials: CredentialSettings;
  readonly rate_limit_scale: number;
  readonly modules: ModuleSettings;
}

/** `schema` is made when absent; with `hard_deletes` rows that are gone are deleted rather than marked. */
export interface DuckdbSettings {
  readonly type: 'duckdb';
  /** Absolute after reading: a relative path counts from the configuration file's folder. */
  readonly path: string;
  readonly schema: string;
  readonly hard_deletes: boolean;
}

/** `url` holds the password, hence a `Secret`; `schema` and `hard_deletes` are as for DuckDB. */
export interface PostgresSettings {
  readonly type: 'postgres';
  readonly url: Secret;
  readonly schema: string;
  readonly hard_deletes: boolean;
}

/** `path` also holds the manifest, which says what files belong to each stream. */
export interface FilesSettings {
  readonly type: 'parquet' | 'ndjson' | 'csv';
  /** A folder; absolute after reading, as for DuckDB. */
  readonly path: string;
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly hard_deletes: boolean;
}

/** Told apart by `type`. */
export type DestinationSettings = DuckdbSettings | PostgresSettings | FilesSettings;

/** `include` and `exclude` hold patterns of stream names; `mode` is by pattern too, `dedup` where none is said. */
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

/** The server that the platform posts to. Without `encrypt_key` only `verification_token` tells who posts. */
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

/** A checked configuration, with defaults filled in and variables replaced; `readConfig` and `parseConfig` give it. */
export interface Config {
  readonly source: SourceSettings;
  readonly destination: DestinationSettings;
  readonly streams: StreamSettings;
  readonly attachments?: AttachmentSettings | undefined;
  readonly events: EventSettings;
}
