import type { Change } from '../model/change.ts';
import { type Clock, rest } from '../model/clock.ts';
import { LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { ClaimedEvent } from '../model/event.ts';
import type { Hint } from '../model/hint.ts';
import type { Inbox, LeaseHolder } from '../model/inbox.ts';
import type { SourceRefresher } from '../model/source.ts';
import type { SourceState } from '../model/source-state.ts';
import type { Sink } from './run.ts';

/** What was made of some events together. */
export interface LiveBatch {
  readonly events: number;
  readonly rows: ReadonlyMap<string, number>;
  readonly deletes: number;
  /** From receiving the oldest of them to the commit. */
  readonly lagMs: number;
}

/**
 * `owner` names this process in leases; `streams` are the names of streams that events may change, `state` is what the last commit
 * remembered of the source.
 */
export interface EventProcessorOptions {
  readonly inbox: Pick<Inbox, 'claim' | 'complete' | 'fail' | 'release'>;
  /** Whose events these are. */
  readonly consumer: string;
  readonly appId: string;
  readonly tenantKey?: string | undefined;
  readonly owner: string;
  readonly refresher: SourceRefresher;
  readonly streams: ReadonlySet<string>;
  readonly state: () => Promise<SourceState>;
  readonly toHints: (event: ClaimedEvent) => Hint[];
  readonly clock: Clock;
  readonly random: () => number;
  /** Resolves when there may be something new, or after a while. */
  readonly waitForEvents: (signal: AbortSignal) => Promise<void>;
  /** When the streams were discovered that this run writes; undefined while a snapshot writes as well. */
  readonly plannedAt: number | undefined;
  readonly onBatch?: (batch: LiveBatch) => void;
  readonly onTrouble?: (error: LarkstreamError) => void;
}

/** So many events are looked at together; a burst on one record is then one call. */
const batchSize = 1_000;
/** What arrives within this time after the first goes along. */
const gatherMs = 100;
const leaseMs = 120_000;
const maxAttempts = 8;
const firstRetryMs = 5_000;
const maxRetryMs = 600_000;
/** Until the app may read again, it is not tried at every event. */
const troubleMs = 30_000;

/** Takes events from the inbox, has read again what they point at, and marks them done when that is committed. */
export class EventProcessor {
  readonly #options: EventProcessorOptions;
  /** Hints that were acted on while a snapshot was under way, or could not be: its older rows may come after ours. */
  readonly deferredHints: Hint[] = [];
  /** Streams have other columns now: the run is to be begun anew. */
  needsNewPlan = false;

  constructor(options: EventProcessorOptions) {
    this.#options = options;
  }

  get #holder(): LeaseHolder {
    const { consumer, owner } = this.#options;
    return { consumer, owner };
  }

  /** Works until `ended`, and until a new plan is needed. */
  async run(sink: Sink, ended: AbortSignal): Promise<void> {
    const { inbox, consumer, appId, tenantKey, owner, clock, waitForEvents } = this.#options;
    while (!ended.aborted && !this.needsNewPlan) {
      const now = clock.now();
      const events = await inbox.claim({ consumer, owner, leaseMs, limit: batchSize, appId, tenantKey, now });
      if (events.length === 0) {
        await waitForEvents(ended);
        await rest(clock, gatherMs, ended);
        continue;
      }
      await this.#work(events, sink, ended);
    }
  }

  /** Acts on hints of which no event waits. */
  async follow(hints: readonly Hint[], sink: Sink, signal: AbortSignal): Promise<void> {
    if (hints.length === 0) return;
    try {
      await this.#refresh(hints, sink, signal);
    } catch (thrown) {
      this.deferredHints.push(...hints);
      this.#options.onTrouble?.(toLarkstreamError(thrown));
    }
  }

  async #work(events: readonly ClaimedEvent[], sink: Sink, ended: AbortSignal): Promise<void> {
    const { inbox, clock, refresher, plannedAt, toHints } = this.#options;
    const seqs = events.map(({ seq }) => seq);
    const reshaping = events.filter((event) => refresher.changesStreams(toHints(event)));
    if (plannedAt === undefined) {
      // A snapshot is under way with the columns of before: its end brings the new ones.
      this.deferredHints.push(...reshaping.flatMap(toHints));
      const others = events.filter((event) => !reshaping.includes(event));
      await inbox.complete(
        reshaping.map(({ seq }) => seq),
        { ...this.#holder, now: clock.now() },
      );
      if (others.length > 0) await this.#apply(others, sink, ended);
      return;
    }
    if (reshaping.some(({ receivedAt }) => receivedAt >= plannedAt)) {
      this.needsNewPlan = true;
      await inbox.release(seqs, this.#holder);
      return;
    }
    await this.#apply(events, sink, ended);
  }

  async #apply(events: readonly ClaimedEvent[], sink: Sink, ended: AbortSignal): Promise<void> {
    const { inbox, clock, toHints, plannedAt, onBatch, onTrouble } = this.#options;
    const seqs = events.map(({ seq }) => seq);
    const hints = events.flatMap(toHints);
    try {
      const done = await this.#refresh(hints, sink, ended);
      if (plannedAt === undefined) this.deferredHints.push(...hints);
      const now = clock.now();
      await inbox.complete(seqs, { ...this.#holder, now });
      const oldest = Math.min(...events.map(({ receivedAt }) => receivedAt));
      if (hints.length > 0) onBatch?.({ ...done, events: events.length, lagMs: now - oldest });
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (ended.aborted || error.family === 'stopped') {
        await inbox.release(seqs, this.#holder);
        return;
      }
      onTrouble?.(error);
      // What concerns the app as a whole, or the destination, is no event's fault.
      if (error.family !== 'bug' && !(thrown instanceof PartFailed)) {
        await inbox.release(seqs, this.#holder);
        await rest(clock, troubleMs, ended);
        return;
      }
      if (events.length === 1) return await this.#fail(events[0], error);
      // One of them is the culprit; the others shall not wait for it.
      for (const event of events) await this.#apply([event], sink, ended);
    }
  }

  async #fail(event: ClaimedEvent | undefined, error: LarkstreamError): Promise<void> {
    if (event === undefined) return;
    const { inbox, clock, random } = this.#options;
    const now = clock.now();
    const delayMs = Math.min(maxRetryMs, firstRetryMs * 2 ** (event.attempts - 1)) * (0.5 + random() / 2);
    const next = event.attempts < maxAttempts ? { nextAt: Math.round(now + delayMs) } : {};
    await inbox.fail([event.seq], { ...this.#holder, error: error.texts.message, now, ...next });
  }

  /** Reads, writes and commits. What could not be read is thrown, after the rest of it has been committed. */
  async #refresh(
    hints: readonly Hint[],
    sink: Sink,
    signal: AbortSignal,
  ): Promise<{ readonly rows: ReadonlyMap<string, number>; readonly deletes: number }> {
    const { refresher, streams, state } = this.#options;
    const rows = new Map<string, number>();
    let deletes = 0;
    let failed: LarkstreamError | undefined;
    if (hints.length === 0) return { rows, deletes };
    const take = async (change: Change): Promise<void> => {
      if (change.kind === 'incomplete') {
        failed ??= change.error;
        return;
      }
      if (change.kind === 'rows') rows.set(change.stream, (rows.get(change.stream) ?? 0) + change.rows.length);
      if (change.kind === 'deletes') deletes += change.keys.length;
      if (change.kind !== 'estimate' && change.kind !== 'progress') await sink.push(change);
    };
    await sink.beginRefresh();
    for await (const change of refresher.refresh({ hints, streams, state, signal })) await take(change);
    await sink.commit();
    if (failed !== undefined) throw new PartFailed(failed);
    return { rows, deletes };
  }
}

/** A part could not be read, while the app as a whole can. */
class PartFailed extends LarkstreamError {
  readonly family: LarkstreamError['family'];

  constructor(error: LarkstreamError) {
    super({ code: error.code, ...error.texts, details: error.details, cause: error });
    this.family = error.family;
  }
}
