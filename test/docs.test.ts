import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jsonEvents, renderCliPage } from '../scripts/reference/cli-page.ts';
import { renderConfigurationPage } from '../scripts/reference/configuration-page.ts';
import { renderConnectorFiles } from '../scripts/reference/connector-files.ts';
import { renderErrorsPage } from '../scripts/reference/errors-page.ts';
import { renderEventsPage } from '../scripts/reference/events-page.ts';

/** When one of these fails after a deliberate change: `node scripts/write-reference.ts`. */
test.each([
  ['docs/reference/cli.md', renderCliPage],
  ['docs/reference/configuration.md', renderConfigurationPage],
  ['docs/reference/errors.md', renderErrorsPage],
  ['docs/reference/events.md', renderEventsPage],
])('%s says what the code says', (file, render) => {
  expect(readFileSync(file, 'utf8')).toBe(render());
});

test('the files for the acceptance tests say what the code says', async () => {
  for (const [file, text] of await renderConnectorFiles()) expect(readFileSync(file, 'utf8'), file).toBe(text);
});

const sources = globSync('src/**/*.ts', { exclude: (path) => path.endsWith('.test.ts') });

test('every event that a command emits is documented, and no other', () => {
  const emitted = sources
    .filter((path) => path.startsWith('src/cli/'))
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/\bevent: '(\w+)'/g)].map(([, event = '']) => event));

  expect([...new Set(emitted)].sort()).toEqual(Object.keys(jsonEvents).sort());
});
