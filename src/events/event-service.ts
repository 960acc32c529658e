import { type Clock, rest } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { EventStore } from '../model/event-store.ts';
import type { Logger } from '../model/logger.ts';
import { closeAll } from '../util/close-all.ts';
import type { EventReceiver } from './event-receiver.ts';

/** The parts of a service, already begun: `app/create-event-service.ts` puts them together. */
export interface EventServiceOptions {
  /** This process among all that share the store. */
  readonly owner: string;
  /** Closed with the service, as are the next three. */
  readonly store: EventStore;
  readonly receiver: EventReceiver;
  readonly pages?: StatusPages | undefined;
  /** The clients that only this service uses; undefined where the process shares some. */
  readonly ownClients?: { close(): Promise<void> } | undefined;
  /** How long events are kept: that are finished, that no consumer wants, or that still wait for one. */
  readonly retentionMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Pages on how receiving stands. */
interface StatusPages {
  readonly url: string;
  close(): Promise<void>;
}

const pruneIntervalMs = 3_600_000;
const reclaimIntervalMs = 5_000;

/** All that receives and keeps the events of one app: store, receiver, status pages, and tidying up. */
export class EventService {
  readonly owner: string;
  readonly store: EventStore;
  readonly receiver: EventReceiver;
  readonly pages: StatusPages | undefined;
  readonly #options: EventServiceOptions;
  readonly #stop = new AbortController();
  readonly #chores: Promise<unknown>;

  constructor(options: EventServiceOptions) {
    this.owner = options.owner;
    this.store = options.store;
    this.receiver = options.receiver;
    this.pages = options.pages;
    this.#options = options;
    this.#chores = Promise.all([
      this.#regularly(pruneIntervalMs, () => this.#tidy()),
      // What a process was working on when it died need not wait until its lease has run out.
      this.#regularly(reclaimIntervalMs, () => this.store.reclaim(this.owner, options.clock.now())),
    ]);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await closeAll(
      () => this.pages?.close(),
      () => this.receiver.close(),
      () => this.#chores,
      () => this.#options.ownClients?.close(),
      () => this.store.close(),
    );
  }

  async #regularly(everyMs: number, chore: () => Promise<void>): Promise<void> {
    const { clock, logger } = this.#options;
    while (!this.#stop.signal.aborted) {
      await chore().catch((thrown: unknown) => {
        const { code, message } = toLarkstreamError(thrown);
        logger.warn('The store could not be tidied up', { code, message });
      });
      await rest(clock, everyMs, this.#stop.signal);
    }
  }

  async #tidy(): Promise<void> {
    const { clock, retentionMs, logger } = this.#options;
    const { appId } = this.receiver.status;
    // By the clock of the store where machines share it. Of a file this process's is the clock of the store, too.
    const now = clock.now();
    const { expired } = await this.store.prune({ appId, before: now - retentionMs, now });
    for (const { consumer, count } of expired)
      logger.warn('Events expired before their consumer had processed them', { consumer, count });
  }
}
