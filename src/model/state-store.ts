import type { StoredState } from './source-state.ts';

/** What was remembered of a source. It lies beside the rows that it covers, and is written with them (`Destination.commit`). */
export interface StateStore {
  /** Slice → state; empty before the first run. */
  load(sourceId: string): Promise<StoredState>;
  /** Drops the streams' rows together with the states of these slices. */
  reset(sourceId: string, streams: readonly string[], slices: readonly string[]): Promise<void>;
}
