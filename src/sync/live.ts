import { rest } from '../model/clock.ts';
import type { Alteration, PlannedStream } from '../model/destination.ts';
import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import { type ReportedError, type RunReport, reportError } from '../model/run-report.ts';
import { fromStored } from '../model/source-state.ts';
import { Asleep } from './asleep.ts';
import { DeferredHints } from './deferred-hints.ts';
import { EventProcessor } from './event-processor.ts';
import { HeldDestination } from './held-destination.ts';
import type { LiveOptions } from './live-options.ts';
import { OwedHints } from './owed-hints.ts';
import { type LivePhase, ReadSchedule } from './read-schedule.ts';
import { runSync } from './run.ts';
import { Standstills } from './standstill.ts';

export type { LiveOptions, RunningLive } from './live-options.ts';
export type { LivePlan } from './plan.ts';
export type { LivePhase } from './read-schedule.ts';

const firstPauseMs = 5_000;
const maxPauseMs = 300_000;

/**
 * Keeps tables up to date: takes a snapshot, then follows events, and takes another snapshot from time to time, for changes without
 * an event. Events are followed during snapshots, too. Ends when the signal is aborted, and when a person must act: because the first read
 * has failed, or, with `endsOnConfigFault`, later. True when the last report says why; throws what kept a read from beginning.
 */
export async function runLive(options: LiveOptions): Promise<boolean> {
  const live = new Live(options);
  return await live.run();
}

