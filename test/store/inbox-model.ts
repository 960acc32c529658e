import { expect } from 'vitest';
import type { ReceivedEvent } from '../../src/model/event.ts';
import { type EventFilter, matchesEvent } from '../../src/model/event-filter.ts';
import type {
  Claim,
  DueQuery,
  Expiry,
  Extension,
  Failure,
  LeaseHolder,
  PendingScope,
  Pruned,
  Registration,
  Replay,
} from '../../src/model/inbox.ts';

interface ModelDelivery {
  state: 'pending' | 'done' | 'dead';
  attempts: number;
  /** Claims in a row of which nothing was heard. */
  unanswered: number;
  claimedAt: number;
  replayedAt: number;
  nextAt: number;
  leaseOwner: string | null;
  leaseUntil: number;
  finishedAt: number | null;
  lastError: string | null;
}

interface ModelEvent {
  readonly event: ReceivedEvent;
  readonly deliveries: Map<string, ModelDelivery>;
}

/** The inbox as its rules say it, in a list; events are named by their ids. */
export class InboxModel {
  #events: ModelEvent[] = [];
  readonly #consumers = new Map<string, EventFilter>();
  /** By consumer, then by app. */
  readonly #expired = new Map<string, Map<string, number>>();

  accept(events: readonly ReceivedEvent[]): boolean[] {
    return events.map((event) => {
      const isKnown = this.#events.some(
        (one) => one.event.appId === event.appId && one.event.dedupKey === event.dedupKey,
      );
      if (isKnown) return false;
      const made: ModelEvent = { event, deliveries: new Map() };
      for (const [name, filter] of this.#consumers) if (matchesEvent(filter, event)) give(made, name);
      this.#events.push(made);
      return true;
    });
  }

