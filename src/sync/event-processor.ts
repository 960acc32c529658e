import { type Clock, rest } from '../model/clock.ts';
import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { ClaimedEvent } from '../model/event.ts';
import type { Hint } from '../model/hint.ts';
import type { Inbox, LeaseHolder } from '../model/inbox.ts';
import { reportError } from '../model/run-report.ts';
import type { SourceRefresher } from '../model/source.ts';
import type { SourceState } from '../model/source-state.ts';
import type { ModuleName } from '../model/stream.ts';
import { awaitEvents } from './await-events.ts';
import { DeferredHints } from './deferred-hints.ts';
import { holdLeases } from './hold-leases.ts';
import type { OwedHints } from './owed-hints.ts';
import { PartFailed, type Refreshed, refreshHints } from './refresh-hints.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { Sink } from './run.ts';
import type { Standstills } from './standstill.ts';

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
  readonly inbox: Pick<Inbox, 'claim' | 'extend' | 'complete' | 'fail' | 'release'>;
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
  /**
   * The newest event when the streams were discovered that this run writes: what came before, the streams show already. Undefined while a
   * snapshot writes as well. Not a time: the receiver may be another machine.
   */
  readonly plannedSeq: number | undefined;
  /** Ends when nothing has come for so long and nothing is owed; absent: never. */
  readonly quietMs?: number | undefined;
  /** Resolves when others need what this run holds, and it is to end as soon as nothing is to be done; absent: nobody does. */
  readonly wanted?: ((signal: AbortSignal) => Promise<void>) | undefined;
  readonly onBatch?: (batch: LiveBatch) => void;
  /** Events have come, also such as lead to nothing: the modules that they are about. */
  readonly onEvents?: (modules: ReadonlySet<ModuleName>) => void;
  /** Not told of what `standstills` counts and tells. */
  readonly onTrouble?: (error: LarkstreamError) => void;
  readonly standstills?: Standstills;
  /** See `LiveOptions`. */
  readonly endsOnConfigFault?: boolean;
}

/** Events of one claim. A burst of events on one record is then one call. */
const batchSize = 1_000;
/** What arrives within this time after the first goes along. */
const gatherMs = 100;
/** Extended in thirds, so that at least 80 s are left of it: two extensions may fail. */
const leaseMs = 120_000;
/** Then what is left of a batch is given back, and claimed again together with what is new and without the culprit. */
const maxSinglyMs = (leaseMs * 2) / 3;
const maxAttempts = 8;
/** Until the app may read again, it is not tried at every event. */
const troubleMs = 30_000;
/** Until the inbox is asked again after it has failed: a lock that was waited for in vain, a server that begins anew. */
const inboxTroubleMs = 5_000;

/** What is kept of an event, and what it asks for. */
interface EventWork extends Pick<ClaimedEvent, 'seq' | 'orderKey' | 'attempts' | 'receivedAt'> {
  readonly hints: readonly Hint[];
  /** Other columns: during a snapshot, whose columns are those of before, it is not acted on. */
  readonly changesStreams: boolean;
  /** It could not be told what the event asks for. */
  readonly unclear?: LarkstreamError;
}

/** `unable`: the app as a whole, or the destination, cannot; that is no event's fault. */
type Outcome = { readonly kind: 'done' | 'unable' } | { readonly kind: 'failed'; readonly error: LarkstreamError };

/** Takes events from the inbox, has read again what they point at, and marks them done when that is committed. */
export class EventProcessor {
  readonly #options: EventProcessorOptions;
  /** Hints that were acted on while a snapshot was under way: its older rows may come after ours. */
  readonly deferredHints: DeferredHints = new DeferredHints();
  /** Streams have other columns now: the run is to be begun anew. */
  needsNewPlan = false;
  /** Nothing can be done until a person acts: what has begun the run is to end with it. */
  configFault: LarkstreamError | undefined;
  /** Ended because nothing came: see `quietMs`. */
  isQuiet = false;
  /** When something came last, or work began. */
  #activeAt = 0;

  constructor(options: EventProcessorOptions) {
    this.#options = options;
  }

