import type { ClaimedEvent, InboxEvent, ReceivedEvent } from '../model/event.ts';
import type {
  Claim,
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
import { loadDueTenants } from './due-tenants.ts';
import { extendLeases } from './extend-leases.ts';
import { loadInboxStats } from './inbox-stats.ts';
import { listEvents } from './list-events.ts';
import { pruneEvents } from './prune-events.ts';

/** The inbox, in SQLite or Postgres. */
export class SqlInbox implements Inbox {
  readonly #database: Database;
  readonly #consumers: Consumers;
  readonly #deliveries: Deliveries;

  constructor(database: Database) {
    this.#database = database;
    this.#consumers = new Consumers(database);
    this.#deliveries = new Deliveries(database);
  }

  async accept(events: readonly ReceivedEvent[]): Promise<boolean[]> {
    if (events.length === 0) return [];
    return await this.#database.transaction(
      async (connection) => acceptEvents(events, await this.#consumers.load(connection), connection),
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

  claim(claim: Claim): Promise<ClaimedEvent[]> {
    return this.#deliveries.claim(claim);
  }

  extend(seqs: readonly number[], extension: Extension): Promise<number> {
    return extendLeases(this.#database, seqs, extension);
  }

  complete(seqs: readonly number[], holder: LeaseHolder & { readonly now: number }): Promise<number> {
    return this.#deliveries.complete(seqs, holder);
  }

  fail(seqs: readonly number[], failure: Failure): Promise<number> {
    return this.#deliveries.fail(seqs, failure);
  }

  release(seqs: readonly number[], holder: LeaseHolder): Promise<number> {
    return this.#deliveries.release(seqs, holder);
  }

  dropPending(scope: PendingScope): Promise<number> {
    return dropPending(this.#database, scope);
  }

  dueTenants(query: DueQuery): Promise<string[]> {
    return loadDueTenants(this.#database, query);
  }

  leaseOwners(now: number): Promise<string[]> {
    return this.#deliveries.leaseOwners(now);
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

  replay(replay: Replay): Promise<number> {
    return this.#deliveries.replay(replay);
  }

  stats(appId?: string): Promise<InboxStats> {
    return loadInboxStats(this.#database, appId);
  }

  prune(expiry: Expiry): Promise<Pruned> {
    return pruneEvents(this.#database, expiry);
  }
}
