import type { RegionName, SourceSettings } from '../config/settings.ts';
import { type SourceObserver, toCallObserver } from '../feeds/call-observer.ts';
import { assertRuntime } from '../model/assert-runtime.ts';
import type { AttachmentStore } from '../model/attachment-store.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import { type Logger, silentLogger } from '../model/logger.ts';
import type { Source } from '../model/source.ts';
import type { ClientPool } from '../open-platform/client-pool.ts';
import { closeAll } from '../util/close-all.ts';
import type { JsonObject } from '../util/json.ts';
import { createClient } from './create-client.ts';
import type { TicketOpener } from './create-tickets.ts';

/** `settings` is the `source` part of a configuration. Without a logger nothing is written. */
export interface SourceOptions {
  readonly settings: SourceSettings;
  /** From `openClients()`; the caller closes it. The source has a client, and so a token and limits, of its own when absent. */
  readonly clients?: ClientPool | undefined;
  readonly logger?: Logger;
  readonly observer?: SourceObserver;
  readonly clock?: Clock;
  /** Undefined where nothing receives events, and so no tickets of an app of the store. */
  readonly openTickets?: TicketOpener | undefined;
  /** Where the attachments of Bases are downloaded to. */
  readonly attachments?: AttachmentStore | undefined;
}

/** `source.close()` is due, after the last read. */
export interface CreatedSource {
  readonly source: Source;
  /** Calls, repetitions and waits so far, by module and endpoint. */
  calls(): JsonObject;
}

/** Builds the source that the settings describe; nothing is called yet, `close()` is due. @throws ConfigError `config.setting.invalid`, `config.runtime.old`. */
export async function createSource(options: SourceOptions): Promise<CreatedSource> {
  const { settings, clock = systemClock, logger = silentLogger, observer = {} } = options;
  assertRuntime(process.versions.node);
  const [{ probeCredentials }, { createLarkSource }, { loadFeeds }] = await Promise.all([
    import('../open-platform/probe-credentials.ts'),
    import('../feeds/lark-source.ts'),
    import('../feeds/load-feeds.ts'),
  ]);
  const { clients, openTickets } = options;
  const makeFeeds = await loadFeeds(settings.modules, { attachments: options.attachments });
  const observed = { observer: toCallObserver(observer, clock), logger };
  const created = await createClient(settings, { ...observed, clock, clients, openTickets });
  const { client } = created;
  const { app_id: appId, auth_type: authType } = settings.credentials;
  const region = settings.region === 'feishu' ? 'lark' : 'feishu';
  const probeOtherRegion = async (): Promise<RegionName | undefined> => {
    const app = { appId, appSecret: settings.credentials.app_secret };
    const refused = await probeCredentials({ app, isForStore: authType === 'store_app', region, clock, logger });
    return refused === undefined ? region : undefined;
  };
  const source = createLarkSource({
    id: sourceId(settings),
    client,
    clock,
    logger,
    makeFeeds,
    // With a base URL of its own there is no other region, and the secret must not go to another host.
    ...(settings.base_url === undefined ? { probeOtherRegion } : {}),
  });
  const close = (): Promise<void> =>
    closeAll(
      () => source.close(),
      () => created.close(),
    );
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
