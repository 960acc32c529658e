import type { Change } from '../../model/change.ts';
import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import { inBatches } from '../../util/in-batches.ts';
import type { FeedRead } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { type AttendanceQuery, idsPerCall, isRefusal } from './attendance-query.ts';
import type { AttendanceConfig } from './config.ts';
import { Coverage, type Fate, type Standing } from './coverage.ts';
import { type Kind, toRows } from './kinds.ts';
import { nobodyAllowed } from './refusals.ts';
import type { RowAllowance } from './row-allowance.ts';
import { toRange, type Window, windowDays } from './windows.ts';

/**
 * The read of one window for one batch of people. It asks nothing before it is iterated, so that a bounded number are under
 * way.
 */
export type Job = () => AsyncIterable<Change>;

const rowsPerChange = 1000;
/** After this many failed calls in a row the rest is left for the next run. */
const maxFailures = 5;

/** People who need the same windows. Leavers are asked for by themselves: whom the platform refuses costs the others nothing. */
interface Crowd {
  readonly cursor: number | undefined;
  readonly standing: Standing;
  readonly ids: string[];
}

interface Batch {
  readonly ids: readonly string[];
  readonly standing: Standing;
  windowsLeft: number;
  failed: boolean;
}

/** What one kind's read over all people needs. */
interface PunchScanOptions {
  readonly kind: Kind;
  readonly settings: AttendanceConfig;
  readonly read: FeedRead;
  readonly nowMs: number;
  readonly query: AttendanceQuery;
  readonly allowance: RowAllowance;
}

/** One run over everyone for one kind: gathers people who need the same windows, fifty at a time. */
export class PunchScan {
  readonly #options: PunchScanOptions;
  readonly #coverage: Coverage;
  readonly #gathering = new Map<string, Crowd>();
  readonly #present = new Set<string>();
  readonly #failures: LarkstreamError[] = [];
  #failedInARow = 0;
  #rows = 0;
  #personDays = 0;

  constructor(options: PunchScanOptions) {
    this.#options = options;
    const { kind, settings, read, nowMs } = options;
    const cursor = Math.floor(nowMs / 1000);
    // Leavers are known from nowhere else, also to a read from the beginning.
    const { fresh: isFresh, former, state } = read;
    this.#coverage = new Coverage({ kind: kind.name, settings, cursor, isFresh }, former ?? state);
  }

  /** Takes a person; gives the jobs of a batch once one is full. */
  *add(id: string, standing: Standing = 'present'): Generator<Job, void, void> {
    if (standing === 'present') this.#present.add(id);
    const cursor = this.#coverage.cursorOf(id, standing);
    const key = `${standing} ${cursor ?? 'new'}`;
    const crowd = this.#gathering.get(key) ?? { cursor, standing, ids: [] };
    crowd.ids.push(id);
    if (crowd.ids.length < idsPerCall) {
      this.#gathering.set(key, crowd);
      return;
    }
    this.#gathering.delete(key);
    yield* this.#jobs(crowd);
  }

  /** Takes those whom earlier runs have read and this one has not met. */
  *addLeavers(): Generator<Job, void, void> {
    for (const id of this.#coverage.known) if (!this.#present.has(id)) yield* this.add(id, 'left');
  }

  /** The jobs of the batches that did not fill up. */
  *flush(): Generator<Job, void, void> {
    for (const crowd of this.#gathering.values()) yield* this.#jobs(crowd);
    this.#gathering.clear();
  }

  /** What went wrong, and what to remember. `fateOf` says what happens to people who were not read. */
  *finish(fateOf: (id: string) => Fate): Generator<Change, void, void> {
    const { kind, query } = this.#options;
    const streams = [kind.stream.name];
    const failures = [...this.#failures];
    const asked = this.#present.size;
    const isRefused = (id: string): boolean => query.refused.has(id);
    if (asked > 0 && failures.length === 0 && [...this.#present].every(isRefused)) failures.push(nobodyAllowed(asked));
    for (const error of new Map(failures.map((failure) => [failure.code, failure])).values()) {
      yield { kind: 'incomplete', streams, error };
    }
    yield* this.#coverage.finish(fateOf);
  }

  *#jobs({ ids, standing, cursor }: Crowd): Generator<Job, void, void> {
    const { kind, settings, nowMs } = this.#options;
    const windows = kind.toWindows({ settings, nowMs, cursor });
    const batch: Batch = { ids, standing, windowsLeft: windows.length, failed: false };
    for (const window of windows) yield () => this.#run(batch, window);
  }

  async *#run(batch: Batch, window: Window): AsyncGenerator<Change, void, void> {
    if (this.#failedInARow >= maxFailures) {
      batch.failed = true;
      return;
    }
    const { kind, query, allowance } = this.#options;
    const expected = this.#expect(batch, window);
    await allowance.take(expected);
    try {
      for await (const results of query.ask(kind, batch.ids, window)) {
        this.#rows += results.length;
        yield* this.#toChanges(results);
      }
      this.#personDays += batch.ids.length * windowDays(window);
      this.#failedInARow = 0;
      const values = batch.ids.filter((id) => !query.refused.has(id));
      if (values.length > 0) {
        const range = { column: kind.timeColumn, ...toRange(window) };
        yield { kind: 'scanned', stream: kind.stream.name, scope: { oneOf: { column: 'user_id', values }, range } };
      }
    } catch (thrown) {
      this.#fail(batch, thrown);
    } finally {
      allowance.give(expected);
    }
    batch.windowsLeft--;
    if (batch.windowsLeft === 0 && !batch.failed) {
      const read = batch.ids.filter((id) => !query.refused.has(id));
      yield* this.#coverage.cover(read, batch.standing);
    }
  }

  /** How many rows the answer will have, generously. */
  #expect(batch: Batch, window: Window): number {
    const seen = this.#personDays === 0 ? this.#options.kind.rowsPerDay : (1.5 * this.#rows) / this.#personDays;
    return Math.ceil(batch.ids.length * windowDays(window) * seen);
  }

  *#toChanges(results: readonly Parameters<Kind['toRow']>[0][]): Generator<Change, void, void> {
    const { kind, settings, read } = this.#options;
    for (const some of inBatches(results, rowsPerChange)) {
      const rows = toRows(kind, some, settings.employeeType, read.problems);
      yield { kind: 'rows', stream: kind.stream.name, rows };
    }
  }

  #fail(batch: Batch, thrown: unknown): void {
    const error = toLarkstreamError(thrown);
    if (isFatal(error)) throw error;
    batch.failed = true;
    // Refused leavers do not make the read incomplete; they are counted.
    if (batch.standing === 'left' && isRefusal(error)) {
      for (const id of batch.ids) this.#options.query.refused.add(id);
      return;
    }
    this.#failures.push(error);
    // A refusal that is not about single people holds for all of them.
    this.#failedInARow = error.family === 'config' ? maxFailures : this.#failedInARow + 1;
  }
}
