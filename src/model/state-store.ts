import type { StoredState } from './source-state.ts';
import type { Stream } from './stream.ts';

/** A stream whose rows are to go. */
export type DroppedStream = Pick<Stream, 'name' | 'module'>;

/** What was remembered of a source. It lies beside the rows that it covers, and is written with them (`Destination.commit`). */
export interface StateStore {
  /** Slice → state; empty before the first run. */
  load(sourceId: string): Promise<StoredState>;
  /** Drops the streams' rows together with the states of these slices. */
  reset(sourceId: string, streams: readonly DroppedStream[], slices: readonly string[]): Promise<void>;
}
