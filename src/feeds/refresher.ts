import type { Change } from '../model/change.ts';
import type { Hint } from '../model/hint.ts';
import type { ModuleState } from '../model/source-state.ts';
import type { FeedRead } from './feed-context.ts';

/** A refresh is no read: its own `state` is empty. A refresher that needs what the last reads remembered calls `remembered`. */
export interface RefreshRead extends FeedRead {
  /** What the feed remembered, by slice. */
  remembered(): Promise<ModuleState>;
}

/** Reads again what hints point at. It may remember what it learnt between two refreshes; a new one is made now and then. */
export interface Refresher {
  /**
   * Hints of the feed's module, and of those that it follows. Calls are made for what has changed only; hints at what is not replicated cost none. What could
   * not be read is an `incomplete` change or thrown, and the hints are given again later.
   */
  refresh(hints: readonly Hint[], read: RefreshRead): AsyncIterable<Change>;
}

/** Each once, in the order in which they were first named. */
export function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
