import type { RowsChange, ScannedChange } from '../../model/change.ts';
import type { CommitCounts, DestinationRun, Disappearance, KeyPage, PlannedStream } from '../../model/destination.ts';
import type { ModuleName } from '../../model/module-name.ts';
import type { Key, Stream } from '../../model/stream.ts';
import type { KeyFilter } from '../../util/key-filter.ts';
import type { SqlConnection, TableColumns } from './dialect.ts';

/** The table that rows of a stream go to in this run: the visible one, or its shadow. */
export interface MergeTarget {
  readonly stream: Stream;
  /** Qualified and quoted. */
  readonly table: string;
  /** As they stand in the table: a column that has another type there gets its values in that type, or null. */
  readonly columns: TableColumns;
  readonly runId: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly hardDeletes: boolean;
  /** Keys that this run has brought into a table which was empty before it: what is not among them needs no looking for. */
  readonly inserted?: KeyFilter;
  /** While refreshes are made: what identifies the rows that the last one delivered. */
  readonly refreshed?: Refreshed;
}

/** The table of what a refresh has delivered. */
export interface Refreshed {
  /** Qualified and quoted. */
  readonly table: string;
  isFilled: boolean;
}

/** A stream of the run, with the table that its rows go to. */
export interface OpenStream<Target extends MergeTarget = MergeTarget> {
  readonly planned: PlannedStream;
  target: Target;
  /** Columns that rows of this run did not speak of. */
  readonly silent: Set<string>;
}

/**
 * How rows get into the tables of a database, fast, and what of it is one transaction. Rows that are as they were are not touched; of
 * those that the run has met, it remembers enough to know later which ones it has not met.
 */
export interface SqlWriter<Connection extends SqlConnection, Target extends MergeTarget> {
  /** Streams of the run by name; filled and emptied by the destination. */
  readonly streams: Map<string, OpenStream<Target>>;
  /**
   * Keeps others that write these modules of the source away, until the session ends. Streams of one module share what it remembers.
   * @throws TransientError `destination.locked`
   */
  lock(sourceId: string, modules: ReadonlySet<ModuleName>): Promise<void>;
  /** Makes what a run needs besides the tables. */
  prepare(run: DestinationRun): Promise<void>;
  /** The target with what the writer itself needs to know of it. */
  toTarget(target: MergeTarget): Target;
  /** The table for rows that a refresh delivers; qualified and quoted. */
  refreshedTable(stream: string): string;
  /** Takes rows; they are merged by the next `settle` or `commit` at the latest. */
  write(open: OpenStream<Target>, change: RowsChange): Promise<void>;
  /** Rows of these keys are gone upstream. Only for streams without a parent. */
  delete(open: OpenStream<Target>, keys: readonly Key[]): Promise<void>;
  /** Everything written so far is merged. */
  settle(): Promise<void>;
  /** These four after `settle`. */
  measure(open: OpenStream<Target>, scan: ScannedChange): Promise<Disappearance>;
  missingKeys(open: OpenStream<Target>, scan: ScannedChange, page: KeyPage): Promise<Key[]>;
  unheldKeys(open: OpenStream<Target>, scan: ScannedChange): Promise<Key[]>;
  sweep(open: OpenStream<Target>, scan: ScannedChange): Promise<void>;
  markPresent(open: OpenStream<Target>, keys: readonly Key[]): Promise<void>;
  /** Commits what was written, in one transaction with what `save` does. Gives the counts since the last commit. */
  commit(save?: (database: Connection) => Promise<void>): Promise<CommitCounts>;
  /** Does work on whole tables in a transaction of its own. */
  transaction(work: () => Promise<void>): Promise<void>;
  /** Forgets what was not committed. */
  rollback(): Promise<void>;
  close(): Promise<void>;
}
