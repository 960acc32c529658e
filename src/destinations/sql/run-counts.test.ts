import { expect, test } from 'vitest';
import { addCounts, addMerged, addUnfit, emptyCounts } from './run-counts.ts';

test('counts of merges add up by stream, and streams without rows stay absent', () => {
  const counts = emptyCounts();
  addMerged(counts, 'things', { inserted: 2, updated: 1, unchanged: 0, removed: 0 });
  addMerged(counts, 'things', { inserted: 1, updated: 0, unchanged: 4, removed: 1 });
  addMerged(counts, 'parts', { inserted: 0, updated: 0, unchanged: 0, removed: 0 });
  addUnfit(counts, 'things', new Map([['count', 2]]));
  const totals = emptyCounts();
  addCounts(totals, counts);
  addCounts(totals, counts);

  expect(totals).toEqual({
    inserted: new Map([['things', 6]]),
    updated: new Map([['things', 2]]),
    unchanged: new Map([['things', 8]]),
    deleted: new Map([['things', 2]]),
    unfit: new Map([['things.count', 4]]),
  });
});
