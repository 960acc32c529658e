import type { ClaimedEvent, InboxEvent, ReceivedEvent } from '../model/event.ts';
import type {
  Claim,
  ConsumersQuery,
  DueQuery,
  EventQuery,
  Expiry,
  Extension,
  Failure,
  Inbox,
  InboxStats,
  LeaseHolder,
  PendingScope,
  Pruned,
  Registration,
  Replay,
} from '../model/inbox.ts';
import { acceptEvents, acceptingEvents } from './accept-events.ts';
import { Consumers } from './consumers.ts';
import type { Database } from './database.ts';
import { Deliveries } from './deliveries.ts';
import { dropPending } from './drop-pending.ts';
import { loadDueConsumers } from './due-consumers.ts';
import { loadDueTenants } from './due-tenants.ts';
import { extendLeases } from './extend-leases.ts';
import { loadInboxStats } from './inbox-stats.ts';
import { listEvents } from './list-events.ts';
import { pruneEvents } from './prune-events.ts';
import { storeNow } from './store-now.ts';

/** How an inbox is used. */
export interface InboxOptions {
  /**
   * Of the times that callers give only the distance from their `now` counts; the clock is that of the store. For one that several machines
   * share: by a clock that is off, a process would take what others work on, or lose what it works on itself.
   */
  readonly isTimedByStore?: boolean;
}

/** The inbox, in SQLite or Postgres. */
export class SqlInbox implements Inbox {
  readonly #database: Database;
  readonly #isTimedByStore: boolean;
  readonly #consumers: Consumers;
  readonly #deliveries: Deliveries;

  constructor(database: Database, { isTimedByStore = false }: InboxOptions = {}) {
    this.#database = database;
    this.#isTimedByStore = isTimedByStore;
    this.#consumers = new Consumers(database);
    this.#deliveries = new Deliveries(database);
  }

  async accept(events: readonly ReceivedEvent[]): Promise<boolean[]> {
    if (events.length === 0) return [];
    return await this.#database.transaction(
      (connection) => acceptEvents(events, () => this.#consumers.load(connection), connection),
      acceptingEvents,
    );
  }

  register(consumer: Registration, now: number): Promise<number> {
    return this.#consumers.register(consumer, now);
  }

  protected finishRegistrations(): Promise<void> {
    return this.#consumers.finishRegistrations();
  }

  unregister(name: string): Promise<void> {
    return this.#consumers.unregister(name);
  }

  async claim(claim: Claim): Promise<ClaimedEvent[]> {
    return await this.#deliveries.claim(await this.#timed(claim));
  }

  async extend(seqs: readonly number[], extension: Extension): Promise<number> {
    return await extendLeases(this.#database, seqs, await this.#timed(extension));
  }

  async complete(seqs: readonly number[], holder: LeaseHolder & { readonly now: number }): Promise<number> {
    return await this.#deliveries.complete(seqs, this.#isTimedByStore ? { ...holder, now: 'store' } : holder);
  }

  async fail(seqs: readonly number[], failure: Failure): Promise<number> {
    const timed = await this.#timed(failure);
    const { nextAt } = failure;
    return await this.#deliveries.fail(
      seqs,
      nextAt === undefined ? timed : { ...timed, nextAt: nextAt + timed.now - failure.now },
    );
  }

  release(seqs: readonly number[], holder: LeaseHolder): Promise<number> {
    return this.#deliveries.release(seqs, holder);
  }

  dropPending(scope: PendingScope): Promise<number> {
    return dropPending(this.#database, scope);
  }

  dueTenants(query: DueQuery): Promise<string[]> {
    return loadDueTenants(this.#database, this.#isTimedByStore ? { ...query, now: 'store' } : query);
  }

  dueConsumers(query: ConsumersQuery): Promise<string[]> {
    return loadDueConsumers(this.#database, query, this.#isTimedByStore ? 'store' : query.now);
  }

  async leaseOwners(now: number): Promise<string[]> {
    return await this.#deliveries.leaseOwners((await this.#timed({ now })).now);
  }

  releaseLeases(owners: readonly string[]): Promise<void> {
    return this.#deliveries.releaseLeases(owners);
  }

  async lastSeq(): Promise<number> {
    const [row] = await this.#database.rows('SELECT max(seq) AS seq FROM events');
    return Number(row?.seq ?? 0);
  }

  list(query: EventQuery): Promise<InboxEvent[]> {
    return listEvents(this.#database, query);
  }

  async replay(replay: Replay): Promise<number> {
    return await this.#deliveries.replay(await this.#timed(replay));
  }

  stats(appId?: string): Promise<InboxStats> {
    return loadInboxStats(this.#database, appId);
  }

  async prune(expiry: Expiry): Promise<Pruned> {
    const { appId, before, now } = expiry;
    const ahead = now === undefined ? 0 : (await this.#timed({ now })).now - now;
    return await pruneEvents(this.#database, { appId, before: before + ahead });
  }

  /** The same now, by the clock that counts. */
  async #timed<T extends { readonly now: number }>(given: T): Promise<T> {
    if (!this.#isTimedByStore) return given;
    const [row] = await this.#database.rows(`SELECT ${storeNow[this.#database.dialect]} AS now`);
    return { ...given, now: Number(row?.now) };
  }
}
