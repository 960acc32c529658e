import type { Clock } from '../model/clock.ts';
import type { CommitCounts, PlannedStream } from '../model/destination.ts';
import type { LarkstreamError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { type ReportedError, reportError, type StreamReport } from '../model/run.ts';

interface Entry {
  readonly planned: PlannedStream;
  rowsRead: number;
  rowsInserted: number;
  rowsUpdated: number;
  rowsUnchanged: number;
  rowsDeleted: number;
  firstMs: number | undefined;
  lastMs: number | undefined;
  readonly errors: ReportedError[];
}

/** What happened to each stream of a run so far. */
export class Ledger {
  readonly #clock: Clock;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly warnings: Message[] = [];
  commits = 0;

  constructor(clock: Clock, planned: readonly PlannedStream[]) {
    this.#clock = clock;
    const none = { rowsRead: 0, rowsInserted: 0, rowsUpdated: 0, rowsUnchanged: 0, rowsDeleted: 0 };
    const fresh = { ...none, firstMs: undefined, lastMs: undefined };
    this.#entries = new Map(planned.map((plan) => [plan.stream.name, { planned: plan, ...fresh, errors: [] }]));
  }

  read(stream: string, rows: number): void {
    const entry = this.#entries.get(stream);
    if (entry === undefined) return;
    entry.rowsRead += rows;
    entry.firstMs ??= this.#clock.now();
    entry.lastMs = this.#clock.now();
  }

  committed({ inserted, updated, unchanged, deleted, unfit }: CommitCounts): void {
    this.commits++;
    for (const [stream, entry] of this.#entries) {
      entry.rowsInserted += inserted.get(stream) ?? 0;
      entry.rowsUpdated += updated.get(stream) ?? 0;
      entry.rowsUnchanged += unchanged.get(stream) ?? 0;
      entry.rowsDeleted += deleted.get(stream) ?? 0;
    }
    for (const [column, count] of unfit) {
      this.warnings.push({
        en: `${count} ${count === 1 ? 'value' : 'values'} of ${column} did not fit and became null`,
        zh: `${column} 有 ${count} 个值与列类型不符，已置为空`,
      });
    }
  }

  incomplete(streams: readonly string[], error: LarkstreamError): void {
    for (const stream of streams) this.#entries.get(stream)?.errors.push(reportError(error));
  }

  isComplete(stream: string): boolean {
    return this.#entries.get(stream)?.errors.length === 0;
  }

  get allComplete(): boolean {
    return [...this.#entries.keys()].every((stream) => this.isComplete(stream));
  }

  report(): StreamReport[] {
    return [...this.#entries.values()].map((entry) => ({
      stream: entry.planned.stream.name,
      module: entry.planned.stream.module,
      mode: entry.planned.mode,
      outcome: entry.errors.length === 0 ? 'complete' : 'incomplete',
      rowsRead: entry.rowsRead,
      rowsInserted: entry.rowsInserted,
      rowsUpdated: entry.rowsUpdated,
      rowsUnchanged: entry.rowsUnchanged,
      rowsDeleted: entry.rowsDeleted,
      seconds: entry.firstMs === undefined || entry.lastMs === undefined ? 0 : (entry.lastMs - entry.firstMs) / 1000,
      errors: entry.errors,
    }));
  }
}
