import { SlidingWindow } from './sliding-window.ts';

/**
 * The calls of one endpoint. Those that neither succeeded nor were throttled or faulted were refused. Times are
 * `arrivalNow`'s.
 */
export interface EndpointStats {
  readonly calls: number;
  /** Answered with code 0. */
  readonly succeeded: number;
  readonly throttled: number;
  /** Answered by an injected fault. */
  readonly faulted: number;
  readonly firstCallMs: number;
  readonly lastCallMs: number;
  /** The greatest number of calls in any second, whatever became of them. */
  readonly maxPerSecond: number;
  readonly maxPerMinute: number;
}

/** Calls since the start or the last reset: their sums, and by endpoint. */
export interface SandboxStats {
  readonly calls: number;
  readonly succeeded: number;
  readonly throttled: number;
  readonly faulted: number;
  /** By path as in the contract; calls to unknown paths under `404`. */
  readonly endpoints: Readonly<Record<string, EndpointStats>>;
}

/** How a call ended. `faulted`: an injected fault decided. `refused`: every other answer with an error code. */
export type Outcome = 'succeeded' | 'throttled' | 'faulted' | 'refused';

/** What arrived at one endpoint. */
class EndpointCount {
  readonly #second = new SlidingWindow(1_000);
  readonly #minute = new SlidingWindow(60_000);
  readonly #outcomes: Record<Outcome, number> = { succeeded: 0, throttled: 0, faulted: 0, refused: 0 };
  readonly #firstCallMs: number;
  #calls = 0;
  #lastCallMs = 0;
  #maxPerSecond = 0;
  #maxPerMinute = 0;

  constructor(firstCallMs: number) {
    this.#firstCallMs = firstCallMs;
  }

  arrived(atMs: number): void {
    this.#calls++;
    this.#lastCallMs = atMs;
    this.#second.add(atMs);
    this.#minute.add(atMs);
    this.#maxPerSecond = Math.max(this.#maxPerSecond, this.#second.countAt(atMs));
    this.#maxPerMinute = Math.max(this.#maxPerMinute, this.#minute.countAt(atMs));
  }

  ended(outcome: Outcome): void {
    this.#outcomes[outcome]++;
  }

  snapshot(): EndpointStats {
    const { succeeded, throttled, faulted } = this.#outcomes;
    return {
      calls: this.#calls,
      succeeded,
      throttled,
      faulted,
      firstCallMs: this.#firstCallMs,
      lastCallMs: this.#lastCallMs,
      maxPerSecond: this.#maxPerSecond,
      maxPerMinute: this.#maxPerMinute,
    };
  }
}

/** Counts calls so that a test can prove pacing and economy. */
export class CallStats {
  readonly #endpoints = new Map<string, EndpointCount>();

  arrived(path: string, atMs: number): void {
    let count = this.#endpoints.get(path);
    if (count === undefined) {
      count = new EndpointCount(atMs);
      this.#endpoints.set(path, count);
    }
    count.arrived(atMs);
  }

  ended(path: string, outcome: Outcome): void {
    this.#endpoints.get(path)?.ended(outcome);
  }

  snapshot(): SandboxStats {
    const endpoints: Record<string, EndpointStats> = {};
    const sums = { calls: 0, succeeded: 0, throttled: 0, faulted: 0 };
    for (const [path, count] of this.#endpoints) {
      const stats = count.snapshot();
      endpoints[path] = stats;
      sums.calls += stats.calls;
      sums.succeeded += stats.succeeded;
      sums.throttled += stats.throttled;
      sums.faulted += stats.faulted;
    }
    return { ...sums, endpoints };
  }

  reset(): void {
    this.#endpoints.clear();
  }
}
