import { type Clock, rest } from '../model/clock.ts';
import type { OpenedDestination, PlannedStream } from '../model/destination.ts';
import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { Inbox } from '../model/inbox.ts';
import type { RunLog } from '../model/run-log.ts';
import type { RunObserver, RunReport } from '../model/run-report.ts';
import type { CheckResult, Source } from '../model/source.ts';
import { fromStored } from '../model/source-state.ts';
import { DeferredHints } from './deferred-hints.ts';
import { EventProcessor, type EventProcessorOptions } from './event-processor.ts';
import { OwedHints } from './owed-hints.ts';
import { type LivePhase, ReadSchedule } from './read-schedule.ts';
import { runSync } from './run.ts';

export type { LivePhase } from './read-schedule.ts';

/** Live replication that has begun. */
export interface RunningLive {
  /** Begins a snapshot at once: for a caller that learns that events are missing. */
  requestSnapshot(): void;
}

/** The streams as they are now. */
export interface LivePlan {
  readonly planned: readonly PlannedStream[];
  /** There are streams that could not be listed just now. */
  readonly isIncomplete: boolean;
}

/** `plan` is called before each phase, so that new columns are found; `openDestination` at first, and again after a failure. */
export interface LiveOptions
  extends Pick<
    EventProcessorOptions,
    'consumer' | 'appId' | 'tenantKey' | 'owner' | 'toHints' | 'waitForEvents' | 'onBatch' | 'onTrouble'
  > {
  readonly inbox: EventProcessorOptions['inbox'] & Pick<Inbox, 'lastSeq'>;
  readonly source: Source;
  /** Opened anew after it has failed. */
  readonly openDestination: () => Promise<OpenedDestination>;
  readonly plan: () => Promise<LivePlan>;
  readonly newRunId: () => string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** How long after the end of a snapshot the next one begins. */
  readonly reconcileIntervalMs: number;
  readonly onReady?: (live: RunningLive) => void;
  readonly observer?: RunObserver;
  readonly acceptDeletes?: boolean;
  /** Where the history of runs is kept; the destination's own when absent. */
  readonly runs?: RunLog;
  /** Called at the end of each phase. The callee saves the report. */
  readonly onReport?: (report: RunReport, phase: LivePhase, runs: RunLog) => Promise<void>;
  readonly onSubscription?: (result: CheckResult) => void;
}

const firstPauseMs = 5_000;
const maxPauseMs = 300_000;

/**
 * Keeps tables up to date: takes a snapshot, then follows events, and takes another snapshot from time to time, for changes without
 * an event. Events are followed during snapshots, too. Ends when the signal is aborted; throws only when the very first read cannot
 * begin, for then a person must act.
 */
export async function runLive(options: LiveOptions): Promise<void> {
  const live = new Live(options);
  await live.run();
}

