/** What a commit has done to the rows of each stream, while it is being counted: `CommitCounts` that can be added to. */
export interface RunCounts {
  readonly inserted: Map<string, number>;
  readonly updated: Map<string, number>;
  readonly unchanged: Map<string, number>;
  readonly deleted: Map<string, number>;
  /** `stream.column` → values that became null. */
  readonly unfit: Map<string, number>;
}

/** What one merge has done to one table. */
export interface MergeCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Children that their parent no longer has. */
  readonly removed: number;
}

/** Before anything has happened. */
export function emptyCounts(): RunCounts {
  return { inserted: new Map(), updated: new Map(), unchanged: new Map(), deleted: new Map(), unfit: new Map() };
}

/** Names that nothing happened to stay absent. */
export function addCount(counts: Map<string, number>, name: string, count: number): void {
  if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
}

/** Adds what a merge has done to the table of a stream. */
export function addMerged(counts: RunCounts, stream: string, merged: MergeCounts): void {
  addCount(counts.inserted, stream, merged.inserted);
  addCount(counts.updated, stream, merged.updated);
  addCount(counts.unchanged, stream, merged.unchanged);
  addCount(counts.deleted, stream, merged.removed);
}

/** Values of the stream that did not fit their column, by column. */
export function addUnfit(counts: RunCounts, stream: string, unfit: ReadonlyMap<string, number>): void {
  for (const [column, count] of unfit) addCount(counts.unfit, `${stream}.${column}`, count);
}

/** Adds all of `more` to `totals`. */
export function addCounts(totals: RunCounts, more: RunCounts): void {
  for (const kind of ['inserted', 'updated', 'unchanged', 'deleted', 'unfit'] as const) {
    for (const [name, count] of more[kind]) addCount(totals[kind], name, count);
  }
}
