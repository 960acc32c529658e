import { type Clock, longestSince, type Moment } from '../model/clock.ts';
import type { LarkstreamError } from '../model/errors.ts';
import { apiDomain, type Endpoint } from './endpoint.ts';

/** Calls to these do not count. https://open.feishu.cn/document/platform-notices/custom-app-api-call-limit */
const freeDomains: ReadonlySet<string> = new Set(['auth', 'contact', 'event', 'ehr', 'corehr', 'hire', 'performance']);

/** An administrator may raise the plan at any time: now and then one call may find out. */
const probeAfterMs = 60 * 60_000;

/**
 * Once the tenant's monthly quota is used up, every further call would be refused as well: they fail here instead, until
 * the month is over or a while has passed. Calls that do not count continue.
 */
export class QuotaCircuit {
  #error: LarkstreamError | undefined;
  #openedAt: Moment | undefined;

  open(error: LarkstreamError, at: Moment): void {
    this.#error = error;
    this.#openedAt = at;
  }

  /** The error to fail with; undefined when the call may go. */
  refusal(endpoint: Endpoint, clock: Clock): LarkstreamError | undefined {
    const openedAt = this.#openedAt;
    if (this.#error === undefined || openedAt === undefined || !this.counts(endpoint)) return undefined;
    const isOver = longestSince(clock, openedAt) >= probeAfterMs || monthOf(clock.now()) !== monthOf(openedAt.now);
    if (isOver) this.#error = undefined;
    return this.#error;
  }

  counts(endpoint: Endpoint): boolean {
    return !freeDomains.has(apiDomain(endpoint));
  }
}

/** The quota starts anew on the first of the calendar month. */
function monthOf(now: number): string {
  return new Date(now).toISOString().slice(0, 7);
}