  get #holder(): LeaseHolder {
    const { consumer, owner } = this.#options;
    return { consumer, owner };
  }

  /** Works until `ended`, until a new plan is needed, or until it is quiet. Between events it acts on what is `owed`. */
  async run(sink: Sink, ended: AbortSignal, owed?: OwedHints): Promise<void> {
    const { clock, onTrouble } = this.#options;
    this.#activeAt = clock.elapsed();
    while (!ended.aborted && !this.needsNewPlan && !this.isQuiet && this.configFault === undefined) {
      try {
        if (owed?.pauseFrom(clock.elapsed()) === 0) await this.#follow(owed, sink, ended);
        if (await this.#workOnce(sink, ended, owed)) await rest(clock, troubleMs, ended);
      } catch (thrown) {
        // Reading and what is committed go on without events. What is claimed comes back when its lease ends.
        onTrouble?.(toLarkstreamError(thrown));
        await rest(clock, inboxTroubleMs, ended);
      }
    }
  }

  /** True when the app or the destination cannot go on. Throws when the inbox cannot. */
  async #workOnce(sink: Sink, ended: AbortSignal, owed: OwedHints | undefined): Promise<boolean> {
    const { inbox, clock, onTrouble, waitForEvents, wanted } = this.#options;
    const works = await this.#claim();
    if (works.length === 0) {
      this.#options.standstills?.goesOn('events');
      const owedMs = owed?.pauseFrom(clock.elapsed());
      const quietMs = this.#untilQuietMs();
      this.isQuiet = owedMs === undefined && quietMs === 0;
      if (this.isQuiet) return false;
      // What is owed is done before others get the place.
      const waiting = { clock, waitForEvents, wanted: owedMs === undefined ? wanted : undefined };
      this.isQuiet = await awaitEvents({ ...waiting, maxMs: owedMs ?? quietMs }, ended);
      if (!this.isQuiet) await rest(clock, gatherMs, ended);
      return false;
    }
    const seqs = works.map(({ seq }) => seq);
    const lease = { ...this.#holder, leaseMs };
    try {
      return await holdLeases({ ...lease, inbox, seqs, clock, onTrouble }, () => this.#work(works, sink, ended));
    } finally {
      this.#activeAt = clock.elapsed();
    }
  }

  #untilQuietMs(): number | undefined {
    const { clock, quietMs } = this.#options;
    return quietMs === undefined ? undefined : Math.max(0, this.#activeAt + quietMs - clock.elapsed());
  }

  /** Bodies are let go here: reading takes long, and one process serves many tenants. */
  async #claim(): Promise<EventWork[]> {
    const { inbox, appId, tenantKey, clock } = this.#options;
    const lease = { ...this.#holder, leaseMs };
    const events = await inbox.claim({ ...lease, limit: batchSize, appId, tenantKey, now: clock.now() });
    const works = events.map((event) => this.#toWork(event));
    if (works.length > 0) {
      this.#options.onEvents?.(new Set(works.flatMap(({ hints }) => hints.map(({ module }) => module))));
    }
    return works;
  }

  async #follow(owed: OwedHints, sink: Sink, signal: AbortSignal): Promise<void> {
    const { clock, onTrouble } = this.#options;
    try {
      await this.#refresh(owed.hints, sink, signal);
      owed.done();
    } catch (thrown) {
      if (!signal.aborted) onTrouble?.(toLarkstreamError(thrown));
      owed.failed(clock.elapsed());
    }
  }

  #toWork(event: ClaimedEvent): EventWork {
    const { seq, orderKey, attempts, receivedAt } = event;
    const kept = { seq, orderKey, attempts, receivedAt };
    try {
      const hints = this.#options.toHints(event);
      return { ...kept, hints, changesStreams: this.#options.refresher.changesStreams(hints) };
    } catch (thrown) {
      return { ...kept, hints: [], changesStreams: false, unclear: toLarkstreamError(thrown) };
    }
  }

  /** Finishes each event or gives it back; true when the app or the destination cannot go on. */
  async #work(works: readonly EventWork[], sink: Sink, ended: AbortSignal): Promise<boolean> {
    const { plannedSeq } = this.#options;
    if (plannedSeq !== undefined && works.some(({ seq, changesStreams }) => changesStreams && seq > plannedSeq)) {
      this.needsNewPlan = true;
      await this.#release(works);
      return false;
    }
    const outcome = await this.#apply(works, sink, ended);
    if (outcome.kind === 'unable') await this.#release(works);
    if (outcome.kind !== 'failed') return outcome.kind === 'unable';
    const [only] = works;
    if (only === undefined || works.length > 1) return await this.#workSingly(works, sink, ended);
    await this.#fail(only, outcome.error);
    return false;
  }

  /** One of them is the culprit; the others shall not wait for it, but those of its key. */
  async #workSingly(works: readonly EventWork[], sink: Sink, ended: AbortSignal): Promise<boolean> {
    const { clock } = this.#options;
    const giveUpAt = clock.elapsed() + maxSinglyMs;
    const waitingKeys = new Set<string>();
    for (const [at, work] of works.entries()) {
      const { orderKey } = work;
      if (orderKey !== null && waitingKeys.has(orderKey)) {
        await this.#release([work]);
        continue;
      }
      const outcome = await this.#apply([work], sink, ended);
      if (outcome.kind === 'unable') {
        await this.#release(works.slice(at));
        return true;
      }
      const isDead = outcome.kind === 'failed' && (await this.#fail(work, outcome.error));
      if (outcome.kind === 'failed' && !isDead && orderKey !== null) waitingKeys.add(orderKey);
      if (clock.elapsed() >= giveUpAt) {
        await this.#release(works.slice(at + 1));
        return false;
      }
    }
    return false;
  }

  /** Reads, commits and completes them together. The caller fails or releases what it does not complete. */
  async #apply(works: readonly EventWork[], sink: Sink, ended: AbortSignal): Promise<Outcome> {
    const { inbox, clock, plannedSeq, onBatch, onTrouble, standstills } = this.#options;
    const isSnapshot = plannedSeq === undefined;
    const unclear = works.find((work) => work.unclear !== undefined)?.unclear;
    if (unclear !== undefined) {
      onTrouble?.(unclear);
      return { kind: 'failed', error: unclear };
    }
    const hints = works.flatMap((work) => work.hints);
    const acted = works.flatMap((work) => (isSnapshot && work.changesStreams ? [] : work.hints));
    try {
      const refreshed = await this.#refresh(acted, sink, ended);
      const now = clock.now();
      const seqs = works.map(({ seq }) => seq);
      // Before the inbox is told: whether a call that failed completed them is unknown.
      if (isSnapshot) this.deferredHints.add(hints);
      await inbox.complete(seqs, { ...this.#holder, now });
      const oldest = Math.min(...works.map(({ receivedAt }) => receivedAt));
      standstills?.goesOn('events');
      if (acted.length > 0) onBatch?.({ ...refreshed, events: works.length, lagMs: now - oldest });
      return { kind: 'done' };
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (ended.aborted || error.family === 'stopped') return { kind: 'unable' };
      if (error.family === 'bug' || thrown instanceof PartFailed) {
        onTrouble?.(error);
        return { kind: 'failed', error };
      }
      this.#standsStill(error);
      return { kind: 'unable' };
    }
  }

  #standsStill(error: LarkstreamError): void {
    const { standstills, onTrouble, endsOnConfigFault } = this.#options;
    if (endsOnConfigFault === true && error.family === 'config') this.configFault = error;
    else if (standstills === undefined) onTrouble?.(error);
    else standstills.failed('events', reportError(error), troubleMs);
  }

  async #release(works: readonly EventWork[]): Promise<void> {
    const seqs = works.map(({ seq }) => seq);
    await this.#options.inbox.release(seqs, this.#holder);
  }

  /** Sets it aside for another attempt, which what follows of its key waits for; true when it was the last. */
  async #fail({ seq, attempts }: EventWork, error: LarkstreamError): Promise<boolean> {
    const { inbox, clock, random } = this.#options;
    const now = clock.now();
    const isDead = attempts >= maxAttempts;
    const next = isDead ? {} : { nextAt: now + retryDelayMs(attempts, random) };
    await inbox.fail([seq], { ...this.#holder, error: error.texts.message, now, ...next });
    return isDead;
  }

  async #refresh(hints: readonly Hint[], sink: Sink, signal: AbortSignal): Promise<Refreshed> {
    const { refresher, streams, state } = this.#options;
    return await refreshHints(hints, { refresher, sink, streams, state, signal });
  }
}
