import type { DeletesChange, RowsChange, ScannedChange } from './change.ts';
import type { StreamFreshness } from './freshness.ts';
import type { Message } from './message.ts';
import type { RunLog } from './run-log.ts';
import type { StoredState } from './source-state.ts';
import type { StateStore } from './state-store.ts';
import type { Key, Stream } from './stream.ts';
import type { WriteMode } from './write-mode.ts';

/** A stream and how its table is written. */
export interface PlannedStream {
  readonly stream: Stream;
  readonly mode: WriteMode;
}

/** Who writes, and which of its attempts. What an attempt of the same writer with a smaller number still commits is refused (`run.fenced`). */
export interface Fence {
  /** The pipeline. */
  readonly writer: string;
  readonly number: number;
  /** Resolves when the attempt may commit. @throws TransientError `run.fenced` when it may not any more, whoever else writes or not */
  readonly mayWrite?: () => Promise<void>;
}

/** What a destination must know of a run before its first row. */
export interface DestinationRun {
  readonly sourceId: string;
  readonly runId: string;
  /** RFC 3339; becomes `_larkstream_synced_at` of every row of the run. */
  readonly startedAt: string;
  readonly streams: readonly PlannedStream[];
}

/** What a commit did to the rows of each stream, after the last of several equal keys has won. */
export interface CommitCounts {
  readonly inserted: ReadonlyMap<string, number>;
  readonly updated: ReadonlyMap<string, number>;
  /** Delivered, found to be as they were, and not written. */
  readonly unchanged: ReadonlyMap<string, number>;
  /** Marked deleted or removed. */
  readonly deleted: ReadonlyMap<string, number>;
  /** Values that did not fit their column and became null: `stream.column` → how many. */
  readonly unfit: ReadonlyMap<string, number>;
}

/** What another program has changed in a stream's table. */
export interface Alteration {
  readonly stream: string;
  readonly message: Message;
  /** The destination makes it good by itself. */
  readonly isRestored?: true;
}

/** What a `scanned` change would delete now: live rows in its scope, and how many of them were not delivered. */
export interface Disappearance {
  readonly live: number;
  readonly missing: number;
}

/** Some of many keys. */
export interface KeyPage {
  /** At most this number. */
  readonly limit: number;
  /** Those behind this one; undefined for the first. */
  readonly after?: Key | undefined;
}

/**
 * Where records land. One writer, one transaction at a time: what was written since the last `commit` is merged by key at
 * the latest together with the states given to `commit`, never after them. A crash in between leaves rows whose state is
 * older; reading them again changes nothing. Rows of `append` and `overwrite` streams are
 * collected in shadow tables and become visible only by `publish`.
 */
export interface Destination {
  readonly name: string;
  /** False where what is committed is seen only after `finish`. */
  readonly isVisibleAtCommit: boolean;
  /** Gives the tables that are not as the last run left them. */
  begin(run: DestinationRun): Promise<readonly Alteration[]>;
  write(change: RowsChange | DeletesChange): Promise<void>;
  /** From here on, scans of a refresh count what is written from here on; scans of the run count everything, as before. */
  beginRefresh(): Promise<void>;
  /** Counts what `sweep` would delete, everything written so far included. */
  measure(scan: ScannedChange): Promise<Disappearance>;
  /** The keys of rows that `sweep` would delete, in an order of the destination's own. */
  missingKeys(scan: ScannedChange, page: KeyPage): Promise<Key[]>;
  /** Rows of these keys are there upstream although nothing of them was delivered: they count as delivered. */
  markPresent(stream: string, keys: readonly Key[]): Promise<void>;
  /** Keys that were marked as present, of which no live row is held, everything written so far included; those of the scan's `equals` at least. */
  unheldKeys(scan: ScannedChange): Promise<Key[]>;
  sweep(scan: ScannedChange): Promise<void>;
  /** A state of `null` forgets the slice. */
  commit(states: StoredState): Promise<CommitCounts>;
  /** Makes what the shadow tables of these streams hold visible and saves these states, in one transaction. */
  publish(streams: readonly string[], states: StoredState): Promise<CommitCounts>;
  /**
   * The run has ended by itself, in whole or in part: what was committed becomes visible, where it is not at once. Tables of the
   * streams `altered` still differ from what a run left, and the next run reports them again.
   */
  finish(altered?: ReadonlySet<string>): Promise<void>;
  /** Keeps beside the rows how new they are, after all of it is committed and visible. A table that another program has changed loses it at `begin`. */
  keepFreshness(streams: readonly StreamFreshness[]): Promise<void>;
  /** Forgets what was not committed, and the shadow tables. */
  rollback(): Promise<void>;
}

/** What opening a destination gives: where rows land, and beside them what was remembered and how runs went. */
export interface OpenedDestination extends Destination {
  readonly state: StateStore;
  readonly runs: RunLog;
  /** Forgets what was not committed, and lets go of the place. */
  close(): Promise<void>;
}
