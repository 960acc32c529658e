import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyFilter } from './key-filter.ts';

test('a key that was added is always known', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 300 }), (keys) => {
      const filter = new KeyFilter();
      const added = new Set<string>();
      for (const key of keys) {
        if (added.has(key)) expect(filter.add(key)).toBe(true);
        else filter.add(key);
        added.add(key);
      }
    }),
  );
});

test('new keys are new, also millions of them that differ in one letter, and all are known afterwards', () => {
  const filter = new KeyFilter();
  const count = 1_500_000;
  let mistaken = 0;
  for (let at = 0; at < count; at++) if (filter.add(`bascnToken\ntblTable\nrec${at.toString(36)}\n`)) mistaken++;
  expect(mistaken).toBeLessThanOrEqual(5);
  for (let at = 0; at < count; at += 997)
    expect(filter.add(`bascnToken\ntblTable\nrec${at.toString(36)}\n`), String(at)).toBe(true);
});
