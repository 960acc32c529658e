import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderClientTypes } from '../../scripts/reference/client-types.ts';
import { allRoutes } from '../../src/http/api/routes/all-routes.ts';

/** When it fails after a deliberate change of a route: `npm run docs`. */
test.each([...renderClientTypes()])('%s says what the routes say', (file, text) => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('every route has its types', () => {
  const text = [...renderClientTypes().values()].join('');
  const missing = allRoutes.filter(({ method, path }) => !text.includes(`'${method.toUpperCase()} ${path}': {`));
  expect(missing).toEqual([]);
});
