import type { JsonValue } from '../util/json.ts';
import type { DeletesChange, RowsChange, ScannedChange } from './change.ts';
import type { Stream } from './stream.ts';

export const writeModes = ['dedup', 'append', 'overwrite'] as const;
export type WriteMode = (typeof writeModes)[number];

export interface PlannedStream {
  readonly stream: Stream;
  readonly mode: WriteMode;
}

export interface DestinationRun {
  readonly sourceId: string;
  readonly runId: string;
  /** RFC 3339; becomes `_larkstream_synced_at` of every row of the run. */
  readonly startedAt: string;
  readonly streams: readonly PlannedStream[];
}

/** Rows really written or marked deleted by a commit, by stream. */
export interface CommitCounts {
  readonly written: ReadonlyMap<string, number>;
  readonly deleted: ReadonlyMap<string, number>;
  /** Values that did not fit their column and became null: `stream.column` → how many. */
  readonly unfit: ReadonlyMap<string, number>;
}

/** What a `scanned` change would delete now: live rows in its scope, and how many of them this run did not deliver. */
export interface Disappearance {
  readonly live: number;
  readonly missing: number;
}

/**
 * Where records land. One writer, one transaction at a time: everything written since the last `commit` becomes
 * visible together with the states given to `commit`, or not at all.
 */
export interface Destination {
  readonly name: string;
  loadState(sourceId: string): Promise<ReadonlyMap<string, JsonValue>>;
  begin(run: DestinationRun): Promise<void>;
  write(change: RowsChange | DeletesChange): Promise<void>;
  /** Counts what `sweep` would delete, everything written so far included. */
  measure(change: ScannedChange): Promise<Disappearance>;
  sweep(change: ScannedChange): Promise<void>;
  commit(states: ReadonlyMap<string, JsonValue>): Promise<CommitCounts>;
  /** Makes the new tables of `overwrite` streams the visible ones, and saves these states, in one transaction. */
  publish(streams: readonly string[], states: ReadonlyMap<string, JsonValue>): Promise<void>;
  /** Forgets what was not committed, and the unfinished new tables. */
  rollback(): Promise<void>;
  /** Drops the stream's rows and, when no other stream needs them, the states of `slices`. */
  reset(sourceId: string, stream: string, slices: readonly string[]): Promise<void>;
  saveRun(report: JsonValue): Promise<void>;
  loadRuns(limit: number): Promise<JsonValue[]>;
  close(): Promise<void>;
}
