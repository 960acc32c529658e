import { expect, test } from 'vitest';
import { fitsJsonb } from './jsonb.ts';

test.each([
  'null',
  '{"a":[1,"x"]}',
  '1e131071',
  '0e999999',
  '"[[[["',
  `1e-16383`,
  `${'['.repeat(1_000)}${']'.repeat(1_000)}`,
])('%s fits', (json) => {
  expect(fitsJsonb(json)).toBe(true);
});

test.each(['', '{"a":', '1e131072', '-1e999999', '1e-16384', `{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}`])(
  '%s does not fit',
  (json) => {
    expect(fitsJsonb(json)).toBe(false);
  },
);
