import type { CallPurpose } from '../model/call-purpose.ts';
import type { JsonObject } from '../util/json.ts';
import type { CallObserver, CallReport, RetryReport, WaitReport } from './call-observer.ts';
import { endpointLabel } from './endpoint.ts';

type Purposes = Partial<Record<CallPurpose, number>>;

/** What one feed did at one endpoint. */
interface EndpointCounts {
  readonly feed: string;
  /** `GET /open-apis/…` */
  readonly endpoint: string;
  /** Attempts that were sent, repetitions included. */
  readonly calls: number;
  /** The same by what they were made for; those that are in none were `exact`. */
  readonly purposes?: Purposes;
  /** Repetitions by their cause: the platform's code, `http 502`, `network`, `token`. */
  readonly retries: Readonly<Record<string, number>>;
  readonly throttled: number;
  /** Wall-clock time in which at least one call waited for its turn. */
  readonly waitMs: number;
  readonly bytes: number;
}

interface Counts {
  feed: string;
  endpoint: string;
  calls: number;
  purposes: Purposes;
  retries: Record<string, number>;
  throttled: number;
  waitMs: number;
  bytes: number;
  waitedUntil: number;
}

/** Calls, repetitions and waits of a client, by who is charged for them. */
export class CallCounts implements CallObserver {
  readonly #now: () => number;
  readonly #counts = new Map<string, Counts>();

  constructor(now: () => number) {
    this.#now = now;
  }

  onCall(report: CallReport): void {
    const counts = this.#of(report);
    counts.calls += 1;
    if (report.purpose !== 'exact') counts.purposes[report.purpose] = (counts.purposes[report.purpose] ?? 0) + 1;
    counts.bytes += report.bytes;
    if (report.outcome === 'throttled') counts.throttled += 1;
  }

  onRetry(report: RetryReport): void {
    const { retries } = this.#of(report);
    retries[report.cause] = (retries[report.cause] ?? 0) + 1;
  }

  /** A wait is reported at its end, so that its overlap with earlier waits is known. */
  onWait(report: WaitReport): void {
    const counts = this.#of(report);
    const now = this.#now();
    counts.waitMs += Math.max(0, now - Math.max(now - report.ms, counts.waitedUntil));
    counts.waitedUntil = now;
  }

  list(): EndpointCounts[] {
    return [...this.#counts.values()].map(({ waitedUntil: _, retries, purposes, ...counts }) => ({
      ...counts,
      ...(Object.keys(purposes).length === 0 ? {} : { purposes: { ...purposes } }),
      retries: { ...retries },
    }));
  }

  /** Feed → endpoint → counts, for a run's report. */
  toJson(): JsonObject {
    const report: Record<string, JsonObject> = {};
    for (const { feed, endpoint, ...counts } of this.list()) {
      report[feed] = { ...report[feed], [endpoint]: counts };
    }
    return report;
  }

  #of({ endpoint, feed }: Pick<CallReport, 'endpoint' | 'feed'>): Counts {
    const label = endpointLabel(endpoint);
    const key = `${feed}\n${label}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const counts = {
      feed,
      endpoint: label,
      calls: 0,
      purposes: {},
      retries: {},
      throttled: 0,
      waitMs: 0,
      bytes: 0,
      waitedUntil: Number.NEGATIVE_INFINITY,
    };
    this.#counts.set(key, counts);
    return counts;
  }
}
