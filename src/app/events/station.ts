import type { Config } from '../../config/settings.ts';
import type { CallbackHandler } from '../../events/callbacks.ts';
import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { ReceivedEvent } from '../../model/event.ts';
import type { ConnectionStatus, EventStore } from '../../model/event-store.ts';
import type { Logger } from '../../model/logger.ts';
import { openEventStore } from '../../store/open.ts';
import { askForBot } from './bot.ts';
import { loadEventStatus } from './event-status.ts';
import { isGone, newOwner } from './owner.ts';
import { Receiver, type ReceiverOptions } from './receiver.ts';
import { type StatusServer, startStatusServer } from './status-server.ts';
import { WebhookServers } from './webhook-servers.ts';

export interface StationOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onStored?: (events: readonly ReceivedEvent[]) => void;
  readonly onChange?: (status: ConnectionStatus) => void;
  readonly onRefused?: NonNullable<ReceiverOptions['onRefused']>;
  readonly onCallback?: CallbackHandler;
  /** Of the process, where it receives for several apps. */
  readonly servers?: WebhookServers;
}

const tidyEveryMs = 3_600_000;
const adoptEveryMs = 5_000;

/** All that receives and keeps the events of one app: store, receiver, status pages, and tidying up. */
export class Station {
  readonly owner: string;
  readonly store: EventStore;
  readonly receiver: Receiver;
  readonly pages: StatusServer | undefined;
  readonly #stop = new AbortController();
  readonly #chores: Promise<unknown>;

  private constructor(
    parts: { owner: string; store: EventStore; receiver: Receiver; pages: StatusServer | undefined },
    options: StationOptions,
  ) {
    this.owner = parts.owner;
    this.store = parts.store;
    this.receiver = parts.receiver;
    this.pages = parts.pages;
    this.#chores = Promise.all([
      this.#regularly(tidyEveryMs, options, () => this.#tidy(options)),
      this.#regularly(adoptEveryMs, options, () => this.#adopt(options)),
    ]);
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
    await this.#chores;
    await this.store.close();
  }

  async #regularly(everyMs: number, { clock, logger }: StationOptions, chore: () => Promise<void>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await chore().catch((thrown: unknown) => {
        const { code, message } = toLarkstreamError(thrown);
        logger.warn('The store could not be tidied up', { code, message });
      });
      await rest(clock, everyMs, this.#stop.signal);
    }
  }

  async #tidy({ config, clock }: StationOptions): Promise<void> {
    await this.store.forget(clock.now() - config.events.retention_days * 86_400_000);
  }

  /** What a process was working on when it died need not wait until its lease has run out. */
  async #adopt({ clock }: StationOptions): Promise<void> {
    const now = clock.now();
    const heartbeats = new Map((await this.store.connections()).map((one) => [one.owner, one.heartbeatAt]));
    const claimants = await this.store.claimants(now);
    const known = [...new Set([...heartbeats.keys(), ...claimants])].filter((owner) => owner !== this.owner);
    const gone = known.filter((owner) => isGone(owner, { heartbeatAt: heartbeats.get(owner), now }));
    await this.store.releaseOf(gone);
    for (const owner of gone) await this.store.remove(owner);
  }
}
