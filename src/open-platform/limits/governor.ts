import type { Clock } from '../../model/clock.ts';
import type { WaitReason } from '../call-observer.ts';
import { type Endpoint, endpointLabel } from '../endpoint.ts';
import type { LoggedCall } from './call-log.ts';
import { Pacer } from './pacer.ts';
import { assumedLimit } from './tiers.ts';

/** A call that waits for its endpoint. */
export interface Turn {
  /** Higher goes first; among equals the earlier `order`. */
  readonly priority: number;
  /** A repeated call keeps its place among those that were asked for later. */
  readonly order: number;
  /** What besides the endpoint may be paused: the token of a Base. */
  readonly pauseKey?: string;
  readonly signal?: AbortSignal;
}

/** The right to make one call. Tell it what happens to the call, and `end` it in any case. */
export interface Permit {
  readonly waitedMs: number;
  readonly waitReason: WaitReason | undefined;
  written(): void;
  answered(): void;
  /** The platform throttles the whole endpoint until this moment of `clock.elapsed()`. */
  throttled(until: number): void;
  end(): void;
}

interface GovernorOptions {
  /** Share of the limits to use while no user has joined with one of its own; 0 for no pacing. */
  readonly scale: number;
  readonly clock: Clock;
  readonly maxInFlight?: number;
  /** Called when the calls of an endpoint have to wait for more than a moment. */
  readonly onWaiting?: (endpoint: Endpoint, waiting: { readonly ms: number; readonly reason: WaitReason }) => void;
}

interface Waiter {
  readonly turn: Turn;
  readonly since: number;
  readonly resolve: (permit: Permit) => void;
  readonly reject: (reason: unknown) => void;
  readonly forget: () => void;
  reason: WaitReason | undefined;
}

interface Bucket {
  readonly endpoint: Endpoint;
  readonly pacer: Pacer;
  readonly waiters: Waiter[];
  wakeAt: number;
  wake: AbortController | undefined;
}

/** Enough to keep 50 calls a second going at answer times beyond a second. */
const defaultMaxInFlight = 64;
const reportAfterMs = 1000;

/** Hands out the turns: one queue and one `Pacer` for each endpoint, shared by everybody who uses the client. */
export class Governor {
  readonly #options: GovernorOptions;
  readonly #buckets = new Map<string, Bucket>();
  readonly #pauses = new Map<string, number>();
  readonly #users = new Set<{ readonly scale: number }>();

  constructor(options: GovernorOptions) {
    this.#options = options;
  }

  /** The share of the limits that is used: the smallest that a user asks for, so that nobody's share is exceeded. */
  get scale(): number {
    const asked = this.#users.size === 0 ? [this.#options] : [...this.#users];
    const paced = asked.map(({ scale }) => scale).filter((scale) => scale > 0);
    return paced.length === 0 ? 0 : Math.min(...paced);
  }

  /** Adds a user that asks for this share of the limits, until the returned function is called. */
  join(scale: number): () => void {
    const user = { scale };
    this.#users.add(user);
    this.#rescale();
    return () => {
      this.#users.delete(user);
      this.#rescale();
    };
  }

