import type { SourceSettings } from '../config/settings.ts';
import { type SourceObserver, toCallObserver } from '../feeds/call-observer.ts';
import type { AttachmentStore } from '../model/attachment-store.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import { type Logger, silentLogger } from '../model/logger.ts';
import type { Secret } from '../model/secret.ts';
import type { Source } from '../model/source.ts';
import { assertRuntime } from '../outbound/runtime.ts';
import type { JsonObject } from '../util/json.ts';
import { toClientOptions } from './create-client.ts';
import type { StoreApps } from './create-credentials.ts';
import { createTickets } from './create-tickets.ts';
import { toModuleConfigs } from './to-module-configs.ts';

export interface SourceOptions {
  readonly settings: SourceSettings;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly observer?: SourceObserver;
  /** The store of events, in which a receiver keeps the tickets of an app of the store; undefined where nothing receives events. */
  readonly ticketStore?: string | Secret;
  /** Shared by the sources of one process that belong to the same app of the store. */
  readonly storeApps?: StoreApps;
  /** Where the attachments of Bases are downloaded to. */
  readonly attachments?: AttachmentStore | undefined;
}

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
  const tickets = options.ticketStore === undefined ? undefined : createTickets(options.ticketStore);
  const clientOptions = toClientOptions(settings, {
    clock,
    logger,
    tickets,
    storeApps: options.storeApps,
    observer: toCallObserver(observer, clock),
  });
  const client = new OpenPlatformClient(clientOptions);
  const otherRegion = settings.region === 'feishu' ? 'lark' : 'feishu';
  const source = createLarkSource({
    id: sourceId(settings),
    client,
    clock,
    logger,
    makeFeeds: await loadFeeds(toModuleConfigs(settings.modules, options.attachments)),
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
    await tickets?.close();
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
