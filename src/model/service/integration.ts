import type { JsonObject } from '../../util/json.ts';
import type { CheckReport } from './check-report.ts';
import type { Resource } from './resource.ts';

/** All values of `EventMode`. */
export const eventModes = ['none', 'webhook', 'long_connection'] as const;
/** How the events of an app come. */
export type EventMode = (typeof eventModes)[number];

/** One app of Lark or Feishu, whose credentials the vault holds under (`integration`, id): `app_secret`, `verification_token`, `encrypt_key`. */
export interface Integration extends Resource {
  readonly name: string;
  readonly region: 'lark' | 'feishu';
  /** Instead of the region's host: a private deployment or the sandbox. */
  readonly baseUrl: string | undefined;
  readonly kind: 'custom_app' | 'store_app';
  readonly appId: string;
  readonly mode: EventMode;
  /** The way before stays open until the first event has come the new way. */
  readonly modeBefore: EventMode | undefined;
  readonly modeSince: number;
  /** A person has said that no event is to come. */
  readonly disconnectedAt: number | undefined;
  /** `rate_limit_scale`, options of the webhook: as in the file of the command line, under `source` and `events`. */
  readonly settings: JsonObject;
  /** The last test, as it stands in the database. */
  readonly test: CheckReport | undefined;
  readonly testedAt: number | undefined;
}

/** A tenant that has installed the app of a store app. */
export interface Installation extends Resource {
  readonly integrationId: string;
  readonly tenantKey: string;
  readonly tenantName: string | undefined;
  readonly state: 'installed' | 'claimed' | 'stopped' | 'uninstalled';
  /** The pipeline draft that a claim link has made. */
  readonly pipelineId: string | undefined;
  /** The claim link that is out; only the hash of its secret is kept. */
  readonly claim: { readonly hash: string; readonly expiresAt: number } | undefined;
}

/** Which integrations a list shows: part of the name or app id, a region. */
export interface IntegrationFilter {
  readonly search?: string | undefined;
  readonly region?: Integration['region'] | undefined;
}

/** Which installations a list shows. */
export interface InstallationFilter {
  readonly integrationId?: string | undefined;
  readonly state?: Installation['state'] | undefined;
}
