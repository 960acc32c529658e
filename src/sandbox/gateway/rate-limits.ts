import type { ContractEndpoint } from '../contract.ts';
import { SlidingWindow } from './sliding-window.ts';

/** The headers of a throttled answer. */
interface Throttled {
  /** What `x-ogw-ratelimit-limit` says: the cap of the window that is full. */
  readonly limit: number;
  /** What `x-ogw-ratelimit-reset` says: whole seconds to wait, at least 1. */
  readonly resetSeconds: number;
}

interface Bucket {
  readonly cap: number;
  readonly window: SlidingWindow;
}

/**
 * Counts per endpoint and app in strict sliding windows by arrival; only accepted calls count. Tier 4 has two windows, either
 * trips (api-call-guide, page on rate limits).
 */
export class RateLimits {
  readonly #scale: number | undefined;
  readonly #buckets = new Map<string, readonly Bucket[]>();

  /** `off` accepts everything; a number multiplies the documented limits. */
  constructor(limits: 'documented' | 'off' | number) {
    this.#scale = limits === 'off' ? undefined : limits === 'documented' ? 1 : limits;
  }

  /** Accepts the call and counts it, or says why not. */
  take(endpoint: ContractEndpoint, caller: string, atMs: number): Throttled | undefined {
    if (this.#scale === undefined) return undefined;
    const buckets = this.#bucketsOf(endpoint, caller, this.#scale);
    const full = buckets.filter(({ cap, window }) => window.countAt(atMs) >= cap);
    if (full.length === 0) {
      for (const { window } of buckets) window.add(atMs);
      return undefined;
    }
    const waits = full.map(({ window }) => window.msUntilNextLeaves(atMs));
    return { limit: full.at(-1)?.cap ?? 0, resetSeconds: Math.max(1, Math.ceil(Math.max(...waits) / 1000)) };
  }

  #bucketsOf(endpoint: ContractEndpoint, caller: string, scale: number): readonly Bucket[] {
    const key = `${caller} ${endpoint.method} ${endpoint.path}`;
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    const buckets: Bucket[] = [];
    const add = (limit: number | null, windowMs: number): void => {
      if (limit !== null)
        buckets.push({ cap: Math.max(1, Math.floor(limit * scale)), window: new SlidingWindow(windowMs) });
    };
    add(endpoint.perSecond, 1_000);
    add(endpoint.perMinute, 60_000);
    this.#buckets.set(key, buckets);
    return buckets;
  }
}
