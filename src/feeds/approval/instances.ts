import type { AuditedChange, Change } from '../../model/change.ts';
import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import { endpointLabel } from '../../open-platform/endpoint.ts';
import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import { merge } from '../../util/merge.ts';
import type { FeedRead } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import type { Problems } from '../problems.ts';
import { Batch } from './batch.ts';
import { type CodeProgress, codeParts } from './code-progress.ts';
import type { ApprovalConfig } from './config.ts';
import { Estimates } from './estimates.ts';
import { isDefinitionRetired } from './failures.ts';
import { type OpenedProgress, openProgress } from './open-progress.ts';
import { readInstance } from './rows.ts';
import { instanceStreams } from './streams.ts';
import { type WalkEvent, type WalkPlan, walk } from './walk.ts';
import { WarningCollector } from './warning-collector.ts';
import { Work } from './work.ts';

/** Rows wait no longer than this for their batch to fill, so that a slow walk is saved too. */
const flushAfterMs = 5000;
/** Listed windows after which progress is saved though there were few instances. */
const flushAfterWindows = 25;
/** An instance that failed is tried again by the runs of this time. */
const retryForMs = 31 * 86_400_000;
/** Codes whose indexes are asked at the same time. */
const openConcurrency = 10;

interface OpenedCode {
  readonly approvalCode: string;
  readonly opened: OpenedProgress | { readonly error: LarkstreamError };
}

/** The six streams that come from instance details; one slice, and one state, for each approval code. */
export async function* readInstances(settings: ApprovalConfig, read: FeedRead): AsyncGenerator<Change, void, void> {
  const wanted = new Set(instanceStreams.map((stream) => stream.name).filter((name) => read.streams.has(name)));
  if (wanted.size === 0) return;
  let refused: LarkstreamError | undefined;
  const now = read.clock.now();
  const slices = new Map<string, CodeProgress>();
  for await (const { approvalCode, opened } of openAll(settings, read, now)) {
    if ('progress' in opened) slices.set(approvalCode, opened.progress);
    else yield givenUp({ approvalCode, error: opened.error }, [...wanted]);
    if ('progress' in opened && opened.refused !== undefined) refused ??= opened.refused;
  }
  if (refused !== undefined) yield readAsExact(refused, [...wanted]);
  const plans = [...slices].map(([approvalCode, progress]) => toPlan(approvalCode, progress));
  const { fresh: isFresh, problems } = read;
  const reader = new InstanceReader({ wanted, slices, plans, now, problems, isFresh });
  let flushedAt = read.clock.elapsed();
  const where = endpointLabel(approvalEndpoints.listInstances);
  const onUnreadable = (count: number): void => {
    for (const stream of wanted) read.problems.unreadable(stream, count, where);
  };
  const events = walk(plans, { client: read.client, signal: read.signal, query: settings.query, onUnreadable });
  for await (const event of events) {
    if (event.kind === 'given_up') {
      yield givenUp(event, [...wanted]);
      reader.givenUp(event.approvalCode);
    } else {
      reader.take(event);
    }
    if (!reader.isDue && read.clock.elapsed() - flushedAt < flushAfterMs) continue;
    flushedAt = read.clock.elapsed();
    yield* reader.flush();
  }
  reader.ended();
  yield* reader.flush();
  if (settings.auditMs !== undefined) yield reader.audited(settings.auditMs);
  yield* reader.warnings.tell();
}

/** The codes in the order in which their indexes have answered; one whose index cannot be read is given up. */
async function* openAll(settings: ApprovalConfig, read: FeedRead, now: number): AsyncGenerator<OpenedCode, void, void> {
  const opens = settings.approvalCodes.map(
    (approvalCode) =>
      async function* (): AsyncGenerator<OpenedCode, void, void> {
        try {
          yield { approvalCode, opened: await openProgress({ approvalCode, settings, read, now }) };
        } catch (thrown) {
          const error = toLarkstreamError(thrown);
          if (isFatal(error)) throw error;
          yield { approvalCode, opened: { error } };
        }
      },
  );
  yield* merge(opens, { concurrency: openConcurrency });
}

