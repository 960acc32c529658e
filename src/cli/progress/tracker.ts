import type { ModuleName } from '../../model/stream.ts';

/** What is drawn of one module; everything is known so far, nothing is promised. */
export interface ModuleProgress {
  readonly module: ModuleName;
  readonly rows: number;
  /** From 0 to 1; undefined as long as no stream of the module has an estimate. */
  readonly fraction: number | undefined;
  readonly rowsPerSecond: number;
  readonly calls: number;
  readonly waiting: 'quota' | 'retry' | undefined;
  readonly isIncomplete: boolean;
  readonly remainingMs: number | undefined;
}

export interface ProgressSnapshot {
  readonly elapsedMs: number;
  readonly commits: number;
  readonly modules: readonly ModuleProgress[];
}

interface StreamCounts {
  rows: number;
  estimate: number | undefined;
}

interface ModuleCounts {
  readonly streams: Map<string, StreamCounts>;
  calls: number;
  lastWait: { readonly kind: 'quota' | 'retry'; readonly until: number } | undefined;
  isIncomplete: boolean;
  samples: { readonly at: number; readonly rows: number }[];
}

export interface TrackedStream {
  readonly name: string;
  readonly module: ModuleName;
}

/** The rate is that of the last seconds, so that a stall shows. */
const rateWindowMs = 5_000;
/** A wait is shown a little longer than it lasts: pacing waits are short, and a flickering word cannot be read. */
const waitShownMs = 400;

/** Counts what a run reports; time is handed in, so that a test can tell the story of a run. */
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

  setCommits(commits: number): void {
    this.#commits = commits;
  }

  addCall(module: ModuleName): void {
    const counts = this.#modules.get(module);
    if (counts !== undefined) counts.calls += 1;
  }

  addWait(module: ModuleName, wait: { readonly kind: 'quota' | 'retry'; readonly until: number }): void {
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
    const expected = estimateOf(all);
    const rowsPerSecond = this.#rate(counts, rows, at);
    return {
      module,
      rows,
      fraction: fractionOf(expected),
      rowsPerSecond,
      calls: counts.calls,
      waiting:
        counts.lastWait !== undefined && counts.lastWait.until + waitShownMs > at ? counts.lastWait.kind : undefined,
      isIncomplete: counts.isIncomplete,
      remainingMs: remainingOf(expected, at - this.#startedAt),
    };
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
      samples: [],
    };
    this.#modules.set(module, counts);
    return counts;
  }
}

interface Expectation {
  readonly done: number;
  readonly of: number;
}

/** Only streams with an estimate say how far the module is; the others follow the same walk. */
function estimateOf(streams: readonly StreamCounts[]): Expectation | undefined {
  const estimated = streams.filter(({ estimate }) => estimate !== undefined);
  if (estimated.length === 0) return undefined;
  return {
    done: estimated.reduce((sum, { rows }) => sum + rows, 0),
    of: estimated.reduce((sum, { rows, estimate = 0 }) => sum + Math.max(rows, estimate), 0),
  };
}

function fractionOf(expected: Expectation | undefined): number | undefined {
  if (expected === undefined) return undefined;
  return expected.of === 0 ? 1 : expected.done / expected.of;
}

/** From the average since the start: it jumps less than the present rate, and pacing makes it steady. */
function remainingOf(expected: Expectation | undefined, elapsedMs: number): number | undefined {
  if (expected === undefined || expected.done === 0 || elapsedMs < 1000) return undefined;
  return ((expected.of - expected.done) * elapsedMs) / expected.done;
}
