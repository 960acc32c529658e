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
  #openedAt = 0;

  open(error: LarkstreamError, now: number): void {
    this.#error = error;
    this.#openedAt = now;
  }

  /** The error to fail with; undefined when the call may go. */
  refusal(endpoint: Endpoint, now: number): LarkstreamError | undefined {
    if (this.#error === undefined || !this.counts(endpoint)) return undefined;
    const isOver = now - this.#openedAt >= probeAfterMs || monthOf(now) !== monthOf(this.#openedAt);
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