  /** Resolves when the call may go. Rejects with the signal's reason. */
  acquire(endpoint: Endpoint, turn: Turn): Promise<Permit> {
    if (turn.signal?.aborted) return Promise.reject(turn.signal.reason);
    const bucket = this.#bucket(endpoint);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        const at = bucket.waiters.indexOf(waiter);
        if (at >= 0) bucket.waiters.splice(at, 1);
        reject(turn.signal?.reason);
        this.#pump(bucket);
      };
      const waiter: Waiter = {
        turn,
        since: this.#options.clock.elapsed(),
        resolve,
        reject,
        forget: () => turn.signal?.removeEventListener('abort', abort),
        reason: undefined,
      };
      turn.signal?.addEventListener('abort', abort, { once: true });
      enqueue(bucket.waiters, waiter);
      this.#pump(bucket);
    });
  }

  /** Holds back all calls that name this key, at whatever endpoint, until this moment of `clock.elapsed()`. */
  pauseKey(key: string, until: number): void {
    this.#pauses.set(key, Math.max(until, this.#pauses.get(key) ?? 0));
  }

  /** Turns away those who wait at the endpoints that match. */
  refuse(matches: (endpoint: Endpoint) => boolean, reason: unknown): void {
    for (const bucket of this.#buckets.values()) {
      if (!matches(bucket.endpoint)) continue;
      for (const waiter of bucket.waiters.splice(0)) {
        waiter.forget();
        waiter.reject(reason);
      }
      stopWaking(bucket);
    }
  }

  #rescale(): void {
    const { scale } = this;
    for (const bucket of this.#buckets.values()) {
      bucket.pacer.rescale(scale);
      this.#pump(bucket);
    }
  }

  #bucket(endpoint: Endpoint): Bucket {
    const label = endpointLabel(endpoint);
    const known = this.#buckets.get(label);
    if (known !== undefined) return known;
    const { perSecond, perMinute } = endpoint.limit;
    const limit = perSecond === undefined && perMinute === undefined ? assumedLimit : endpoint.limit;
    const { maxInFlight = defaultMaxInFlight } = this.#options;
    const bucket: Bucket = {
      endpoint,
      pacer: new Pacer({ limit, scale: this.scale, maxInFlight }),
      waiters: [],
      wakeAt: Number.POSITIVE_INFINITY,
      wake: undefined,
    };
    this.#buckets.set(label, bucket);
    return bucket;
  }

  #pump(bucket: Bucket): void {
    const { pacer, waiters } = bucket;
    while (waiters.length > 0 && pacer.hasRoom) {
      const now = this.#options.clock.elapsed();
      const freeAt = pacer.freeAt(now);
      if (freeAt > now) {
        this.#wait(bucket, { until: freeAt, now, reason: pacer.isPaused(now) ? 'throttled' : 'quota' });
        return;
      }
      const at = waiters.findIndex((waiter) => this.#keyFreeAt(waiter, now) <= now);
      const [waiter] = at < 0 ? [] : waiters.splice(at, 1);
      if (waiter === undefined) {
        const until = Math.min(...waiters.map((other) => this.#keyFreeAt(other, now)));
        this.#wait(bucket, { until, now, reason: 'throttled' });
        return;
      }
      waiter.forget();
      waiter.resolve(this.#permit(bucket, waiter, now));
    }
    // A pending timer would keep the process alive for up to a minute.
    if (waiters.length === 0) stopWaking(bucket);
  }

  #keyFreeAt({ turn: { pauseKey } }: Waiter, now: number): number {
    const until = pauseKey === undefined ? undefined : this.#pauses.get(pauseKey);
    if (pauseKey === undefined || until === undefined) return now;
    if (until <= now) this.#pauses.delete(pauseKey);
    return until;
  }

  #wait(bucket: Bucket, wait: { readonly until: number; readonly now: number; readonly reason: WaitReason }): void {
    for (const waiter of bucket.waiters) waiter.reason ??= wait.reason;
    // An answer may come first and pump again, so that a later wake-up than the pending one needs no timer of its own.
    if (wait.until >= bucket.wakeAt || !Number.isFinite(wait.until)) return;
    stopWaking(bucket);
    const wake = new AbortController();
    bucket.wake = wake;
    bucket.wakeAt = wait.until;
    const ms = Math.max(1, Math.ceil(wait.until - wait.now));
    if (ms > reportAfterMs) this.#options.onWaiting?.(bucket.endpoint, { ms, reason: wait.reason });
    this.#options.clock.sleep(ms, wake.signal).then(
      () => {
        if (bucket.wake === wake) stopWaking(bucket);
        this.#pump(bucket);
      },
      () => {},
    );
  }

  #permit(bucket: Bucket, waiter: Waiter, now: number): Permit {
    const { pacer } = bucket;
    const { clock } = this.#options;
    const call: LoggedCall = pacer.grant();
    let isOpen = true;
    return {
      waitedMs: now - waiter.since,
      waitReason: waiter.reason,
      written: () => pacer.written(call, clock.elapsed()),
      // The next call goes when this one has been read: it may say that the endpoint is to pause.
      answered: () => pacer.answered(call, clock.elapsed()),
      throttled: (until) => pacer.throttled(call, { now: clock.elapsed(), until }),
      end: () => {
        if (!isOpen) return;
        isOpen = false;
        pacer.lost(call, clock.elapsed());
        pacer.ended();
        this.#pump(bucket);
      },
    };
  }
}

function stopWaking(bucket: Bucket): void {
  bucket.wake?.abort();
  bucket.wake = undefined;
  bucket.wakeAt = Number.POSITIVE_INFINITY;
}

function enqueue(waiters: Waiter[], waiter: Waiter): void {
  const { priority, order } = waiter.turn;
  let at = waiters.length;
  while (at > 0) {
    const before = waiters[at - 1]?.turn;
    if (before === undefined || before.priority > priority) break;
    if (before.priority === priority && before.order <= order) break;
    at -= 1;
  }
  waiters.splice(at, 0, waiter);
}