function readAsExact({ texts }: LarkstreamError, streams: string[]): Change {
  const message = {
    en: `Everything in scope is read, as with \`incremental: exact\`, because the app may not search approvals. ${texts.message.en}`,
    zh: `应用不能搜索审批，因此按 \`incremental: exact\` 读取范围内的全部数据。${texts.message.zh}`,
  };
  return { kind: 'warning', streams, message };
}

function givenUp(
  { approvalCode, error }: { readonly approvalCode: string; readonly error: LarkstreamError },
  streams: string[],
): Change {
  if (!isDefinitionRetired(error)) return { kind: 'incomplete', streams, error };
  const message = {
    en: `Instances of ${approvalCode} are no longer listed, because the definition was deleted or switched off`,
    zh: `${approvalCode} 的审批实例不再列出，因为该审批定义已被删除或停用`,
  };
  return { kind: 'warning', streams, message };
}

function toPlan(approvalCode: string, progress: CodeProgress): WalkPlan {
  const { first, audit } = progress;
  return { approvalCode, first, audit, isHeld: (instanceCode) => progress.isHeld(instanceCode) };
}

interface ReaderOptions {
  readonly wanted: ReadonlySet<string>;
  readonly slices: ReadonlyMap<string, CodeProgress>;
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
  readonly #givenUp = new Set<string>();
  #windows = 0;

  constructor(options: ReaderOptions) {
    const { wanted, plans } = options;
    this.#options = options;
    this.#batch = new Batch(wanted);
    this.warnings = new WarningCollector([...wanted]);
    const parts = plans.flatMap((plan) => codeParts.map((part) => plan[part]));
    const planned = {
      windows: parts.reduce((sum, { windows }) => sum + windows.length, 0),
      watched: parts.reduce((sum, { fetched }) => sum + fetched.size, 0),
    };
    this.#estimates = new Estimates({ ...planned, streams: wanted });
    this.#work = new Work(planned);
  }

  get isDue(): boolean {
    return this.#batch.isFull || this.#windows >= flushAfterWindows;
  }

  take(event: Exclude<WalkEvent, { kind: 'given_up' }>): void {
    const { slices, wanted, now, problems } = this.#options;
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
      progress.forget(instanceCode, window);
    } else if (event.kind === 'refused') {
      this.warnings.refused(instanceCode, event.error);
      progress.failed(instanceCode, now + retryForMs, window);
    } else {
      const { rows, formUnreadable } = readInstance(event.payload, event, wanted, problems);
      if (formUnreadable) this.warnings.unreadableForm(instanceCode);
      this.#batch.add(instanceCode, rows);
      this.#estimates.delivered(rows);
      progress.delivered(instanceCode, event.payload, window);
    }
  }

  /** What was not delivered of a code is left to the next run. */
  givenUp(approvalCode: string): void {
    this.#givenUp.add(approvalCode);
  }

  /** The walk has come to its end. */
  ended(): void {
    for (const [code, progress] of this.#options.slices) if (!this.#givenUp.has(code)) progress.ended();
  }

  /** Codes that were given up are told of as incomplete, or as retired. */
  audited(withinMs: number): AuditedChange {
    const { slices, wanted, now } = this.#options;
    const read = [...slices]
      .filter(([code]) => !this.#givenUp.has(code))
      .map(([, progress]) => progress.auditedAsOf ?? 0);
    const oldest = Math.min(now, ...read);
    return { kind: 'audited', streams: [...wanted], asOf: oldest === 0 ? null : oldest, withinMs };
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
      const change = { kind: 'state', module: 'approval', slice, state } as const;
      yield isFurther ? { ...change, isFurther } : change;
    }
  }
}
