import type { Config } from '../../config/settings.ts';
import type { CallbackHandler } from '../../events/callbacks.ts';
import type { Clock } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { ReceivedEvent } from '../../model/event.ts';
import type { ConnectionStatus, EventStore } from '../../model/event-store.ts';
import type { Logger } from '../../model/logger.ts';
import { openEventStore } from '../../store/open.ts';
import { askForBot } from './bot.ts';
import { loadEventStatus } from './event-status.ts';
import { newOwner } from './owner.ts';
import { Receiver } from './receiver.ts';
import { type StatusServer, startStatusServer } from './status-server.ts';
import { WebhookServers } from './webhook-servers.ts';

export interface StationOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onStored?: (events: readonly ReceivedEvent[]) => void;
  readonly onChange?: (status: ConnectionStatus) => void;
  readonly onCallback?: CallbackHandler;
  /** Of the process, where it receives for several apps. */
  readonly servers?: WebhookServers;
}

const tidyEveryMs = 3_600_000;

/** All that receives and keeps the events of one app: store, receiver, status pages, and tidying up. */
export class Station {
  readonly owner: string;
  readonly store: EventStore;
  readonly receiver: Receiver;
  readonly pages: StatusServer | undefined;
  readonly #stop = new AbortController();
  readonly #tidying: Promise<void>;

  private constructor(
    parts: { owner: string; store: EventStore; receiver: Receiver; pages: StatusServer | undefined },
    options: StationOptions,
  ) {
    this.owner = parts.owner;
    this.store = parts.store;
    this.receiver = parts.receiver;
    this.pages = parts.pages;
    this.#tidying = this.#tidy(options);
  }

  /** @throws ConfigError `store.open.failed`, `events.listen.failed`, `config.setting.invalid` */
  static async open(options: StationOptions): Promise<Station> {
    const { config, clock } = options;
    const owner = newOwner();
    const store = await openEventStore(config.events.store);
    let receiver: Receiver | undefined;
    try {
      const servers = options.servers ?? new WebhookServers(options);
      receiver = await Receiver.start({
        ...options,
        servers,
        store,
        owner,
        bot: () => askForBot(config.source, clock),
      });
      const { status } = config.events;
      const load = () => loadEventStatus(store, config.source.credentials.app_id, clock.now());
      const pages = status === undefined ? undefined : await startStatusServer(status, load);
      return new Station({ owner, store, receiver, pages }, options);
    } catch (thrown) {
      await receiver?.close();
      await store.close();
      throw thrown;
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.pages?.close();
    await this.receiver.close();
    await this.#tidying;
    await this.store.close();
  }

  async #tidy({ config, clock, logger }: StationOptions): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.store.forget(clock.now() - config.events.retention_days * 86_400_000);
      } catch (thrown) {
        logger.warn('Old events could not be removed', { reason: toLarkstreamError(thrown).message });
      }
      await clock.sleep(tidyEveryMs, this.#stop.signal).catch(() => undefined);
    }
  }
}