class Live {
  readonly #options: LiveOptions;
  #destination: OpenedDestination | undefined;
  /** No event waits for these any more, so they are kept until they were acted on. */
  #deferredHints = new DeferredHints();
  #failures = 0;
  readonly #schedule: ReadSchedule;
  /** Ends a time in which events alone are followed. */
  #due = new AbortController();

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#schedule = new ReadSchedule(options.reconcileIntervalMs, options.random);
  }

  async run(): Promise<void> {
    const { signal, onTrouble, onReady } = this.#options;
    onReady?.({
      requestSnapshot: () => {
        this.#schedule.requestSnapshot();
        this.#due.abort();
      },
    });
    try {
      for (let isFirst = true; !signal.aborted; isFirst = false) {
        try {
          const report = await this.#next();
          if (signal.aborted) return;
          if (report?.outcome === 'failed') {
            if (isFirst) return;
            await this.#recover();
          } else {
            this.#failures = 0;
          }
        } catch (thrown) {
          const error = toLarkstreamError(thrown);
          // Between two runs there is nothing to commit, and so nothing that was broken off.
          if (!isFirst && signal.aborted && error.family === 'stopped') return;
          if (isFirst || signal.aborted) throw thrown;
          onTrouble?.(error);
          await this.#recover();
        }
      }
    } finally {
      await this.#destination?.close();
    }
  }

  /** Undefined when streaming could not begin yet. */
  async #next(): Promise<RunReport | undefined> {
    const phase = this.#schedule.phaseAt(this.#options.clock.now());
    if (phase !== 'streaming') return await this.#phase(phase);
    const plannedSeq = await this.#lastSeq();
    return plannedSeq === undefined ? undefined : await this.#phase(phase, plannedSeq);
  }

  /** Undefined after a rest when the inbox does not tell it: that is no reason to read everything again. */
  async #lastSeq(): Promise<number | undefined> {
    const { inbox, clock, signal, onTrouble } = this.#options;
    try {
      return await inbox.lastSeq();
    } catch (thrown) {
      onTrouble?.(toLarkstreamError(thrown));
      await rest(clock, firstPauseMs, signal);
      return undefined;
    }
  }

  async #phase(phase: LivePhase, plannedSeq?: number): Promise<RunReport> {
    const { source, clock, random, signal, observer, newRunId, plan, acceptDeletes } = this.#options;
    const { planned, isIncomplete } = await plan();
    if (phase === 'snapshot') await this.#subscribe();
    this.#destination ??= await this.#options.openDestination();
    const destination = this.#destination;
    const dedup = planned.filter(({ mode }) => mode === 'dedup').map(({ stream }) => stream.name);
    const processor = new EventProcessor({
      ...this.#options,
      refresher: source.refresher(),
      // The other modes become visible as whole runs only.
      streams: new Set(dedup),
      state: async () => fromStored(await destination.state.load(source.id)),
      plannedSeq,
      clock,
      random,
    });
    const owed = new OwedHints(phase === 'streaming' ? [...this.#deferredHints] : [], random);
    const due = new AbortController();
    if (phase === 'snapshot') this.#schedule.begin();
    if (phase === 'streaming') {
      this.#due = due;
      void rest(clock, this.#schedule.pauseFrom(clock.now()), due.signal).then(() => due.abort());
    }
    const { runs = destination.runs } = this.#options;
    const report = await runSync({
      source,
      destination,
      runs,
      planned: phase === 'streaming' ? planned.filter(({ mode }) => mode === 'dedup') : planned,
      runId: newRunId(),
      clock,
      signal,
      reads: this.#readsOf(phase, planned),
      ...(observer === undefined ? {} : { observer }),
      ...(acceptDeletes === undefined ? {} : { acceptDeletes }),
      concurrentWriter: async (sink, ended) => {
        const until = AbortSignal.any([ended, due.signal]);
        await processor.run(sink, until, owed);
      },
    });
    due.abort();
    const isAllRead = phase === 'snapshot' && report.outcome === 'done' && !isIncomplete;
    if ((phase === 'streaming' && owed.isDone) || isAllRead) this.#deferredHints = new DeferredHints();
    this.#deferredHints.add(processor.deferredHints);
    if (phase !== 'streaming') this.#endRead(phase, report, isIncomplete);
    await this.#options.onReport?.(report, phase, runs);
    return report;
  }

  /** What was missed decides when the next read is due. */
  #endRead(phase: Exclude<LivePhase, 'streaming'>, { streams }: RunReport, isUnknown: boolean): void {
    const missed = streams.filter(({ outcome }) => outcome !== 'complete').map(({ module }) => module);
    this.#schedule.end(phase, { now: this.#options.clock.now(), incomplete: new Set(missed), isUnknown });
  }

  /** Streams of one module share their walk, so the modules that miss something are read in full. */
  #readsOf(phase: LivePhase, planned: readonly PlannedStream[]): boolean | ReadonlySet<string> {
    if (phase !== 'catch-up') return phase === 'snapshot';
    const { incomplete } = this.#schedule;
    return new Set(planned.filter(({ stream }) => incomplete.has(stream.module)).map(({ stream }) => stream.name));
  }

  async #subscribe(): Promise<void> {
    const { source, signal, onSubscription, onTrouble } = this.#options;
    try {
      for await (const result of source.subscribe(signal)) onSubscription?.(result);
    } catch (thrown) {
      // Without subscriptions there are still snapshots.
      const error: LarkstreamError = toLarkstreamError(thrown);
      if (error.family === 'stopped') throw error;
      onTrouble?.(error);
    }
  }

  /** Opens a failed destination anew; a snapshot then catches up on what is missing. */
  async #recover(): Promise<void> {
    const { clock, signal } = this.#options;
    await this.#destination?.close().catch(() => undefined);
    this.#destination = undefined;
    this.#schedule.requestSnapshot();
    this.#failures++;
    const pauseMs = Math.min(maxPauseMs, firstPauseMs * 2 ** (this.#failures - 1));
    await rest(clock, pauseMs, signal);
  }
}
