import type { ClaimedEvent, EventState, InboxEvent, ReceivedEvent } from './event.ts';
import type { EventFilter } from './event-filter.ts';
import type { Message } from './message.ts';

/** The consumer that keeps tables fresh: it has read again what an event points at. */
export const replicationConsumer = 'replication';

/** Who is to get events. Each has its own claims, attempts and dead letters. */
export interface Consumer {
  /** Unique in the store, and shown to people: 1 to 100 visible characters, and single spaces between them. */
  readonly name: string;
  readonly filter: EventFilter;
}

/** Makes a consumer known to the inbox, which then keeps a delivery for it of every event that it wants. */
export interface Registration extends Consumer {
  /** Since when it gets what is still kept, in whole milliseconds since the epoch; 0 for all of it, `now` for none. */
  readonly from: number | 'now';
  /**
   * The filter is only widened: what the consumer already gets, it keeps. For a consumer that programs of several versions register, so
   * that the older one takes nothing from the newer. Otherwise the filter is replaced.
   */
  readonly widens?: boolean;
}

/**
 * Who works on an event: what another has taken over since is not touched. Two workers that may claim the same event need two names:
 * of one name, one may finish what the other has claimed again.
 */
export interface LeaseHolder {
  readonly consumer: string;
  /** Name of the process, or of one worker in it. */
  readonly owner: string;
}

/**
 * Asks for events to work on; the holder has them alone until the lease ends. `now` is in milliseconds since the epoch, by the clock of
 * whoever asks. A Postgres that machines share goes by a clock of its own: there, as in all that is asked of it, only what lies between a time
 * and `now` counts.
 */
export interface Claim extends LeaseHolder {
  /** After this time, a day at most, another process may take over. */
  readonly leaseMs: number;
  readonly limit: number;
  readonly appId: string;
  /** Only of this tenant. */
  readonly tenantKey?: string | undefined;
  readonly now: number;
}

/** Asks for more time for what is worked on. `now` is in milliseconds since the epoch. */
export interface Extension extends LeaseHolder {
  /** From now; see `Claim`. */
  readonly leaseMs: number;
  readonly now: number;
}

/** Ends a lease without success. Times are milliseconds since the epoch. */
export interface Failure extends LeaseHolder {
  readonly error: Message;
  /** When it is tried again, within a week; without it the delivery is a dead letter. */
  readonly nextAt?: number;
  readonly now: number;
}

/** All conditions hold together; what is absent does not restrict. */
export interface EventQuery {
  /** Several apps may share a store. */
  readonly appId?: string | undefined;
  /** Those with a delivery in this state; `dead` also those that cannot be read, `kept` those without any. */
  readonly state?: EventState | undefined;
  readonly consumer?: string | undefined;
  /** Ids of the platform. */
  readonly ids?: readonly string[] | undefined;
  readonly limit: number;
}

/** What is to be worked on again, of one app; without a consumer, for each that had it. */
export interface Replay {
  readonly appId: string;
  readonly events: readonly string[] | 'dead';
  readonly consumer?: string | undefined;
  /** In milliseconds since the epoch: what is replayed is kept as long from then on as a new event. */
  readonly now: number;
}

/** Each app has its own retention, though several may share a store. */
export interface Expiry {
  readonly appId: string;
  /** Events received before then, in milliseconds since the epoch. */
  readonly before: number;
  /** In milliseconds since the epoch, by the clock by which `before` was reckoned; absent: by that of the store. */
  readonly now?: number;
}

/** What `prune` has dropped. */
export interface Pruned {
  /** Events without a waiting delivery, including those with expired deliveries. */
  readonly events: number;
  /** Deliveries that were still pending, for each consumer that lost some. */
  readonly expired: readonly { readonly consumer: string; readonly count: number }[];
}

/** What waits for a consumer of one tenant, up to the event of this number. */
export interface PendingScope {
  readonly consumer: string;
  readonly appId: string;
  readonly tenantKey: string;
  /** See `Inbox.lastSeq`. */
  readonly lastSeq: number;
}

/** Which events might be claimed now, in milliseconds since the epoch. */
export interface DueQuery {
  readonly consumer: string;
  readonly appId: string;
  readonly now: number;
}

/** Consumers of these names, or whose names begin so; `now` is in milliseconds since the epoch. */
export type ConsumersQuery = ({ readonly names: readonly string[] } | { readonly prefix: string }) & {
  readonly now: number;
};

/** How many deliveries of one event type stand in each state. */
export interface TypeCount {
  readonly type: string;
  readonly pending: number;
  readonly done: number;
  readonly dead: number;
  /** Events that no consumer wants. */
  readonly kept: number;
}

