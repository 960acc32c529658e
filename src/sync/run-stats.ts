import type { AuditedChange } from '../model/change.ts';
import type { Clock } from '../model/clock.ts';
import type { CommitCounts, Destination, PlannedStream } from '../model/destination.ts';
import type { LarkstreamError } from '../model/errors.ts';
import type { Freshness, StreamFreshness } from '../model/freshness.ts';
import type { Message } from '../model/message.ts';
import { type ReportedError, reportError, type StreamOutcome, type StreamReport } from '../model/run-report.ts';

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
  /** How much the source has delivered; `kept` is how much of that is committed. */
  told: Progress;
  hasArrived: boolean;
  kept: Progress;
  /** Undefined where all of what is complete was read. */
  audited: AuditedChange | undefined;
}

type Progress = 'nothing' | 'something' | 'everything';

/** What happened to each stream of a run so far. */
export class RunStats {
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  #isVisible: boolean;
  readonly #entries: ReadonlyMap<string, Entry>;
  /** By their English sentences. A run that follows events lasts for hours: what is the same again is held once. */
  readonly #warnings = new Map<string, Message>();
  readonly #unfit = new Map<string, number>();
  commits = 0;

  constructor(
    clock: Clock,
    planned: readonly PlannedStream[],
    { isVisibleAtCommit, startedAtMs }: Pick<Destination, 'isVisibleAtCommit'> & { readonly startedAtMs: number },
  ) {
    this.#clock = clock;
    this.#startedAtMs = startedAtMs;
    this.#isVisible = isVisibleAtCommit;
    const none = { rowsRead: 0, rowsInserted: 0, rowsUpdated: 0, rowsUnchanged: 0, rowsDeleted: 0 };
    const fresh = {
      ...none,
      firstMs: undefined,
      lastMs: undefined,
      told: 'nothing',
      hasArrived: false,
      kept: 'nothing',
      audited: undefined,
    } as const;
    this.#entries = new Map(planned.map((plan) => [plan.stream.name, { planned: plan, ...fresh, errors: [] }]));
  }

  read(stream: string, rows: number): void {
    const entry = this.#entries.get(stream);
    if (entry === undefined) return;
    entry.rowsRead += rows;
    this.arrived(stream);
    entry.firstMs ??= this.#clock.elapsed();
    entry.lastMs = this.#clock.elapsed();
  }

  /** Something that may change what the destination holds. */
  arrived(stream: string): void {
    const entry = this.#entries.get(stream);
    if (entry === undefined) return;
    entry.hasArrived = true;
    if (entry.told === 'nothing') entry.told = 'something';
  }

  /** The source has delivered all that it was to deliver of these. */
  readToItsEnd(streams: readonly string[]): void {
    for (const stream of streams) {
      const entry = this.#entries.get(stream);
      if (entry !== undefined) entry.told = 'everything';
    }
  }

  /** How far back the parts of these were read that this read has not read. */
  audited(change: AuditedChange): void {
    for (const stream of change.streams) {
      const entry = this.#entries.get(stream);
      if (entry !== undefined) entry.audited = change;
    }
  }

  /** `streams` are those of which everything delivered so far is committed now. */
  committed({ inserted, updated, unchanged, deleted, unfit }: CommitCounts, streams: readonly string[]): void {
    this.commits++;
    for (const stream of streams) {
      const entry = this.#entries.get(stream);
      if (entry !== undefined) entry.kept = entry.told;
    }
    for (const [stream, entry] of this.#entries) {
      entry.rowsInserted += inserted.get(stream) ?? 0;
      entry.rowsUpdated += updated.get(stream) ?? 0;
      entry.rowsUnchanged += unchanged.get(stream) ?? 0;
      entry.rowsDeleted += deleted.get(stream) ?? 0;
    }
    for (const [column, count] of unfit) this.#unfit.set(column, (this.#unfit.get(column) ?? 0) + count);
  }

  warn(message: Message): void {
    this.#warnings.set(message.en, message);
  }

  get warnings(): readonly Message[] {
    const unfit = [...this.#unfit].map(([column, count]) => ({
      en: `${count} ${count === 1 ? 'value' : 'values'} of ${column} did not fit and became null`,
      zh: `${column} 有 ${count} 个值与列类型不符，已置为空`,
    }));
    return [...this.#warnings.values(), ...unfit];
  }

  incomplete(streams: readonly string[], error: LarkstreamError): void {
    const reported = reportError(error);
    const isSame = ({ code, message }: ReportedError): boolean =>
      code === reported.code && message === reported.message;
    for (const stream of streams) {
      const errors = this.#entries.get(stream)?.errors ?? [];
      if (!errors.some(isSame)) errors.push(reported);
    }
  }

  /** The destination has finished: whatever is committed can be seen. */
  finished(): void {
    this.#isVisible = true;
  }

  /** Whether all of the stream was read, committed or not. */
  isRead(stream: string): boolean {
    const entry = this.#entries.get(stream);
    return entry?.told === 'everything' && entry.errors.length === 0;
  }

  get hasErrors(): boolean {
    return [...this.#entries.values()].some(({ errors }) => errors.length > 0);
  }

  isComplete(streams: ReadonlySet<string>): boolean {
    return [...this.#entries].every(([name, entry]) => !streams.has(name) || this.#outcomeOf(entry) === 'complete');
  }

  #outcomeOf({ kept, errors, hasArrived }: Entry): StreamOutcome {
    if (kept === 'nothing' || (errors.length > 0 && !hasArrived)) return 'not_read';
    return kept === 'everything' && errors.length === 0 && this.#isVisible ? 'complete' : 'partial';
  }

  /** Of the streams that are complete. */
  freshness(): StreamFreshness[] {
    return [...this.#entries].flatMap(([stream, entry]) =>
      this.#outcomeOf(entry) === 'complete' ? [{ stream, ...this.#freshnessOf(entry) }] : [],
    );
  }

  #freshnessOf({ audited }: Entry): Freshness {
    const changesAsOf = new Date(this.#startedAtMs).toISOString();
    if (audited === undefined) return { changesAsOf, auditedAsOf: changesAsOf };
    const { asOf, withinMs } = audited;
    const auditedAsOf = asOf === null ? null : new Date(Math.min(asOf, this.#startedAtMs)).toISOString();
    return { changesAsOf, auditedAsOf, auditHours: withinMs / 3_600_000 };
  }

  report(streams: ReadonlySet<string>): StreamReport[] {
    return [...this.#entries.values()]
      .filter(({ planned }) => streams.has(planned.stream.name))
      .map((entry) => ({
        stream: entry.planned.stream.name,
        module: entry.planned.stream.module,
        mode: entry.planned.mode,
        outcome: this.#outcomeOf(entry),
        rowsRead: entry.rowsRead,
        rowsInserted: entry.rowsInserted,
        rowsUpdated: entry.rowsUpdated,
        rowsUnchanged: entry.rowsUnchanged,
        rowsDeleted: entry.rowsDeleted,
        ...(this.#outcomeOf(entry) === 'complete' ? this.#freshnessOf(entry) : {}),
        seconds: entry.firstMs === undefined || entry.lastMs === undefined ? 0 : (entry.lastMs - entry.firstMs) / 1000,
        errors: entry.errors,
      }));
  }
}
