import type { SourceSettings } from '../config/settings.ts';
import { moduleOfPath } from '../feeds/module-of-path.ts';
import type { AttachmentStore } from '../model/attachment-store.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import { type Logger, silentLogger } from '../model/logger.ts';
import type { Source } from '../model/source.ts';
import { moduleNames } from '../model/stream.ts';
import type { ClientOptions } from '../open-platform/client.ts';
import type { CallObserver } from '../open-platform/observer.ts';
import type { JsonObject } from '../util/json.ts';
import { RetryNotices } from './retry-notices.ts';
import { assertRuntime } from './runtime.ts';
import type { SyncObserver } from './sync-observer.ts';
import { type OwnedTickets, type StoreApps, toAppCredentials } from './to-credentials.ts';
import { toModuleConfigs } from './to-module-configs.ts';

export type SourceObserver = Pick<SyncObserver, 'onCall' | 'onWaiting' | 'onRetry'>;

export interface SourceOptions {
  readonly settings: SourceSettings;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly observer?: SourceObserver;
  /** Where tickets of an app of the store are kept; closed with the source. */
  readonly tickets?: OwnedTickets;
  /** Shared by the sources of one process that belong to the same app of the store. */
  readonly storeApps?: StoreApps;
  /** Where the attachments of Bases are downloaded to. */
  readonly attachments?: AttachmentStore;
}

/** A shorter pause would only flicker. */
const worthShowingMs = 1_000;

export interface CreatedSource {
  readonly source: Source;
  /** Calls, repetitions and waits so far, by module and endpoint. */
  calls(): JsonObject;
}

/** Builds the source that the settings describe; nothing is called yet. @throws ConfigError `config.setting.invalid`, `config.runtime.old`. */
export async function createSource(options: SourceOptions): Promise<CreatedSource> {
  const { settings, clock = systemClock, logger = silentLogger, observer = {} } = options;
  assertRuntime(process.versions.node);
  const [{ OpenPlatformClient, probeCredentials }, { createLarkSource }, { loadFeeds }] = await Promise.all([
    import('../open-platform/client.ts'),
    import('../feeds/lark-source.ts'),
    import('../feeds/load-feeds.ts'),
  ]);
  const clientOptions: ClientOptions = {
    region: settings.region,
    ...(settings.base_url === undefined ? {} : { baseUrl: settings.base_url }),
    credentials: toAppCredentials(settings.credentials, {
      clock,
      tickets: options.tickets,
      storeApps: options.storeApps,
    }),
    rateLimitScale: settings.rate_limit_scale,
    clock,
    logger,
    observer: toCallObserver(observer, clock),
  };
  const client = new OpenPlatformClient(clientOptions);
  const otherRegion = settings.region === 'feishu' ? 'lark' : 'feishu';
  const source = createLarkSource({
    id: sourceId(settings),
    client,
    clock,
    logger,
    feeds: await loadFeeds(toModuleConfigs(settings.modules, options.attachments)),
    // With a base URL of its own there is no other region, and the secret is nobody else's business.
    ...(settings.base_url === undefined
      ? {
          probeOtherRegion: async () =>
            (await probeCredentials(clientOptions, otherRegion)) === undefined ? otherRegion : undefined,
        }
      : {}),
  });
  const close = async (): Promise<void> => {
    await source.close();
    await options.tickets?.close();
  };
  return { source: { ...source, close }, calls: () => client.calls.toJson() };
}

/** The same tenant's data under the same app, whatever else the configuration says. */
function sourceId({ region, base_url, credentials }: SourceSettings): string {
  const app =
    credentials.auth_type === 'custom_app'
      ? credentials.app_id
      : `${credentials.app_id}/${credentials.tenant_key ?? ''}`;
  return `${base_url === undefined ? region : new URL(base_url).host}/${app}`;
}

function toCallObserver(observer: SourceObserver, clock: Clock): CallObserver {
  const notices = new RetryNotices({ now: () => clock.now(), tell: (notice) => observer.onRetry?.(notice) });
  return {
    onRetry: (report) => {
      notices.see(report);
      const module = moduleOfPath(report.endpoint.path);
      const isLong = report.delayMs >= worthShowingMs;
      if (module !== undefined && isLong) observer.onWaiting?.(module, { kind: 'retry', ms: report.delayMs });
    },
    onCall: ({ account, endpoint }) => {
      const module = moduleNames.find((name) => name === account) ?? moduleOfPath(endpoint.path);
      if (module !== undefined) observer.onCall?.(module);
    },
    onWaiting: ({ endpoint, ms, reason }) => {
      const module = moduleOfPath(endpoint.path);
      if (module !== undefined) observer.onWaiting?.(module, { kind: reason === 'retry' ? 'retry' : 'quota', ms });
    },
  };
}
