import type { Change } from '../model/change.ts';
import type { Clock } from '../model/clock.ts';
import type { Alteration, OpenedDestination, PlannedStream } from '../model/destination.ts';
import { LarkstreamError, StoppedError, toLarkstreamError } from '../model/errors.ts';
import type { RunLog } from '../model/run-log.ts';
import { type RunObserver, type RunOutcome, type RunReport, reportError, reportWarnings } from '../model/run-report.ts';
import type { Source } from '../model/source.ts';
import { fromStored } from '../model/source-state.ts';
import { Channel } from '../util/channel.ts';
import { alteredError, mendingMessage, planRepairs, type Repairs } from './alterations.ts';
import { RunStats } from './run-stats.ts';
import { Writer, type WriterOptions } from './writer.ts';

/** What `runSync` works with. It closes neither the source nor the destination. */
export interface SyncOptions {
  readonly source: Source;
  readonly destination: OpenedDestination;
  /** Records that the run begins; the destination's own log when absent. The caller saves the report. */
  readonly runs?: RunLog;
  readonly planned: readonly PlannedStream[];
  readonly runId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly observer?: RunObserver;
  /** Read everything from the beginning, whatever was remembered. */
  readonly full?: boolean;
  readonly acceptDeletes?: boolean;
  /**
   * Writes into the same run, from its beginning until the signal says that reading has ended; alone, until it ends itself. `altered` are the
   * tables that the run before has not left so.
   */
  readonly concurrentWriter?: (sink: Sink, ended: AbortSignal, altered: readonly Alteration[]) => Promise<void>;
  /** What is read: everything when absent, nothing but what `concurrentWriter` brings when false, or the streams of these names only. */
  readonly reads?: boolean | ReadonlySet<string>;
}

/** Takes changes into a run that is under way. */
export interface Sink {
  /** What comes next is one refresh: what it scans is compared with what it has pushed itself, and with nothing before. */
  beginRefresh(): Promise<void>;
  push(change: Change): Promise<void>;
  /** Resolves when everything pushed so far is committed; rejects when the run fails before. */
  commit(): Promise<void>;
}

interface Barrier {
  readonly kind: 'barrier';
  readonly passed: () => void;
}

interface RefreshBegin {
  readonly kind: 'refresh';
}

type Item = Change | Barrier | RefreshBegin;

/** Records that wait between reading and writing; the bound keeps memory flat when one side is slower. */
const waitingRows = 500;

function weigh(change: Item): number {
  return change.kind === 'rows' ? Math.max(1, change.rows.length) : 1;
}

/** Streams that must not be read on from their state: a table that is built anew needs everything. */
function freshStreams({ planned, full }: SyncOptions): ReadonlySet<string> {
  const rebuilt = new Set(planned.filter(({ mode }) => mode === 'overwrite').map(({ stream }) => stream.module));
  return new Set(
    planned.filter(({ stream }) => full === true || rebuilt.has(stream.module)).map(({ stream }) => stream.name),
  );
}

function readsOf({ planned, reads }: SyncOptions): ReadonlySet<string> {
  return typeof reads === 'object' ? reads : new Set(planned.map(({ stream }) => stream.name));
}

/** Without those of which only events are followed. */
function readsIn(options: SyncOptions): ReadonlySet<string> {
  return options.reads === false ? new Set() : readsOf(options);
}

/** Reads into the channel while the writer empties it; stopping the writer stops the reader. */
async function readInto(
  options: SyncOptions,
  channel: Channel<Item>,
  signal: AbortSignal,
  repairs: Repairs,
): Promise<void> {
  const { source, destination, acceptDeletes = false } = options;
  const ended = new AbortController();
  const writing = options.concurrentWriter?.(
    sinkOf(channel, signal),
    AbortSignal.any([ended.signal, signal]),
    repairs.all,
  );
  // Awaited below, where its failure counts.
  writing?.catch(() => undefined);
  try {
    if (options.reads !== false) {
      const changes = source.read({
        streams: readsOf(options),
        fresh: new Set([...freshStreams(options), ...repairs.fresh]),
        state: fromStored(await destination.state.load(source.id)),
        acceptDeletes,
        signal,
      });
      for await (const change of changes) await channel.push(change);
      ended.abort();
    }
    await writing;
    channel.close();
  } catch (thrown) {
    ended.abort();
    await writing?.catch(() => undefined);
    channel.fail(thrown);
  }
}

function sinkOf(channel: Channel<Item>, signal: AbortSignal): Sink {
  return {
    beginRefresh: async () => {
      await channel.push({ kind: 'refresh' });
    },
    push: async (change) => {
      await channel.push(change.kind === 'scanned' ? { ...change, within: 'refresh' } : change);
    },
    commit: () =>
      new Promise((resolve, reject) => {
        const fail = (): void => reject(signal.reason);
        signal.addEventListener('abort', fail, { once: true });
        const passed = (): void => {
          signal.removeEventListener('abort', fail);
          resolve();
        };
        channel.push({ kind: 'barrier', passed }).catch(reject);
      }),
  };
}

function toStoppedError(thrown: unknown, signal: AbortSignal): LarkstreamError {
  if (signal.aborted && !(thrown instanceof LarkstreamError && thrown.family !== 'stopped')) {
    return new StoppedError({
      code: 'run.stopped',
      message: { en: 'The run was stopped before its end', zh: '运行在结束前被停止' },
      cause: thrown,
    });
  }
  return toLarkstreamError(thrown);
}

