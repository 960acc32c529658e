import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { newId } from './new-id.ts';

test('ids sort as they were made, also those of one millisecond', () => {
  const times = [...Array.from({ length: 2_000 }, () => 1_790_000_000_000), 1_790_000_000_001, 1_790_000_000_001];
  const ids = times.map((now) => newId('au', now, randomBytes));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids[0]).toMatch(/^au_[0-9a-z]{20}$/);
});
