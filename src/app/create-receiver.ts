import type { Config } from '../config/settings.ts';
import type { CallbackHandler } from '../events/callbacks.ts';
import { EventReceiver } from '../events/event-receiver.ts';
import { BoundedConnections } from '../events/webhook/bounded-connections.ts';
import { ConnectionLimiter } from '../events/webhook/connection-limiter.ts';
import { inNetworks } from '../events/webhook/in-networks.ts';
import { mountWebhooks } from '../events/webhook/mounted-webhooks.ts';
import { serviceConnectionLimits, type WebhookListeners } from '../events/webhook/shared-listeners.ts';
import type { WebhookApp } from '../events/webhook/verify-request.ts';
import { WebhookRoutes, webhookPath } from '../events/webhook/webhook-routes.ts';
import type { Clock } from '../model/clock.ts';
import type { EventStore } from '../model/event-store.ts';
import type { Logger } from '../model/logger.ts';
import { systemRandom } from '../model/random.ts';
import type { Tracer } from '../model/tracer.ts';
import type { ClientPool } from '../open-platform/client-pool.ts';
import { newLeaseOwner } from '../store/lease-owner.ts';
import { createBotName } from './create-bot-name.ts';
import { toTransport } from './create-event-service.ts';

/** Request URLs on a server that is there already. */
export interface MountedWebhooks {
  readonly listeners: WebhookListeners;
  /** Takes the requests below `path`. */
  readonly path: string;
  readonly handle: ReturnType<typeof mountWebhooks>;
  /** Those of the server are to be counted here. */
  readonly connections: BoundedConnections;
}

/** Webhooks on the port of the service. */
export function createMountedWebhooks(options: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly proxies: readonly string[];
  readonly tracer: Tracer;
}): MountedWebhooks {
  const limiter = new ConnectionLimiter(serviceConnectionLimits());
  const connections = new BoundedConnections({ limiter, isProxy: inNetworks(options.proxies) });
  const routes = new WebhookRoutes({ ...options, limiter });
  return {
    path: webhookPath,
    handle: mountWebhooks({ routes, connections }),
    connections,
    listeners: {
      open: async (_, route) => {
        routes.put(route);
        return { url: `${webhookPath}${route.id}`, close: async () => routes.remove(route) };
      },
    },
  };
}

interface CreateReceiverOptions {
  /** Its `events` say how they come. */
  readonly config: Config;
  readonly store: EventStore;
  readonly listeners: WebhookListeners;
  readonly clients: ClientPool;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onStored: () => void;
  /** What people see who press a button. */
  readonly onCallback: CallbackHandler;
  /** What also proves requests to the webhook: secrets that are believed beside those of the configuration. */
  readonly before?: WebhookApp['before'];
}

/** Begins to receive the events of an app into a store that others share; `close()` is due. */
export async function createReceiver(options: CreateReceiverOptions): Promise<EventReceiver> {
  const { config, store, listeners, clients, clock, logger, onStored, onCallback, before = [] } = options;
  const transport = toTransport(config);
  return await EventReceiver.open({
    appId: config.source.credentials.app_id,
    transport: transport.mode === 'webhook' ? { ...transport, app: { ...transport.app, before } } : transport,
    store,
    owner: newLeaseOwner(systemRandom),
    listeners,
    clock,
    logger,
    random: systemRandom,
    bot: createBotName(config.source, { clock, logger, clients }),
    inboxListeners: [{ stored: onStored }],
    onCallback,
  });
}
