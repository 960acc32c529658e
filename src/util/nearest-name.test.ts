import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

const known = ['region', 'base_url', 'credentials', 'rate_limit_scale', 'modules'];

test.each([
  ['regoin', 'region'],
  ['baseUrl', 'base_url'],
  ['rate-limit-scale', 'rate_limit_scale'],
  ['Modules', 'modules'],
  ['credential', 'credentials'],
  ['destination', undefined],
  ['x', undefined],
])('%s → %s', (name, expected) => {
  expect(nearestName(name, known)).toBe(expected);
});