class Live {
  readonly #options: LiveOptions;
  readonly #destination: HeldDestination;
  /** No event waits for these any more, so they are kept until they were acted on. */
  #deferredHints = new DeferredHints();
  readonly #standstills: Standstills;
  readonly #schedule: ReadSchedule;
  /** Ends a time in which events alone are followed. */
  #due = new AbortController();
  /** From when the destination was closed, for want of events, until streaming has begun again. */
  #asleep: Asleep | undefined;
  /** Streams whose tables the last phase found altered. */
  #altered: ReadonlySet<string> = new Set();

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#destination = new HeldDestination(options);
    this.#standstills = new Standstills(options.clock, options.onStandstill);
    this.#schedule = new ReadSchedule(options.reconcileIntervalMs, options.random);
  }

  async run(): Promise<boolean> {
    const { signal, onReady } = this.#options;
    onReady?.({
      requestSnapshot: () => {
        this.#schedule.requestSnapshot();
        this.#due.abort();
      },
    });
    try {
      for (let isFirst = true; !signal.aborted; isFirst = false) {
        const outcome = await this.#step(isFirst);
        if (outcome !== 'goes on') return outcome === 'failed';
      }
      return false;
    } finally {
      await this.#destination.close();
    }
  }

  /** One phase, and the pause after one that failed. */
  async #step(isFirst: boolean): Promise<'goes on' | 'stopped' | 'failed'> {
    const { signal } = this.#options;
    try {
      const report = await this.#next();
      if (signal.aborted) return 'stopped';
      if (report === undefined) return 'goes on';
      const failure = this.#failureOf(report);
      if (failure === undefined) this.#standstills.goesOn('read');
      else if (isFirst || this.#mustEnd(failure)) return 'failed';
      else await this.#recover(failure);
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      // Between two runs there is nothing to commit, and so nothing that was broken off.
      if (!isFirst && signal.aborted && error.family === 'stopped') return 'stopped';
      if (isFirst || signal.aborted || this.#mustEnd(error)) throw thrown;
      this.#tell(error);
      await this.#recover(reportError(error));
    }
    return 'goes on';
  }

  #mustEnd({ family }: Pick<LarkstreamError, 'family'>): boolean {
    return this.#options.endsOnConfigFault === true && family === 'config';
  }

  /** A read of which nothing arrived for want of a person has failed, too, where that ends it. */
  #failureOf({ outcome, error, streams }: RunReport): ReportedError | undefined {
    const [first] = streams.flatMap(({ errors }) => errors);
    if (outcome === 'failed') return error ?? first;
    if (first === undefined || !this.#mustEnd(first)) return undefined;
    const isVain = streams.every((one) => one.outcome === 'not_read' && one.errors[0]?.family === 'config');
    return isVain ? first : undefined;
  }

  /** Unless `onStandstill` is told anyway. */
  #tell(error: LarkstreamError): void {
    if (this.#options.onStandstill === undefined) this.#options.onTrouble?.(error);
  }

  /** Undefined when streaming could not begin yet. */
  async #next(): Promise<RunReport | undefined> {
    const phase = this.#schedule.phaseAt(this.#options.clock.elapsed());
    if (phase !== 'streaming') {
      this.#asleep = undefined;
      return await this.#phase(phase);
    }
    if (this.#asleep !== undefined) {
      return (await this.#wakes(this.#asleep)) ? await this.#phase(phase, this.#asleep.plannedSeq) : undefined;
    }
    const plannedSeq = await this.#lastSeq();
    return plannedSeq === undefined ? undefined : await this.#phase(phase, plannedSeq);
  }

  /** False when a read is due before an event comes. */
  async #wakes(asleep: Asleep): Promise<boolean> {
    const due = this.#untilRead();
    const isDue = await asleep.wakes(this.#options, AbortSignal.any([due.signal, this.#options.signal]));
    due.abort();
    return isDue;
  }

  /** Aborted when the next read is due; whoever needs it no more aborts it, too. */
  #untilRead(): AbortController {
    const { clock } = this.#options;
    const due = new AbortController();
    this.#due = due;
    void rest(clock, this.#schedule.pauseFrom(clock.elapsed()), due.signal).then(() => due.abort());
    return due;
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
    const { source, clock, random, signal, observer, newRunId, plan, acceptDeletes, onStandstill } = this.#options;
    const planOf = this.#asleep?.plan ?? (await plan());
    const { planned, isIncomplete } = planOf;
    if (phase === 'snapshot') await this.#subscribe();
    const destination = await this.#destination.open();
    const dedup = planned.filter(({ mode }) => mode === 'dedup').map(({ stream }) => stream.name);
    const processor = new EventProcessor({
      ...this.#options,
      ...(onStandstill === undefined ? {} : { standstills: this.#standstills }),
      refresher: source.refresher(),
      // The other modes become visible as whole runs only.
      streams: new Set(dedup),
      state: async () => fromStored(await destination.state.load(source.id)),
      plannedSeq,
      ...(phase === 'streaming' ? { wanted: this.#destination.wanted } : { quietMs: undefined }),
      clock,
      random,
    });
    const owed = new OwedHints(phase === 'streaming' ? [...this.#deferredHints] : [], random);
    const due = phase === 'streaming' ? this.#untilRead() : new AbortController();
    if (phase === 'snapshot') this.#schedule.begin();
    const { runs = destination.runs } = this.#options;
    const report = await runSync({
      source,
      destination,
      runs,
      planned: phase === 'streaming' ? planned.filter(({ mode }) => mode === 'dedup') : planned,
      runId: this.#asleep?.takeRunId() ?? newRunId(),
      clock,
      signal,
      reads: this.#readsOf(phase, planned),
      ...(observer === undefined ? {} : { observer }),
      ...(acceptDeletes === undefined ? {} : { acceptDeletes }),
      concurrentWriter: async (sink, ended, altered) => {
        if (this.#begins(altered)) await processor.run(sink, AbortSignal.any([ended, due.signal]), owed);
      },
    });
    due.abort();
    const isAllRead = phase === 'snapshot' && report.outcome === 'done' && !isIncomplete;
    if ((phase === 'streaming' && owed.isDone) || isAllRead) this.#deferredHints = new DeferredHints();
    this.#deferredHints.add(processor.deferredHints);
    if (phase !== 'streaming') this.#endRead(phase, report, isIncomplete);
    const sleeps = processor.isQuiet && report.outcome === 'done';
    await this.#options.onReport?.(report, phase, runs, sleeps);
    if (processor.configFault !== undefined) throw processor.configFault;
    if (plannedSeq !== undefined && sleeps) {
      this.#asleep = new Asleep(planOf, plannedSeq, report.runId);
      await this.#destination.letGo();
    }
    return report;
  }

  /** False when events alone won't do: while it slept, somebody has changed a table that was in order. */
  #begins(altered: readonly Alteration[]): boolean {
    const wasAsleep = this.#asleep !== undefined;
    const before = this.#altered;
    this.#asleep = undefined;
    this.#altered = new Set(altered.map(({ stream }) => stream));
    if (!wasAsleep || altered.every(({ stream }) => before.has(stream))) return true;
    this.#schedule.requestSnapshot();
    return false;
  }

  /** What was missed decides when the next read is due. */
  #endRead(phase: Exclude<LivePhase, 'streaming'>, { streams }: RunReport, isUnknown: boolean): void {
    const missed = streams.filter(({ outcome }) => outcome !== 'complete').map(({ module }) => module);
    this.#schedule.end(phase, { now: this.#options.clock.elapsed(), incomplete: new Set(missed), isUnknown });
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

  /** Opens a failed destination anew; a snapshot then catches up on what is missing. Nothing is where streaming had not begun again. */
  async #recover(why: ReportedError): Promise<void> {
    const { clock, signal } = this.#options;
    await this.#destination.letGo();
    if (this.#asleep === undefined) this.#schedule.requestSnapshot();
    const pauseMs = Math.min(maxPauseMs, firstPauseMs * 2 ** this.#standstills.failuresOf('read'));
    this.#standstills.failed('read', why, pauseMs);
    await rest(clock, pauseMs, signal);
  }
}
