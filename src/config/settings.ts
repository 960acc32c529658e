import type { Secret } from '../model/secret.ts';
import type { ModuleName } from '../model/stream.ts';
import type { WriteMode } from '../model/write-mode.ts';

// The settings after defaults, under the names of the file. `larkstream spec --file` and docs/reference/configuration.md document each of them.

/** An app that the tenant made in its own developer console. */
export interface CustomAppCredentials {
  readonly auth_type: 'custom_app';
  readonly app_id: string;
  readonly app_secret: Secret;
}

/** An app of the app store. Its tokens come from the ticket that the platform pushes, unless one is set. */
export interface StoreAppCredentials {
  readonly auth_type: 'store_app';
  readonly app_id: string;
  readonly app_secret: Secret;
  /** The tenant whose data is read; without one, `sync --live` reads every tenant that has installed the app. */
  readonly tenant_key?: string;
  /** From another program, as is the next; either is valid for two hours. */
  readonly app_access_token?: Secret;
  readonly tenant_access_token?: Secret;
}

/** A union, by `auth_type`. */
export type CredentialSettings = CustomAppCredentials | StoreAppCredentials;

/** The settings of the modules that are switched on, by module; `feeds/<module>/settings.ts` declares the shape of each. */
export type ModuleSettings = Readonly<Record<ModuleName, object>>;

/** The two platforms: `feishu` in China, `lark` elsewhere. An app belongs to one of them. */
export const regionNames = ['feishu', 'lark'] as const;
/** Decides the host of all calls, unless `base_url` is set. */
export type RegionName = (typeof regionNames)[number];

/** The app that reads, and the modules that it reads. */
export interface SourceSettings {
  readonly region: RegionName;
  /** Instead of the region's host: a private deployment or the sandbox. */
  readonly base_url?: string;
  readonly credentials: CredentialSettings;
  /** Multiplies the platform's documented limits: 1 uses them whole, 0 sends without pacing. */
  readonly rate_limit_scale: number;
  readonly modules: ModuleSettings;
}

/** A file of DuckDB. */
export interface DuckdbSettings {
  readonly type: 'duckdb';
  /** Absolute after reading: a relative path counts from the configuration file's folder. */
  readonly path: string;
  /** Holds the tables; created when absent. */
  readonly schema: string;
  /** Whether rows that are gone at the platform are deleted; else they stay, and `_larkstream_deleted_at` is set. */
  readonly hard_deletes: boolean;
}

/** A Postgres of version 14 or newer; `schema` and `hard_deletes` as for DuckDB. */
export interface PostgresSettings {
  readonly type: 'postgres';
  /** `postgres://user:password@host:port/database`, with the parameters of libpq. */
  readonly url: Secret;
  readonly schema: string;
  readonly hard_deletes: boolean;
}

/** A folder of files; its manifest names the files of each stream. `hard_deletes` as for DuckDB. */
export interface FilesSettings {
  readonly type: 'parquet' | 'ndjson' | 'csv';
  /** Absolute after reading, as for DuckDB; created when absent. */
  readonly path: string;
  /** Of the columns in Parquet, always `zstd`; of the whole file in the other formats. */
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly hard_deletes: boolean;
}

/** A union, by `type`. */
export type DestinationSettings = DuckdbSettings | PostgresSettings | FilesSettings;

/** Which streams are written and how. Names may hold `*` for any characters. */
export interface StreamSettings {
  readonly include: readonly string[];
  /** Left out of what `include` names. */
  readonly exclude: readonly string[];
  /** By name or pattern; an exact name wins, then the longest pattern. `dedup` where none matches. */
  readonly mode: Readonly<Record<string, WriteMode>>;
}

/** The folder that attachments of Base records are downloaded to. */
export interface AttachmentSettings {
  /** Absolute after reading. */
  readonly path: string;
  /** Larger files are not downloaded; a megabyte is 1,000,000 bytes. */
  readonly max_megabytes: number;
}

/** The server that the platform posts events to. */
export interface WebhookSettings {
  /** The address to listen on. */
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** The last part of the request URL, `/api/lark/webhook/<integration>`. */
  readonly integration: string;
  readonly verification_token: Secret;
  /** Without it requests are not signed: the Verification Token alone proves an event. */
  readonly encrypt_key?: Secret;
  /** Whether callbacks of old cards (`card.action.trigger_v1`) are accepted: plain text, signed with SHA-1 only. */
  readonly old_card_callback: boolean;
  /** Addresses and networks (`10.0.0.0/8`) of the proxies in front: the limit of connections per address does not apply to them. */
  readonly proxies: readonly string[];
}

/** How events of the app are received and kept. */
export interface EventSettings {
  readonly mode: 'long_connection' | 'webhook';
  /** A file of SQLite, absolute after reading, or the address of a Postgres. */
  readonly store: string | Secret;
  readonly webhook?: WebhookSettings | undefined;
  /** Where `/status`, `/metrics` and `/healthz` are served; nowhere when absent. */
  readonly status?: { readonly host: string; readonly port: number } | undefined;
  /** Minutes from the end of a snapshot to the next one. */
  readonly reconcile_minutes: number;
  /** Days after which an event is deleted: from its last consumer being done, or from its receipt where no consumer wants it. */
  readonly retention_days: number;
}

/** A checked configuration, with defaults filled in and variables replaced. `readConfig` and `parseConfig` return it. */
export interface Config {
  readonly source: SourceSettings;
  readonly destination: DestinationSettings;
  readonly streams: StreamSettings;
  readonly attachments?: AttachmentSettings | undefined;
  readonly events: EventSettings;
}