/** Questions go on after reading has ended: only the signal of the run ends them. */
function confirming({ source, signal }: SyncOptions): Pick<WriterOptions, 'confirm'> {
  const confirm = source.confirm?.bind(source);
  return confirm === undefined ? {} : { confirm: (scan, keys) => confirm({ scan, keys, signal }) };
}

interface Running {
  readonly writer: Writer;
  readonly stats: RunStats;
  readonly repairs: Repairs;
}

function tell(error: LarkstreamError, streams: readonly string[], stats: RunStats, { observer }: SyncOptions): void {
  stats.incomplete(streams, error);
  observer?.onIncomplete?.(error, streams);
}

/** Everything that arrived before a failure of the source is whole and covered by its states, so it is kept. */
async function transfer(options: SyncOptions, { writer, stats, repairs }: Running): Promise<void> {
  const channel = new Channel<Item>(waitingRows, weigh);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const reading = readInto(options, channel, signal, repairs);
  let failed: { readonly reason: unknown } | undefined;
  try {
    for await (const change of channel) {
      try {
        if (change.kind === 'barrier') {
          await writer.commit();
          change.passed();
        } else if (change.kind === 'refresh') {
          await writer.beginRefresh();
        } else {
          await writer.take(change);
        }
      } catch (reason) {
        failed = { reason };
        break;
      }
    }
  } catch (thrown) {
    await reading;
    await writer.commit();
    await keepFreshness(options, stats);
    throw toStoppedError(thrown, options.signal);
  }
  if (failed !== undefined) stop.abort();
  await reading;
  if (failed !== undefined) throw failed.reason;
  await writer.commit();
  await writer.publish();
  // Reported at the end only, so that a stream that misses something is still published.
  for (const one of repairs.lasting) tell(alteredError(one), [one.stream], stats, options);
  const still = repairs.all
    .map(({ stream }) => stream)
    .filter((stream) => !repairs.mended.has(stream) || !stats.isRead(stream));
  await options.destination.finish(new Set(still));
  stats.finished();
  await keepFreshness(options, stats);
}

/** Of streams that are whole by now, whatever becomes of the others. */
async function keepFreshness({ destination }: SyncOptions, stats: RunStats): Promise<void> {
  const streams = stats.freshness();
  if (streams.length > 0) await destination.keepFreshness(streams);
}

/**
 * One execution of source → destination. Never throws for what a run can meet: the report says how it ended, and what was
 * committed before a failure stays. The caller opens and closes source and destination, and may bring implementations of its own.
 *
 * @example
 * ```ts
 * import { createDestination, createSource, planStreams, readConfig, runSync, systemClock } from 'larkstream';
 *
 * const config = readConfig('larkstream.yaml', process.env);
 * const { source } = await createSource({ settings: config.source });
 * const destination = await createDestination(config.destination);
 * const { streams } = await source.discover();
 * const report = await runSync({
 *   source,
 *   destination,
 *   planned: planStreams(streams, { include: ['contact_*'] }),
 *   runId: 'the first run',
 *   clock: systemClock,
 *   signal: AbortSignal.timeout(600_000),
 * });
 * await Promise.all([source.close(), destination.close()]);
 * console.log(report.outcome); // done
 * ```
 */
export async function runSync(options: SyncOptions): Promise<RunReport> {
  const { source, destination, planned, runId, clock, observer = {}, acceptDeletes = false } = options;
  const { runs = destination.runs } = options;
  const startedAtMs = clock.now();
  const startedAt = new Date(startedAtMs).toISOString();
  const { isVisibleAtCommit } = destination;
  const stats = new RunStats(clock, planned, { isVisibleAtCommit, startedAtMs });
  let error: LarkstreamError | undefined;
  try {
    const altered = await destination.begin({ sourceId: source.id, runId, startedAt, streams: planned });
    await runs.begin({ runId, sourceId: source.id, startedAt });
    const repairs = planRepairs(altered, { planned, reads: readsIn(options), fresh: freshStreams(options) });
    for (const one of repairs.all.filter(({ stream }) => repairs.mended.has(stream))) {
      const message = mendingMessage(one);
      stats.warn(message);
      observer.onWarning?.(message, [one.stream]);
    }
    const writer = new Writer({ destination, planned, stats, observer, clock, acceptDeletes, ...confirming(options) });
    await transfer(options, { writer, stats, repairs });
  } catch (thrown) {
    error = toLarkstreamError(thrown);
    await destination.rollback().catch(() => undefined);
  }
  return {
    version: 2,
    runId,
    sourceId: source.id,
    startedAt,
    finishedAt: new Date(clock.now()).toISOString(),
    outcome: outcomeOf(error, stats, options),
    streams: stats.report(readsOf(options)),
    commits: stats.commits,
    ...reportWarnings(stats.warnings),
    ...(error === undefined ? {} : { error: reportError(error) }),
  };
}

/** A run that reads nothing by itself is done when nothing went wrong. */
function outcomeOf(error: LarkstreamError | undefined, stats: RunStats, options: SyncOptions): RunOutcome {
  if (error?.family === 'stopped') return 'stopped';
  if (error !== undefined) return 'failed';
  const isWhole = options.reads === false ? !stats.hasErrors : stats.isComplete(readsOf(options));
  return isWhole ? 'done' : 'incomplete';
}