  register({ name, filter: asked, from, widens }: Registration): number {
    const before = this.#consumers.get(name);
    const filter = before !== undefined && widens === true ? union(before, asked) : asked;
    if (before !== undefined && textOf(before) === textOf(filter)) return 0;
    this.#consumers.set(name, filter);
    const isAdded = (event: ReceivedEvent): boolean => before === undefined || !matchesEvent(before, event);
    const late = this.#events.filter(
      ({ event, deliveries }) =>
        from !== 'now' &&
        event.receivedAt >= from &&
        matchesEvent(filter, event) &&
        isAdded(event) &&
        !deliveries.has(name),
    );
    for (const one of late) give(one, name);
    return late.length;
  }

  unregister(name: string): void {
    this.#consumers.delete(name);
    this.#expired.delete(name);
    for (const { deliveries } of this.#events) deliveries.delete(name);
  }

  claim(claim: Claim): [id: string, attempts: number][] {
    const { owner, leaseMs, now } = claim;
    const choose = () => chooseFrom(this.#free(claim), claim);
    let taken = choose();
    for (; (taken[0]?.delivery.unanswered ?? 0) >= 14; taken = choose()) {
      const lastError = expect.stringContaining('each of the 14 times');
      const given = { state: 'dead', finishedAt: now, leaseOwner: null, leaseUntil: 0, lastError };
      Object.assign(taken[0]?.delivery ?? {}, given);
    }
    for (const { delivery } of taken) {
      delivery.attempts++;
      delivery.unanswered++;
      delivery.claimedAt = now;
      delivery.leaseOwner = owner;
      delivery.leaseUntil = now + leaseMs;
    }
    return taken.map(({ event, delivery }) => [event.id, delivery.attempts]);
  }

  #free({ consumer, appId, tenantKey, now }: Claim): { event: ReceivedEvent; delivery: ModelDelivery }[] {
    const mine = this.#events.flatMap(({ event, deliveries }, at) => {
      const delivery = deliveries.get(consumer);
      return delivery?.state === 'pending' && event.appId === appId ? [{ event, delivery, at }] : [];
    });
    return mine.filter(({ event, delivery, at }) => {
      if (delivery.nextAt > now || delivery.leaseUntil > now) return false;
      if (tenantKey !== undefined && event.tenantKey !== tenantKey) return false;
      return !mine.some(
        (other) =>
          event.orderKey !== null &&
          other.event.orderKey === event.orderKey &&
          (other.delivery.leaseUntil > now ||
            ((other.delivery.nextAt > now || isSuspect(other.delivery)) && other.at < at)),
      );
    });
  }

  extend(ids: readonly string[], { consumer, owner, leaseMs, now }: Extension): number {
    let count = 0;
    for (const { event, deliveries } of this.#events) {
      const delivery = deliveries.get(consumer);
      if (!ids.includes(event.id) || delivery?.state !== 'pending' || delivery.leaseOwner !== owner) continue;
      if (delivery.leaseUntil <= now) continue;
      count++;
      delivery.leaseUntil = now + leaseMs;
    }
    return count;
  }

  complete(ids: readonly string[], holder: LeaseHolder & { readonly now: number }): number {
    return this.#finish(ids, holder, { state: 'done', finishedAt: holder.now, lastError: null });
  }

  fail(ids: readonly string[], failure: Failure): number {
    const { error, nextAt, now } = failure;
    const changes = nextAt === undefined ? { state: 'dead' as const, finishedAt: now } : { nextAt, unanswered: 0 };
    return this.#finish(ids, failure, { ...changes, lastError: error.en });
  }

  release(ids: readonly string[], holder: LeaseHolder): number {
    return this.#finish(ids, holder, { unanswered: 0 }, 1);
  }

  dropPending({ consumer, appId, tenantKey }: Omit<PendingScope, 'lastSeq'>, until: string | undefined): number {
    let count = 0;
    for (const { event, deliveries } of this.#upTo(until)) {
      if (event.appId !== appId || event.tenantKey !== tenantKey || deliveries.get(consumer)?.state !== 'pending')
        continue;
      count++;
      deliveries.delete(consumer);
    }
    return count;
  }

  dueTenants({ consumer, appId, now }: DueQuery): string[] {
    const due = this.#events.filter(({ event, deliveries }) => {
      const delivery = deliveries.get(consumer);
      if (event.appId !== appId || delivery?.state !== 'pending') return false;
      return delivery.nextAt <= now && delivery.leaseUntil <= now;
    });
    return [...new Set(due.map(({ event }) => event.tenantKey))].sort();
  }

  /** The id of the newest event. */
  lastId(): string | undefined {
    return this.#events.at(-1)?.event.id;
  }

  leaseOwners(now: number): string[] {
    const held = this.#deliveries().filter(({ state, leaseUntil }) => state === 'pending' && leaseUntil > now);
    return [...new Set(held.flatMap(({ leaseOwner }) => leaseOwner ?? []))].sort();
  }

  releaseLeases(owners: readonly string[]): void {
    for (const delivery of this.#deliveries()) {
      if (delivery.state !== 'pending' || !owners.includes(delivery.leaseOwner ?? '')) continue;
      Object.assign(delivery, { leaseOwner: null, leaseUntil: 0 });
    }
  }

  replay({ appId, events, consumer, now }: Replay): number {
    let count = 0;
    for (const { event, deliveries } of this.#of(appId))
      for (const [name, delivery] of deliveries) {
        if (consumer !== undefined && name !== consumer) continue;
        if (events === 'dead' ? delivery.state !== 'dead' : !events.includes(event.id)) continue;
        count++;
        const again = { state: 'pending', attempts: 0, unanswered: 0, nextAt: 0, replayedAt: now };
        Object.assign(delivery, { ...again, leaseOwner: null, leaseUntil: 0, finishedAt: null });
      }
    return count;
  }

  prune({ appId, before }: Expiry): Pruned {
    const expired = new Map<string, number>();
    for (const { event, deliveries } of this.#of(appId))
      for (const [name, { state, leaseUntil, nextAt, replayedAt }] of [...deliveries]) {
        if (event.receivedAt >= before || state !== 'pending') continue;
        if (Math.max(leaseUntil, nextAt, replayedAt) >= before) continue;
        deliveries.delete(name);
        expired.set(name, (expired.get(name) ?? 0) + 1);
      }
    for (const [name, count] of expired) {
      const before = this.#expired.get(name) ?? new Map<string, number>();
      this.#expired.set(name, before.set(appId, (before.get(appId) ?? 0) + count));
    }
    const kept = this.#events.filter(
      ({ event, deliveries }) =>
        event.appId !== appId ||
        event.receivedAt >= before ||
        [...deliveries.values()].some(({ state, finishedAt }) => state !== 'done' || (finishedAt ?? 0) >= before),
    );
    const count = this.#events.length - kept.length;
    this.#events = kept;
    return { events: count, expired: [...expired].map(([consumer, each]) => ({ consumer, count: each })) };
  }

  /** Every event, of one app or of all, with every delivery, in order of arrival. */
  shown(appId?: string): unknown[] {
    return this.#of(appId).map(({ event, deliveries }) => [
      event.id,
      ...[...deliveries]
        .map(([consumer, { state, attempts, nextAt, finishedAt, lastError }]) => [
          consumer,
          state,
          attempts,
          nextAt,
          finishedAt,
          lastError,
        ])
        .sort(),
    ]);
  }

  counts(appId?: string): unknown {
    const events = this.#of(appId);
    const of = (name: string, state: string): number =>
      events.filter(({ deliveries }) => deliveries.get(name)?.state === state).length;
    const unwanted = events.filter(({ deliveries }) => deliveries.size === 0);
    const expired = (name: string): number =>
      [...(this.#expired.get(name) ?? [])].reduce(
        (sum, [app, count]) => ((appId ?? app) === app ? sum + count : sum),
        0,
      );
    const isShown = ([name, { appIds }]: readonly [string, EventFilter]): boolean =>
      appId === undefined ||
      appIds === undefined ||
      appIds.includes(appId) ||
      expired(name) > 0 ||
      events.some(({ deliveries }) => deliveries.has(name));
    const names = [...this.#consumers].filter(isShown).map(([name]) => name);
    return {
      consumers: names.sort().map((name) => ({
        consumer: name,
        pending: of(name, 'pending'),
        done: of(name, 'done'),
        dead: of(name, 'dead'),
        expired: expired(name),
        oldestPendingAt: waitsSince(events, name),
        lagMs: lagOf(events, name),
      })),
      kept: unwanted.filter(({ event }) => event.error === undefined).length,
      unreadable: unwanted.filter(({ event }) => event.error !== undefined).length,
    };
  }

  #of(appId: string | undefined): readonly ModelEvent[] {
    return this.#events.filter(({ event }) => appId === undefined || event.appId === appId);
  }

  #upTo(id: string | undefined): ModelEvent[] {
    return this.#events.slice(0, 1 + this.#events.findIndex(({ event }) => event.id === id));
  }

  #deliveries(): ModelDelivery[] {
    return this.#events.flatMap(({ deliveries }) => [...deliveries.values()]);
  }

  #finish(
    ids: readonly string[],
    { consumer, owner }: LeaseHolder,
    changes: Partial<ModelDelivery>,
    fewerAttempts = 0,
  ): number {
    let count = 0;
    for (const { event, deliveries } of this.#events) {
      const delivery = deliveries.get(consumer);
      if (!ids.includes(event.id) || delivery?.state !== 'pending' || delivery.leaseOwner !== owner) continue;
      count++;
      const attempts = delivery.attempts - fewerAttempts;
      Object.assign(delivery, { leaseOwner: null, leaseUntil: 0, ...changes, attempts });
    }
    return count;
  }
}

