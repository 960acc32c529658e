import { type Clock, rest } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import { reportError } from '../model/run-report.ts';
import type { Secret } from '../model/secret.ts';
import type { AccessToken } from '../model/service/access-token.ts';
import type { Job } from '../model/service/job-queue.ts';
import type { LoadedConfig } from '../model/service/loaded-config.ts';
import type { Pipeline } from '../model/service/pipeline.ts';
import { failuresInRow, notBefore } from '../model/service/retry-delay.ts';
import type { AttemptEnd, BegunAttempt, ServiceRun } from '../model/service/service-run.ts';
import type { ServiceTables } from '../model/service/service-store.ts';
import { noTracer, type Span, type Tracer } from '../model/tracer.ts';
import { Turns } from '../util/turns.ts';
import type { AlarmWithin } from './after-run.ts';
import type { AttemptResult, AttemptStarter, RunningAttempt } from './attempt.ts';
import { AttemptNotes } from './attempt-notes.ts';
import { endHung, endUnheard, isHung } from './attempt-standing.ts';
import { loadShare, withShare } from './budget-share.ts';
import { conclude } from './conclude.ts';
import { endLines } from './end-lines.ts';
import { type EndingStore, endRun } from './end-run.ts';
import { runOfJob } from './hand-over.ts';
import { LiveWatch } from './live-watch.ts';
import { type Beat, Pulse } from './pulse.ts';
import { Steadiness } from './steadiness.ts';

/** The store, as far as a worker uses it. */
export interface WorkerStore extends Pick<ServiceTables, 'runs' | 'pipelines' | 'changes'>, EndingStore {}

/** `worker` names the process among all of the service. */
export interface RunWorkerOptions {
  readonly worker: string;
  readonly store: WorkerStore;
  readonly starter: AttemptStarter;
  /** @throws ConfigError what a person must mend first */
  readonly load: (pipeline: Pipeline) => Promise<LoadedConfig>;
  readonly alarmWithin: AlarmWithin;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Tokens that the processes of the service have together; absent: each process of a run fetches its own. */
  readonly giveToken?:
    | ((wanted: {
        readonly pipeline: Pipeline;
        readonly config: LoadedConfig;
        readonly rejected: Secret | undefined;
      }) => Promise<AccessToken>)
    | undefined;
  /** How long an attempt that reads once may take. */
  readonly timeLimitMs: number;
  readonly tracer?: Tracer;
}

/** How often it is asked whether a person wants the end. */
const lookIntervalMs = 500;
const storeRetryMs = 1_000;
/** Then the run counts as lost, and another attempt is made. */
const maxStoreTries = 1_800;
/** Of a process that stops: the store may be closed already, and others take the run back. */
const maxLastTries = 10;

/** An attempt and what it follows on. */
interface Begun extends BegunAttempt {
  readonly startedAt: number;
  readonly steadiness: Steadiness;
  /** Hands the run back. */
  readonly signal: AbortSignal;
}

/** Works on runs that the queue hands over: one attempt each, in a process of its own. */
export class RunWorker {
  readonly #options: RunWorkerOptions;
  readonly #pulse: Pulse;
  readonly #noting = new Turns();

  constructor(options: RunWorkerOptions) {
    this.#options = options;
    this.#pulse = new Pulse(options);
  }

  /** Makes the attempt that the job is for, unless it was made already. The signal hands the run back: what is there is committed first. */
  async work(job: Job, signal: AbortSignal): Promise<void> {
    const { store, worker, clock } = this.#options;
    const wanted = runOfJob(job);
    if (wanted === undefined) return;
    const run = await store.runs.find(wanted.run);
    if (run?.state !== 'queued' || run.attempt + 1 !== wanted.attempt) return;
    const failures = failuresInRow(await store.runs.attempts(run.id), run.progress);
    const startedAt = clock.now();
    const attempt = await store.runs.beginAttempt(run.id, worker, startedAt);
    if (attempt === undefined) return;
    const steadiness = new Steadiness(run, { number: attempt.number, startedAt: clock.elapsed(), failures });
    const begun = { ...attempt, startedAt, steadiness, signal };
    await this.#sign(run.id);
    await this.#traced(run, begun, (span) => this.#attempt(run, begun, span));
  }

