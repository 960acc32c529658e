import { createClientPool } from '../../app/create-client.ts';
import { createInboxSignal } from '../../app/create-inbox-signal.ts';
import type { DestinationSettings } from '../../config/settings.ts';
import { PostgresSessions } from '../../destinations/postgres/sessions.ts';
import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { EventStore } from '../../model/event-store.ts';
import type { Logger } from '../../model/logger.ts';
import { systemRandom } from '../../model/random.ts';
import { Secret } from '../../model/secret.ts';
import type { TokenSharing } from '../../open-platform/tokens/token-fetcher.ts';
import { followWork } from '../../store/follow-work.ts';
import { newLeaseOwner } from '../../store/lease-owner.ts';
import { openEventStore } from '../../store/open-event-store.ts';
import type { InboxSignal } from '../../sync/inbox-signal.ts';
import { Places } from '../../sync/places.ts';
import { closeAll } from '../../util/close-all.ts';
import { isPostgresUrl } from '../../util/is-postgres-url.ts';
import type { ClientPool } from '../open-clients.ts';

/** How long an event may wait to be noticed of which the store does not tell: behind a pooler, or while the connection to it is made anew. */
const pollIntervalMs = 1_000;
const reclaimIntervalMs = 5_000;

/** Each holds two sessions at the server at most: those of two processes of live attempts fit into what a Postgres takes by default. */
const placesOptions = { most: 16, longestMs: 60_000 };

/** A store of events, as one consumer uses it; `leave` is due. */
export interface StoreUse {
  readonly store: EventStore;
  /** Resolves when there may be something for the consumer. */
  readonly waitForEvents: (signal: AbortSignal) => Promise<void>;
  leave(): void;
}

interface OpenedStore {
  readonly place: string | Secret;
  readonly store: Promise<SharedStore>;
}

interface Server {
  readonly url: Secret;
  readonly places: Places;
}

interface StoreUser {
  readonly consumer: string;
  readonly logger: Logger;
}

/**
 * What the live attempts of a process share: the store of events with one look for all of them, and the clients, so that all who call in the
 * name of an app in a tenant share its token and its limits. `close` is due, after all of them have ended.
 */
export class LiveCommons {
  readonly clients: ClientPool;
  /** At the servers of destinations. */
  readonly sessions: PostgresSessions = new PostgresSessions();
  readonly #clock: Clock;
  #stores: readonly OpenedStore[] = [];
  #servers: readonly Server[] = [];

  /** `sharing`: how its tokens are those of other processes too. */
  constructor(clock: Clock, sharing?: TokenSharing) {
    this.#clock = clock;
    this.clients = createClientPool(clock, sharing);
  }

  /** Where those may have a destination open who write to the same server; undefined for one that is no server. */
  placesAt(destination: DestinationSettings): Places | undefined {
    if (destination.type !== 'postgres') return undefined;
    const found = this.#servers.find(({ url }) => url.equals(destination.url));
    if (found !== undefined) return found.places;
    const places = new Places({ clock: this.#clock, ...placesOptions });
    this.#servers = [...this.#servers, { url: destination.url, places }];
    return places;
  }

  /** @throws what `openEventStore` throws: the next one tries again */
  async use(place: string | Secret, user: StoreUser): Promise<StoreUse> {
    const found = this.#stores.find((one) => isSame(one.place, place));
    const opened = found ?? { place, store: SharedStore.open(place, this.#clock) };
    if (found === undefined) this.#stores = [...this.#stores, opened];
    try {
      return (await opened.store).use(user);
    } catch (thrown) {
      this.#stores = this.#stores.filter((one) => one !== opened);
      throw thrown;
    }
  }

  /** Never rejects: what cannot be closed ends with the process. */
  async close(): Promise<void> {
    const stores = await Promise.allSettled(this.#stores.map(({ store }) => store));
    const opened = stores.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await closeAll(
      ...opened.map((store) => () => store.close()),
      () => this.clients.close(),
      () => this.sessions.close(),
    ).catch(() => undefined);
  }
}

class SharedStore {
  readonly #store: EventStore;
  readonly #clock: Clock;
  readonly #signal: InboxSignal;
  readonly #ended = new AbortController();
  readonly #users = new Set<StoreUser>();
  readonly #loops: readonly Promise<void>[];

  private constructor(store: EventStore, place: string | Secret, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#signal = createInboxSignal({ clock, pollIntervalMs });
    const { signal } = this.#ended;
    const url = urlOf(place);
    this.#loops = [
      this.#signal.watch(() => this.#due(), signal),
      this.#reclaim(signal),
      ...(url === undefined ? [] : [followWork({ url, clock, onWork: (kind) => this.#heard(kind) }, signal)]),
    ];
  }

  static async open(place: string | Secret, clock: Clock): Promise<SharedStore> {
    return new SharedStore(await openEventStore(place, { isTimedByStore: true }), place, clock);
  }

  use(user: StoreUser): StoreUse {
    this.#users.add(user);
    return {
      store: this.#store,
      waitForEvents: this.#signal.waiter(user.consumer),
      leave: () => this.#users.delete(user),
    };
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await closeAll(...this.#loops.map((loop) => () => loop), () => this.#store.close());
  }

  #heard(kind: string | undefined): void {
    if (kind === undefined || kind === 'events') this.#signal.hurry();
  }

  async #due(): Promise<readonly string[]> {
    const names = [...new Set([...this.#users].map(({ consumer }) => consumer))];
    return await this.#store.dueConsumers({ names, now: this.#clock.now() });
  }

  /** What an attempt before was working on when it was killed need not wait until its lease has run out. */
  async #reclaim(signal: AbortSignal): Promise<void> {
    const owner = newLeaseOwner(systemRandom);
    while (!signal.aborted) {
      try {
        await this.#store.reclaim(owner, this.#clock.now());
      } catch (thrown) {
        const { code, message } = toLarkstreamError(thrown);
        const [user] = this.#users;
        user?.logger.warn('The store could not be tidied up', { code, message });
      }
      await rest(this.#clock, reclaimIntervalMs, signal);
    }
  }
}

function isSame(one: string | Secret, other: string | Secret): boolean {
  return one instanceof Secret && other instanceof Secret ? one.equals(other) : one === other;
}

/** Undefined for a file, which one process works with. */
function urlOf(place: string | Secret): Secret | undefined {
  if (place instanceof Secret) return place;
  return isPostgresUrl(place) ? new Secret(place) : undefined;
}