/** Of the events that were never put back, the first tells; of the others, the time when they were. */
function waitsSince(events: readonly ModelEvent[], name: string): number | null {
  const pending = events.flatMap(({ event, deliveries }) => {
    const delivery = deliveries.get(name);
    return delivery?.state === 'pending' ? [{ receivedAt: event.receivedAt, replayedAt: delivery.replayedAt }] : [];
  });
  const first = pending.find(({ replayedAt }) => replayedAt === 0);
  const putBack = pending.map(({ replayedAt }) => replayedAt).filter((at) => at > 0);
  const times = [...(first === undefined ? [] : [first.receivedAt]), ...putBack];
  return times.length === 0 ? null : Math.min(...times);
}

function lagOf(events: readonly ModelEvent[], name: string): { p50: number; p99: number } | null {
  const lags = events
    .flatMap(({ event, deliveries }) => {
      const delivery = deliveries.get(name);
      return delivery?.state === 'done' ? [(delivery.finishedAt ?? 0) - event.receivedAt] : [];
    })
    .sort((left, right) => left - right);
  const at = (share: number): number => lags[Math.floor(lags.length * share)] ?? 0;
  return lags.length === 0 ? null : { p50: at(0.5), p99: at(0.99) };
}

const parts = ['types', 'appIds', 'tenantKeys'] as const;

/** Equal for filters that name the same. */
const textOf = (filter: EventFilter): string =>
  JSON.stringify(parts.map((part) => filter[part] && [...new Set(filter[part])].sort()));

/** A part that one of them leaves out is left out. */
function union(one: EventFilter, other: EventFilter): EventFilter {
  const both = parts.flatMap((part) => {
    const [left, right] = [one[part], other[part]];
    return left === undefined || right === undefined ? [] : [[part, [...left, ...right]] as const];
  });
  return Object.fromEntries(both);
}

const isSuspect = ({ unanswered }: ModelDelivery): boolean => unanswered >= 6;

const restsMinutes = [0, 0, 1, 2, 4, 8, 16, 30];

/** Longer with each further claim. */
const hasRested = ({ unanswered, claimedAt }: ModelDelivery, now: number): boolean =>
  claimedAt <= now - (restsMinutes[unanswered - 6] ?? 0) * 60_000;

/** Fewer with each claim of one of them of which nothing was heard; a suspect when there is nothing else, or after a minute. */
function chooseFrom<T extends { readonly delivery: ModelDelivery }>(free: readonly T[], { limit, now }: Claim): T[] {
  const suspects = free.filter(({ delivery }) => isSuspect(delivery) && hasRested(delivery, now));
  const rested = suspects.find(({ delivery }) => delivery.claimedAt <= now - 60_000);
  if (rested !== undefined) return [rested];
  const usual = free.filter(({ delivery }) => !isSuspect(delivery));
  if (usual.length === 0) return suspects.slice(0, 1);
  const fits = (count: number): boolean =>
    usual
      .slice(0, count)
      .every(({ delivery: { unanswered } }) =>
        unanswered === 0
          ? count <= limit
          : count <= Math.min(limit, Math.max(10, Math.floor(limit / 10 ** unanswered))),
      );
  const counts = usual.map((_, at) => at + 1).filter(fits);
  return usual.slice(0, Math.max(1, ...counts));
}

function give({ event, deliveries }: ModelEvent, consumer: string): void {
  const { error, receivedAt } = event;
  deliveries.set(consumer, {
    state: error === undefined ? 'pending' : 'dead',
    attempts: 0,
    unanswered: 0,
    claimedAt: 0,
    replayedAt: 0,
    nextAt: 0,
    leaseOwner: null,
    leaseUntil: 0,
    finishedAt: error === undefined ? null : receivedAt,
    lastError: error?.en ?? null,
  });
}
