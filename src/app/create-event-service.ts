import type { Config, SourceSettings } from '../config/settings.ts';
import { EventReceiver, type EventReceiverOptions, type TransportOptions } from '../events/event-receiver.ts';
import { EventService } from '../events/event-service.ts';
import { loadEventStatus } from '../events/event-status.ts';
import { SharedListeners } from '../events/webhook/shared-listeners.ts';
import { startStatusServer } from '../http/status-server.ts';
import type { Clock } from '../model/clock.ts';
import { ConfigError, must } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import { systemRandom } from '../model/random.ts';
import type { ClientPool } from '../open-platform/client-pool.ts';
import { platformAddress } from '../open-platform/regions.ts';
import { newLeaseOwner } from '../store/lease-owner.ts';
import { openEventStore } from '../store/open-event-store.ts';
import { closeAfter } from '../util/close-all.ts';
import { createBotName } from './create-bot-name.ts';
import { createClientPool } from './create-client.ts';

type Observers = Pick<EventReceiverOptions, 'inboxListeners' | 'onChange' | 'onRefused' | 'onCallback'>;

/** What the service is built from; `config.events` says how events arrive and where they are kept. */
export interface CreateEventServiceOptions extends Observers {
  readonly config: Config;
  /** Of the process, so that the receiver has no token of its own. The service has, and closes, some of its own when absent. */
  readonly clients?: ClientPool | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of the process, where it receives for several apps. */
  readonly listeners?: SharedListeners;
}

const dayMs = 86_400_000;

/**
 * Begins to receive the events of the configured app; `close()` is due.
 * @throws ConfigError `store.open.failed`, `events.listen.failed`, `config.setting.invalid`
 */
export async function createEventService(options: CreateEventServiceOptions): Promise<EventService> {
  const { config, clock, logger, clients, listeners = new SharedListeners({ clock, logger }), ...observers } = options;
  const { source, events } = config;
  const appId = source.credentials.app_id;
  const transport = toTransport(config);
  const random = systemRandom;
  const owner = newLeaseOwner(random);
  const store = await openEventStore(events.store, { isTimedByStore: true });
  const ownClients = clients === undefined ? createClientPool(clock) : undefined;
  let receiver: EventReceiver | undefined;
  try {
    const bot = createBotName(source, { clock, logger, clients: clients ?? ownClients });
    receiver = await EventReceiver.open({
      ...observers,
      appId,
      transport,
      store,
      owner,
      listeners,
      clock,
      logger,
      random,
      bot,
    });
    const load = () => loadEventStatus(store, appId);
    const pages = events.status === undefined ? undefined : await startStatusServer(events.status, { load, clock });
    const retentionMs = events.retention_days * dayMs;
    return new EventService({ owner, store, receiver, pages, ownClients, retentionMs, clock, logger });
  } catch (thrown) {
    return await closeAfter(
      thrown,
      () => receiver?.close(),
      () => ownClients?.close(),
      () => store.close(),
    );
  }
}

/** The webhook listeners of a process, for apps that name the same host and port. */
export function createSharedListeners(options: { readonly clock: Clock; readonly logger: Logger }): SharedListeners {
  return new SharedListeners(options);
}

/** How the events of a configuration come. @throws ConfigError `config.setting.invalid` */
export function toTransport({ source, events }: Config): TransportOptions {
  if (events.mode === 'long_connection') return toLongConnection(source);
  const webhook = must(events.webhook, 'The webhook');
  const { host, port, proxies } = webhook;
  return {
    mode: 'webhook',
    place: { host, port, proxies },
    id: webhook.integration,
    app: {
      appId: source.credentials.app_id,
      verificationToken: webhook.verification_token,
      encryptKey: webhook.encrypt_key,
      takesOldCards: webhook.old_card_callback,
    },
  };
}

function toLongConnection({ region, base_url, credentials }: SourceSettings): TransportOptions {
  if (credentials.auth_type === 'store_app') {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: 'events.mode: the long connection is for custom apps only',
        zh: 'events.mode：长连接仅支持企业自建应用',
      },
      cure: {
        en: 'Set `events.mode: webhook` for a store app, and enter the request URL in the developer console.',
        zh: '商店应用请设置 `events.mode: webhook`，并在开发者后台填写请求地址。',
      },
    });
  }
  const { origin, pathPrefix } = platformAddress(region, base_url);
  return {
    mode: 'long_connection',
    origin: `${origin}${pathPrefix}`,
    appSecret: credentials.app_secret,
    environment: process.env,
  };
}
