import { createEventService as create } from '../app/create-event-service.ts';
import type { Config } from '../config/settings.ts';
import type { CallbackHandler } from '../events/callbacks.ts';
import type { Refused } from '../events/refusal-log.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import type { ReceivedEvent } from '../model/event.ts';
import type { ConnectionStatus, EventStore } from '../model/event-store.ts';
import { type Logger, silentLogger } from '../model/logger.ts';
import type { SharedClients } from '../operations/open-clients.ts';

/** `config.events` says how events arrive and where they are kept. Without a logger nothing is written. */
export interface EventServiceOptions extends SharedClients {
  readonly config: Config;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Answers callbacks, such as a button of a card; what it gives is sent back. */
  readonly onCallback?: CallbackHandler;
  /** Called with events once they are in the store. Must return quickly and not throw. */
  readonly onStored?: (events: readonly ReceivedEvent[]) => void;
  readonly onChange?: (status: ConnectionStatus) => void;
  /** Called with refused requests to the webhook. Must return quickly and not throw. */
  readonly onRefused?: (refused: Refused & { readonly appId: string }) => void;
}

/** Receives and keeps the events of one app until it is closed. */
export interface EventService {
  /** Where the events lie. */
  readonly store: EventStore;
  /** This process among all that share the store: the `owner` of what it claims. */
  readonly owner: string;
  /** The request URL as this machine sees it; undefined on the long connection. */
  readonly url: string | undefined;
  readonly status: ConnectionStatus;
  /** Address of the status pages, where there are any. */
  readonly pages: string | undefined;
  /** Takes nothing more, and ends when what has arrived is stored and acknowledged. */
  close(): Promise<void>;
}

/**
 * Begins to receive the events of the configured app: each is in the store before it is acknowledged. `close()` is due.
 *
 * @throws ConfigError `store.open.failed`, `events.listen.failed`, `config.setting.invalid`
 *
 * @example
 * ```ts
 * import { readConfig } from 'larkstream';
 * import { createEventService } from 'larkstream/events';
 *
 * const service = await createEventService({
 *   config: readConfig('larkstream.yaml', process.env),
 *   onStored: (events) => console.error(events.map(({ type }) => type)),
 * });
 * console.log(service.status.mode, service.url); // long_connection undefined
 * await service.close();
 * ```
 *
 * @example
 * A consumer of one's own: it has its own deliveries, beside those of `replicationConsumer`.
 *
 * ```ts
 * import { readConfig, systemClock } from 'larkstream';
 * import { createEventService, replicationConsumer } from 'larkstream/events';
 *
 * const config = readConfig('larkstream.yaml', process.env);
 * const { store, owner, close } = await createEventService({ config });
 * const consumer = 'welcome';
 * const appId = config.source.credentials.app_id;
 * const filter = { types: ['contact.user.created_v3'], appIds: [appId] };
 * await store.register({ name: consumer, filter, from: 'now' }, systemClock.now());
 *
 * // Later, and again and again:
 * const events = await store.claim({ consumer, owner, appId, leaseMs: 60_000, limit: 100, now: systemClock.now() });
 * for (const { seq, type, body } of events) {
 *   const mine = { consumer, owner, now: systemClock.now() };
 *   try {
 *     console.error(type, body); // the work; one that outlasts the lease calls `store.extend`
 *     await store.complete([seq], mine);
 *   } catch (thrown) {
 *     // Again in a minute; without `nextAt` it becomes a dead letter.
 *     const error = { en: String(thrown), zh: String(thrown) };
 *     await store.fail([seq], { ...mine, error, nextAt: mine.now + 60_000 });
 *   }
 * }
 *
 * const names = (await store.stats()).consumers.map((one) => one.consumer);
 * console.log(events.length, names.filter((name) => name !== replicationConsumer).join()); // 0 welcome
 * // Only for good: what waits for the consumer is deleted.
 * await store.unregister(consumer);
 * await close();
 * ```
 */
export async function createEventService(options: EventServiceOptions): Promise<EventService> {
  const { clock = systemClock, logger = silentLogger, ...told } = options;
  const service = await create({ ...told, clock, logger });
  return {
    store: service.store,
    owner: service.owner,
    url: service.receiver.url,
    pages: service.pages?.url,
    get status() {
      return service.receiver.status;
    },
    close: () => service.close(),
  };
}
