import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';

export interface TenantConfig {
  readonly folder: string;
  readonly name: string;
  readonly startDate: string;
  readonly lookbackDays?: number;
  readonly streams?: Readonly<Record<string, unknown>>;
  readonly destination?: Readonly<Record<string, unknown>>;
  readonly typedStreams?: boolean;
  readonly rateLimitScale?: number;
  readonly attachments?: Readonly<Record<string, unknown>>;
  readonly events?: Readonly<Record<string, unknown>>;
}

/** A configuration of all four modules for a sandbox; returns its path and that of the database. */
export function writeTenantConfig(
  sandbox: Sandbox,
  config: TenantConfig,
): { readonly file: string; readonly path: string } {
  const path = join(config.folder, `${config.name}.duckdb`);
  const file = join(config.folder, `${config.name}.json`);
  const { approvals, tables } = sandbox.tenant;
  const window = { start_date: config.startDate, lookback_days: config.lookbackDays ?? 30 };
  writeFileSync(
    file,
    JSON.stringify({
      source: {
        region: sandbox.options.region,
        base_url: sandbox.url,
        rate_limit_scale: config.rateLimitScale ?? 0,
        credentials: { auth_type: 'custom_app', app_id: sandbox.options.appId, app_secret: sandbox.options.appSecret },
        modules: {
          approval: { approval_codes: approvals.approvalCodes, ...window },
          base: {
            tables: tables.appTokens.map((token) => ({ app_token: token })),
            typed_streams: config.typedStreams ?? false,
          },
          attendance: window,
          contact: {},
        },
      },
      destination:
        config.destination?.type === undefined ? { type: 'duckdb', path, ...config.destination } : config.destination,
      ...(config.streams === undefined ? {} : { streams: config.streams }),
      ...(config.attachments === undefined ? {} : { attachments: config.attachments }),
      ...(config.events === undefined ? {} : { events: config.events }),
    }),
  );
  return { file, path };
}
