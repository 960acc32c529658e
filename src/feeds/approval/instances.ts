import type { Change } from '../../model/change.ts';
import { endpointLabel } from '../../open-platform/endpoint.ts';
import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import type { FeedRead } from '../feed-context.ts';
import type { Problems } from '../problems.ts';
import { Batch } from './batch.ts';
import { type ApprovalConfig, startOf } from './config.ts';
import { Estimates } from './estimates.ts';
import { isDefinitionRetired } from './failures.ts';
import { Progress } from './progress.ts';
import { readInstance } from './rows.ts';
import { readState, writeState } from './state.ts';
import { instanceStreams } from './streams.ts';
import { type WalkEvent, type WalkPlan, walk } from './walk.ts';
import { WarningCollector } from './warning-collector.ts';
import { watchUntil } from './watch.ts';
import { Work } from './work.ts';

/** Rows wait no longer than this for their batch to fill, so that a slow walk is saved too. */
const flushAfterMs = 5000;
/** Listed windows after which progress is saved though there were few instances. */
const flushAfterWindows = 25;
/** An instance that failed is tried again by the runs of this time. */
const retryForMs = 31 * 86_400_000;

/** The six streams that come from instance details; one slice, and one state, for each approval code. */
export async function* readInstances(settings: ApprovalConfig, read: FeedRead): AsyncGenerator<Change, void, void> {
  const wanted = new Set(instanceStreams.map((stream) => stream.name).filter((name) => read.streams.has(name)));
  if (wanted.size === 0) return;
  const now = read.clock.now();
  const slices = new Map(settings.approvalCodes.map((code) => [code, progressOf(code, settings, read, now)]));
  const plans = [...slices].map(([approvalCode, progress]) => toPlan(approvalCode, progress));
  const reader = new InstanceReader({
    settings,
    wanted,
    slices,
    plans,
    now,
    problems: read.problems,
    isFresh: read.fresh,
  });
  let flushedAt = read.clock.elapsed();
  const where = endpointLabel(approvalEndpoints.listInstances);
  const onUnreadable = (count: number): void => {
    for (const stream of wanted) read.problems.unreadable(stream, count, where);
  };
  const events = walk(plans, { client: read.client, signal: read.signal, query: settings.query, onUnreadable });
  for await (const event of events) {
    if (event.kind === 'given_up') yield givenUp(event, [...wanted]);
    else reader.take(event);
    if (!reader.isDue && read.clock.elapsed() - flushedAt < flushAfterMs) continue;
    flushedAt = read.clock.elapsed();
    yield* reader.flush();
  }
  yield* reader.flush();
  yield* reader.warnings.tell();
}

function givenUp({ approvalCode, error }: Extract<WalkEvent, { kind: 'given_up' }>, streams: string[]): Change {
  if (!isDefinitionRetired(error)) return { kind: 'incomplete', streams, error };
  const message = {
    en: `Instances of ${approvalCode} are no longer listed, because the definition was deleted or switched off`,
    zh: `${approvalCode} 的审批实例不再列出，因为该审批定义已被删除或停用`,
  };
  return { kind: 'warning', streams, message };
}

/** Where the read of a code stands, and the windows that it still has to list. */
export function progressOf(approvalCode: string, settings: ApprovalConfig, read: FeedRead, now: number): Progress {
  const { lookbackMs, lagMs, windowMs } = settings;
  const state = read.fresh ? undefined : readState(read.state.get(approvalCode));
  return new Progress({ state, start: startOf(settings, now), now, lookbackMs, lagMs, windowMs });
}

function toPlan(approvalCode: string, progress: Progress): WalkPlan {
  const windows = progress.order.map((index) => ({ index, window: progress.window(index) }));
  return { approvalCode, windows, watched: new Set(progress.watched.keys()) };
}

interface ReaderOptions {
  readonly settings: ApprovalConfig;
  readonly wanted: ReadonlySet<string>;
  readonly slices: ReadonlyMap<string, Progress>;
  readonly plans: readonly WalkPlan[];
  readonly now: number;
  readonly problems: Problems;
  /** Every attempt begins at the start again. */
  readonly isFresh: boolean;
}

/** Turns what the walk brings into batches of rows, and the states that cover them. */
class InstanceReader {
  readonly warnings: WarningCollector;
  readonly #options: ReaderOptions;
  readonly #batch: Batch;
  readonly #estimates: Estimates;
  readonly #work: Work;
  #windows = 0;

  constructor(options: ReaderOptions) {
    const { wanted, plans } = options;
    this.#options = options;
    this.#batch = new Batch(wanted);
    this.warnings = new WarningCollector([...wanted]);
    const planned = {
      windows: plans.reduce((sum, plan) => sum + plan.windows.length, 0),
      watched: plans.reduce((sum, plan) => sum + plan.watched.size, 0),
    };
    this.#estimates = new Estimates({ ...planned, streams: wanted });
    this.#work = new Work(planned);
  }

  get isDue(): boolean {
    return this.#batch.isFull || this.#windows >= flushAfterWindows;
  }

  take(event: Exclude<WalkEvent, { kind: 'given_up' }>): void {
    const { settings, slices, wanted, now, problems } = this.#options;
    const progress = slices.get(event.approvalCode);
    if (progress === undefined) return;
    if (event.kind === 'listed') {
      this.#windows++;
      this.#estimates.listed(event.instances);
      this.#work.listed(event.instances);
      progress.listed(event.window, event.instances);
      return;
    }
    const { instanceCode, window } = event;
    this.#work.asked();
    if (event.kind === 'gone') {
      this.#batch.delete(instanceCode);
      progress.forget(instanceCode);
    } else if (event.kind === 'refused') {
      this.warnings.refused(instanceCode, event.error);
      progress.retry(instanceCode, now + retryForMs);
    } else {
      const { rows, formUnreadable } = readInstance(event.payload, event, wanted, problems);
      if (formUnreadable) this.warnings.unreadableForm(instanceCode);
      this.#batch.add(instanceCode, rows);
      this.#estimates.delivered(rows);
      progress.watch(instanceCode, watchUntil(event.payload, settings.revertMs, now));
    }
    if (window !== undefined) progress.delivered(window);
  }

  *#share(): Generator<Change, void, void> {
    const { share } = this.#work;
    if (share !== undefined) yield { kind: 'progress', streams: [...this.#options.wanted], ...share };
  }

  /** Rows first, then the states that cover them. */
  *flush(): Generator<Change, void, void> {
    this.#windows = 0;
    yield* this.#batch.take();
    yield* this.#estimates.current();
    yield* this.#share();
    for (const [slice, progress] of this.#options.slices) {
      const state = progress.takeState();
      if (state === undefined) continue;
      const isFurther = progress.takeFurther() && !this.#options.isFresh;
      const change = { kind: 'state', module: 'approval', slice, state: writeState(state) } as const;
      yield isFurther ? { ...change, isFurther } : change;
    }
  }
}
