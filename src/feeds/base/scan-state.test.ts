import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canSkip, judgeScan, readScanState, writeScanState } from './scan-state.ts';

const last = { rows: 100, revision: 7, scannedAt: 1_000 };

describe('what a scan says about records that did not come', () => {
  test.each([
    ['as many as there are', { delivered: 5, total: 5, isAdvanced: false, last: undefined }, 'confirmed'],
    ['an emptied table', { delivered: 0, total: 0, isAdvanced: false, last }, 'confirmed'],
    ['a table emptied under advanced permissions', { delivered: 0, total: 0, isAdvanced: true, last }, 'suspicious'],
    ['half of it under advanced permissions', { delivered: 50, total: 50, isAdvanced: true, last }, 'complete'],
    [
      'the first scan under advanced permissions',
      { delivered: 0, total: 0, isAdvanced: true, last: undefined },
      'complete',
    ],
    ['fewer than there are', { delivered: 4, total: 5, isAdvanced: false, last }, 'short'],
    ['no count given', { delivered: 4, total: undefined, isAdvanced: false, last }, 'complete'],
  ] as const)('%s', (_name, facts, verdict) => {
    expect(judgeScan(facts)).toBe(verdict);
  });

  test('no scan confirms deletions with fewer records than the platform counts, or under advanced permissions', () => {
    const facts = fc.record({
      delivered: fc.nat(1000),
      total: fc.option(fc.nat(1000), { nil: undefined }),
      isAdvanced: fc.boolean(),
      last: fc.option(fc.record({ rows: fc.nat(1000), revision: fc.constant(1), scannedAt: fc.constant(1) }), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const sure = given.total !== undefined && given.delivered >= given.total && !given.isAdvanced;
        expect(judgeScan(given) === 'confirmed').toBe(sure);
      }),
    );
  });
});

test('a table is skipped only when nothing can have changed', () => {
  const facts = { last, revision: 7, fieldTypes: [1, 2, 3], now: 2_000 };

  expect(canSkip(facts)).toBe(true);
  expect(canSkip({ ...facts, revision: 8 })).toBe(false);
  expect(canSkip({ ...facts, revision: null })).toBe(false);
  expect(canSkip({ ...facts, last: undefined })).toBe(false);
  expect(canSkip({ ...facts, now: 1_000 + 86_400_000 })).toBe(false);
  expect(canSkip({ ...facts, now: 1_000 + 3_600_000, auditMs: 3_600_000 })).toBe(false);
  // By a clock that was ahead.
  expect(canSkip({ ...facts, last: { ...last, scannedAt: 86_400_000 } })).toBe(false);
  for (const computed of [11, 18, 19, 20, 21, 23, 1003, 1004, null])
    expect(canSkip({ ...facts, fieldTypes: [1, computed] })).toBe(false);
});

test('state of another version, or none, counts as never scanned', () => {
  expect(readScanState(writeScanState(last))).toEqual(last);
  expect(readScanState({ version: 2, rows: 1 })).toBeUndefined();
  expect(readScanState('1')).toBeUndefined();
});