/** How many deliveries of one consumer stand in each state. Times are milliseconds since the epoch. */
export interface ConsumerStats {
  readonly consumer: string;
  readonly pending: number;
  readonly done: number;
  readonly dead: number;
  /**
   * Deliveries that expired before the consumer had finished them, since it was registered. Those that a version before migration 0006
   * counted in a store of several apps belong to no app that it could tell: they are counted over all apps only.
   */
  readonly expired: number;
  /** Since when the event waits that has waited longest: since it was received, or put back; null when none does. */
  readonly oldestPendingAt: number | null;
  /** From receiving to being done, of the last events, in milliseconds; null before the first. */
  readonly lagMs: { readonly p50: number; readonly p99: number } | null;
}

/** Counts of deliveries of one app or of all, over all consumers but in `consumers`. `lastReceivedAt` is in milliseconds since the epoch; null before the first event. */
export interface InboxStats {
  readonly pending: number;
  /** Dead letters, and events that cannot be read and that no consumer wants. */
  readonly dead: number;
  readonly types: readonly TypeCount[];
  /** By name; of one app those that may get its events, or still have some. */
  readonly consumers: readonly ConsumerStats[];
  readonly lastReceivedAt: number | null;
}

/**
 * Where events lie from before they are acknowledged until they expire. Beside each event there is one delivery for every consumer
 * whose filter fits. All of it may be called by many processes at once.
 */
export interface Inbox {
  /** Stores what is new, with its deliveries, to the disk, in one transaction; says of each whether it was new. */
  accept(events: readonly ReceivedEvent[]): Promise<boolean[]>;
  /**
   * Makes a consumer known, or changes its filter; says how many kept events it was given. The same again changes nothing. What it was
   * given before stays, even where a new filter does not fit. A new filter gives what the one before did not fit: what was dropped or
   * has expired does not come back, and claims of other apps than those that it adds do not wait. Kept events are given in small
   * transactions; a call that ends in between is continued by the next call, or by `EventStore.reclaim` of any process.
   * @throws RecordError `store.value.refused` when a name, filter or time is none that every database keeps
   */
  register(consumer: Registration, now: number): Promise<number>;
  /** Forgets a consumer and its deliveries, these in small transactions: who ends in between calls it again. */
  unregister(name: string): Promise<void>;
  /**
   * Takes events to work on, the oldest first. Those of one order key are worked on one after another: none is given out while
   * another claim holds one of them, or while an earlier one waits for its next try. Gives fewer than `limit` where the bodies exceed
   * 16 MB, and where an earlier claim of an event got no answer (the process ended, or took longer than the lease): a tenth for each
   * such claim, but at least ten. After six it is claimed alone, when nothing else waits or a minute after its last claim; after ten it
   * is a dead letter.
   */
  claim(claim: Claim): Promise<ClaimedEvent[]>;
  /** Lets leases that have not ended last longer; says how many. One that has ended stays so, for another may have the event. */
  extend(seqs: readonly number[], extension: Extension): Promise<number>;
  /** Says how many; fewer when a lease was lost. So do `fail` and `release`. */
  complete(seqs: readonly number[], holder: LeaseHolder & { readonly now: number }): Promise<number>;
  fail(seqs: readonly number[], failure: Failure): Promise<number>;
  /** Gives claimed events back as if they had not been claimed: the attempt does not count. */
  release(seqs: readonly number[], holder: LeaseHolder): Promise<number>;
  /** Deletes deliveries that no process will claim any more; returns how many. The events stay until they expire. */
  dropPending(scope: PendingScope): Promise<number>;
  /** Tenants of the app of whom events may be claimed, each once: one question for many workers. */
  dueTenants(query: DueQuery): Promise<string[]>;
  /** Those of the consumers for which events may be claimed: one question for many. */
  dueConsumers(query: ConsumersQuery): Promise<string[]>;
  /** Who has claimed events that are not finished, for any consumer. */
  leaseOwners(now: number): Promise<string[]>;
  /** Gives back what these have claimed: their processes are gone. The attempt counts, for it may be what ended them. */
  releaseLeases(owners: readonly string[]): Promise<void>;
  /** The number of the newest event that is kept, 0 without any: what is received from now on has a greater one. */
  lastSeq(): Promise<number>;
  /** The newest first. */
  list(query: EventQuery): Promise<InboxEvent[]>;
  /** Puts deliveries back to be worked on, in small transactions; says how many. */
  replay(replay: Replay): Promise<number>;
  /** Of one app, or of all that share the store. */
  stats(appId?: string): Promise<InboxStats>;
  /**
   * Drops events of the app received before then: those that all consumers had finished before then, those that no consumer wants, and those that
   * still wait for a consumer. Of the last, deliveries stay that were replayed since then, are leased, or wait for their next
   * try; so do all dead letters.
   */
  prune(expiry: Expiry): Promise<Pruned>;
}