  /** The span of the run is ended by the worker that ends the run; until then each attempt is a part of it. */
  async #traced(
    run: ServiceRun,
    begun: Begun,
    work: (span: Span) => Promise<Omit<AttemptEnd, 'now'> | undefined>,
  ): Promise<void> {
    const { tracer = noTracer, worker } = this.#options;
    const { id, pipelineId, trigger, queuedAt } = run;
    const of = { 'larkstream.run': id, 'larkstream.pipeline': pipelineId };
    const each = { ...of, 'larkstream.attempt': begun.number, 'larkstream.worker': worker };
    await tracer.span(
      'run',
      { ...of, 'larkstream.trigger': trigger },
      async (root) => {
        const end = await tracer.span('attempt', each, async (span) => {
          const ended = await work(span);
          span.set({ 'larkstream.state': ended?.attemptState ?? 'overtaken' });
          if (ended?.error !== undefined) span.fail(ended.error.code);
          return ended;
        });
        const isOurs = end !== undefined && (await this.#end(run, begun, end));
        if (!isOurs || end.state === 'requeue') return root.leaveOpen();
        root.set({ 'larkstream.state': end.state });
        if (end.state === 'failed') root.fail(end.error?.code ?? 'run.failed');
      },
      { kind: 'consumer', id, startedAt: queuedAt },
    );
  }

  /** Undefined when another attempt has taken the place of this one. */
  async #attempt(run: ServiceRun, begun: Begun, span: Span): Promise<Omit<AttemptEnd, 'now'> | undefined> {
    const isLive = run.trigger === 'live';
    const about = {
      isCancelled: false,
      isHandedBack: false,
      isOverdue: false,
      isLive,
      failuresBefore: begun.steadiness.failuresBefore.length,
    };
    const notes = new AttemptNotes(
      { ...this.#options, noting: this.#noting },
      {
        runId: run.id,
        number: begun.number,
        live: new LiveWatch(this.#options, run),
      },
    );
    let running: RunningAttempt;
    try {
      running = await this.#start(run, begun, { notes, span });
    } catch (thrown) {
      return conclude({ kind: 'error', error: reportError(toLarkstreamError(thrown)) }, about);
    }
    const watched = await this.#watch({ run, number: begun.number, running, notes, signal: begun.signal });
    if (watched === undefined) return undefined;
    if (watched.about.isOverdue) begun.steadiness.overran();
    return conclude(watched.result, {
      ...about,
      ...watched.about,
      failuresBefore: begun.steadiness.failuresBefore.length,
    });
  }

  async #start(
    run: ServiceRun,
    { number, fence, steadiness }: Begun,
    { notes, span }: { readonly notes: AttemptNotes; readonly span: Span },
  ): Promise<RunningAttempt> {
    const { store, load, starter, clock, giveToken } = this.#options;
    const pipeline = await store.pipelines.find(run.pipelineId);
    if (pipeline === undefined) throw new Error(`Pipeline ${run.pipelineId} is gone`);
    // It asks for the addresses of hosts, which may take a while.
    const config = await notes.during(async () => withShare(await load(pipeline), await loadShare(store, pipeline)));
    const { resetStreams, ...options } = run.options;
    // An earlier attempt that has read something had reset the streams before.
    const isReset = run.progress !== undefined && run.progress.phase !== 'starting';
    return starter.start(
      {
        runId: run.id,
        pipelineId: run.pipelineId,
        number,
        fence,
        isLive: run.trigger === 'live',
        isTraced: span.isRecorded,
        incomplete: run.progress?.incomplete,
        untold: run.progress?.untold,
        changedAt: run.progress?.changedAt,
        options: isReset || resetStreams === undefined ? options : { ...options, resetStreams },
        config,
      },
      {
        onProgress: (progress) => {
          notes.heardAt = clock.elapsed();
          steadiness.heard(progress, notes.heardAt);
          notes.hear(steadiness.progress);
        },
        onLine: (line) => notes.add(line),
        onWork: (work) => span.note(work),
        ...(giveToken && { onToken: (rejected) => giveToken({ pipeline, config, rejected }) }),
      },
    );
  }

  /** Writes down what the process tells, and tells it when it is to end. */
  async #watch(attempt: {
    readonly run: ServiceRun;
    readonly number: number;
    readonly running: RunningAttempt;
    readonly notes: AttemptNotes;
    readonly signal: AbortSignal;
  }): Promise<
    { result: AttemptResult; about: { isCancelled: boolean; isHandedBack: boolean; isOverdue: boolean } } | undefined
  > {
    const { run, running, notes, signal } = attempt;
    const { clock, timeLimitMs } = this.#options;
    const startedAt = clock.elapsed();
    const about = { isCancelled: false, isHandedBack: false, isOverdue: false };
    const ended = new AbortController();
    let result: AttemptResult | undefined;
    void running.ended.then((value) => {
      result = value;
      ended.abort();
    });
    for (;;) {
      await rest(clock, lookIntervalMs, ended.signal, ...(about.isHandedBack ? [] : [signal]));
      const hasEnded = result !== undefined;
      const now = clock.elapsed();
      const { standing, isCancelAsked } = await this.#stand(attempt, hasEnded);
      // Whoever has taken the run for lost may have done so while this one could write nothing.
      if (standing === 'overtaken') return await endUnheard(running);
      if (hasEnded && result !== undefined) return { result, about };
      about.isCancelled ||= isCancelAsked;
      about.isHandedBack ||= signal.aborted;
      about.isOverdue ||= run.trigger !== 'live' && now - startedAt > timeLimitMs;
      if (Object.values(about).includes(true)) running.stop();
      if (isHung(notes, now)) return { result: await endHung(running), about };
    }
  }

  /** What the store knows to be at work may go on committing. */
  async #stand(
    { run, number, running, notes }: { run: ServiceRun; number: number; running: RunningAttempt; notes: AttemptNotes },
    hasEnded: boolean,
  ): Promise<Beat> {
    if (hasEnded) return { standing: await notes.write(), isCancelAsked: false };
    if (notes.isDue(this.#options.clock.elapsed())) notes.begin();
    // Also beside a note: it does not tell whether a person wants the end, and with a slow store one would follow the other.
    const beat: Beat = notes.isOvertaken
      ? { standing: 'overtaken', isCancelAsked: false }
      : await this.#pulse.beat(run.id, number);
    if (beat.standing === 'noted') running.goOn();
    return beat;
  }

  /** Until the store has it: whoever is to go on with the run would otherwise wait until it counts as lost. */
  async #end(run: ServiceRun, begun: Begun, given: Omit<AttemptEnd, 'now'>): Promise<boolean> {
    const { store, clock, alarmWithin } = this.#options;
    const { number, steadiness } = begun;
    const end = { ...given, now: clock.now() };
    const isLive = run.trigger === 'live';
    const lines = endLines({ ...end, number, isLive, nextAt: this.#nextAt(run, begun, end) });
    const { isSteady, progress, failuresBefore } = steadiness;
    const about = { lines, progress, failuresBefore: failuresBefore.length, isAfterSteady: isLive && isSteady };
    return await this.#untilStored(begun.signal, () => endRun(store, { run, number, end, alarmWithin, ...about }));
  }

  #nextAt({ id: runId }: ServiceRun, begun: Begun, end: AttemptEnd): number | undefined {
    const { attemptState: state, error, now } = end;
    const { worker } = this.#options;
    const { number, startedAt, steadiness } = begun;
    const ended = { runId, number, worker, startedAt, seenAt: now, silentMs: 0, finishedAt: now, state, error };
    return notBefore([...steadiness.failuresBefore, ended], steadiness.progress);
  }

  async #untilStored<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    let lastTries = 0;
    for (let tries = 1; ; tries++) {
      if (signal.aborted) lastTries++;
      try {
        return await work();
      } catch (thrown) {
        const error = toLarkstreamError(thrown);
        if (error.family !== 'transient' || tries === maxStoreTries || lastTries === maxLastTries) throw thrown;
        await rest(this.#options.clock, storeRetryMs);
      }
    }
  }

  async #sign(id: string): Promise<void> {
    const { store, clock } = this.#options;
    await store.changes.add({ at: clock.now(), topic: 'run', id, kind: 'changed' }).catch(() => undefined);
  }
}
