import type { ModuleName } from '../../model/stream.ts';
import { type QuotaWait, Remaining } from './remaining.ts';
import { ShownShare } from './shown-share.ts';

/** What is drawn of one module; everything is known so far, nothing is promised. */
export interface ModuleProgress {
  readonly module: ModuleName;
  readonly rows: number;
  /** From 0 to 1, never falling, 1 only at the end; undefined while it is not known how much there is to do. */
  readonly fraction: number | undefined;
  readonly rowsPerSecond: number;
  readonly calls: number;
  readonly waiting: 'quota' | 'retry' | undefined;
  /** How long until the wait is over, where it waits. */
  readonly waitingMs: number | undefined;
  readonly isIncomplete: boolean;
  /** Everything of the module has been read. */
  readonly isFinished: boolean;
  readonly remainingMs: number | undefined;
}

/** How far a run is at one moment. */
export interface ProgressSnapshot {
  readonly elapsedMs: number;
  readonly commits: number;
  readonly modules: readonly ModuleProgress[];
}

interface StreamCounts {
  rows: number;
  estimate: number | undefined;
}

/** Calls of a module wait between these moments. */
interface Wait {
  readonly kind: 'quota' | 'retry';
  readonly from: number;
  readonly until: number;
}

interface ModuleCounts {
  readonly streams: Map<string, StreamCounts>;
  calls: number;
  lastWait: Wait | undefined;
  isIncomplete: boolean;
  share: number | undefined;
  readonly finished: Set<string>;
  readonly remaining: Remaining;
  readonly shownShare: ShownShare;
  samples: { readonly at: number; readonly rows: number }[];
}

interface TrackedStream {
  readonly name: string;
  readonly module: ModuleName;
}

/** The rate is that of the last seconds, so that a stall shows. */
const rateWindowMs = 5_000;
/** A wait is shown a little longer than it lasts: pacing waits are short, and a flickering word cannot be read. */
const waitShownMs = 400;
/** All but the last bit: what is delivered is not yet checked and committed. */
const maxBeforeTheEnd = 0.99;

/** Counts what a run reports; time is an argument, so that a test can replay a run. */
export class ProgressTracker {
  readonly #startedAt: number;
  readonly #modules = new Map<ModuleName, ModuleCounts>();
  readonly #moduleOf = new Map<string, ModuleName>();
  #commits = 0;

  constructor(streams: readonly TrackedStream[], startedAt: number) {
    this.#startedAt = startedAt;
    for (const { name, module } of streams) {
      this.#moduleOf.set(name, module);
      this.#module(module).streams.set(name, { rows: 0, estimate: undefined });
    }
  }

  addRows(stream: string, rows: number): void {
    const counts = this.#stream(stream);
    if (counts !== undefined) counts.rows += rows;
  }

  setEstimate(stream: string, rows: number): void {
    const counts = this.#stream(stream);
    if (counts !== undefined) counts.estimate = rows;
  }

  /** Sets the share of the streams' walk that is done. */
  setWork(streams: readonly string[], done: number, of: number): void {
    const module = streams.map((stream) => this.#moduleOf.get(stream)).find((found) => found !== undefined);
    if (module === undefined) return;
    const counts = this.#module(module);
    // An earlier share may have been too large; it stays, because a falling bar only confuses.
    counts.share = Math.max(counts.share ?? 0, of === 0 ? 0 : Math.min(done / of, maxBeforeTheEnd));
  }

  markFinished(streams: readonly string[]): void {
    for (const stream of streams) {
      const module = this.#moduleOf.get(stream);
      if (module !== undefined) this.#module(module).finished.add(stream);
    }
  }

  setCommits(commits: number): void {
    this.#commits = commits;
  }

  addCall(module: ModuleName): void {
    const counts = this.#modules.get(module);
    if (counts !== undefined) counts.calls += 1;
  }

  addWait(module: ModuleName, wait: Wait): void {
    const counts = this.#modules.get(module);
    if (counts === undefined || (counts.lastWait?.until ?? 0) > wait.until) return;
    counts.lastWait = wait;
  }

  markIncomplete(streams: readonly string[]): void {
    for (const stream of streams) {
      const module = this.#moduleOf.get(stream);
      if (module !== undefined) this.#module(module).isIncomplete = true;
    }
  }

  /** The state at a moment; moments must not go back. */
  snapshot(at: number): ProgressSnapshot {
    return {
      elapsedMs: at - this.#startedAt,
      commits: this.#commits,
      modules: [...this.#modules].map(([module, counts]) => this.#moduleSnapshot(module, counts, at)),
    };
  }

  /** Rows by stream, for machines. */
  streams(): { readonly stream: string; readonly rows: number; readonly estimate: number | undefined }[] {
    return [...this.#modules.values()].flatMap(({ streams }) =>
      [...streams].map(([stream, { rows, estimate }]) => ({ stream, rows, estimate })),
    );
  }

  #moduleSnapshot(module: ModuleName, counts: ModuleCounts, at: number): ModuleProgress {
    const all = [...counts.streams.values()];
    const rows = all.reduce((sum, stream) => sum + stream.rows, 0);
    const rowsPerSecond = this.#rate(counts, rows, at);
    const isFinished = counts.finished.size === counts.streams.size;
    const elapsedMs = at - this.#startedAt;
    const quotaWait = this.#quotaWait(counts);
    const fraction = counts.shownShare.next(counts.share, elapsedMs, quotaWait);
    const remainingMs = counts.remaining.next(counts.share, elapsedMs, quotaWait);
    const { lastWait } = counts;
    const isWaiting = lastWait !== undefined && lastWait.until + waitShownMs > at;
    return {
      module,
      rows,
      fraction: isFinished ? 1 : fraction,
      rowsPerSecond,
      calls: counts.calls,
      isFinished,
      waiting: isWaiting ? lastWait.kind : undefined,
      waitingMs: isWaiting ? Math.max(0, lastWait.until - at) : undefined,
      isIncomplete: counts.isIncomplete,
      remainingMs: isFinished ? 0 : remainingMs,
    };
  }

  #quotaWait({ lastWait }: ModuleCounts): QuotaWait | undefined {
    if (lastWait?.kind !== 'quota') return undefined;
    return { from: lastWait.from - this.#startedAt, until: lastWait.until - this.#startedAt };
  }

  #rate(counts: ModuleCounts, rows: number, at: number): number {
    counts.samples = counts.samples.filter((sample) => at - sample.at <= rateWindowMs);
    counts.samples.push({ at, rows });
    const [oldest] = counts.samples;
    const spanMs = at - (oldest?.at ?? at);
    return spanMs < 500 ? 0 : ((rows - (oldest?.rows ?? rows)) * 1000) / spanMs;
  }

  #stream(name: string): StreamCounts | undefined {
    const module = this.#moduleOf.get(name);
    return module === undefined ? undefined : this.#modules.get(module)?.streams.get(name);
  }

  #module(module: ModuleName): ModuleCounts {
    const known = this.#modules.get(module);
    if (known !== undefined) return known;
    const counts: ModuleCounts = {
      streams: new Map(),
      calls: 0,
      lastWait: undefined,
      isIncomplete: false,
      share: undefined,
      finished: new Set(),
      remaining: new Remaining(),
      shownShare: new ShownShare(),
      samples: [],
    };
    this.#modules.set(module, counts);
    return counts;
  }
}
