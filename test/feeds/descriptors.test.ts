import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';

/** What a file loads at once: not the types that it imports, nor what it imports on use. */
function loadedBy(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^(?:import|export)(?! type\b)[^;]*?\bfrom '([^']+)'/gm)].map(([, from = '']) =>
    from.startsWith('.') ? join(dirname(file), from) : from,
  );
}

function loadedWith(file: string, known: Set<string> = new Set()): Set<string> {
  for (const one of loadedBy(file)) {
    if (known.has(one)) continue;
    known.add(one);
    if (one.startsWith('src/')) loadedWith(one, known);
  }
  return known;
}

test('the list of modules loads descriptors and nothing of a walk, a client or another package', () => {
  const loaded = [...loadedWith('src/feeds/registry.ts')];
  const descriptor = /^src\/feeds\/(\w+\/)?(module|settings|scopes|events|template|user-id-types)\.ts$/;
  // Paths, limits and scopes of endpoints are data.
  const data = /^src\/open-platform\/(endpoints\/\w+|limits\/tiers)\.ts$/;

  expect(loaded).toContain('src/feeds/approval/settings.ts');
  const light = [descriptor, data, /^src\/(schema|model|util)\//];
  expect(loaded.filter((one) => !light.some((pattern) => pattern.test(one)))).toEqual(['zod']);
});

test('the configuration knows of modules only what their list says', () => {
  const loaded = globSync('src/config/**/*.ts')
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap(loadedBy);

  expect(new Set(loaded.filter((one) => one.startsWith('src/feeds/')))).toEqual(new Set(['src/feeds/registry.ts']));
});

test('--help loads neither the modules nor zod', () => {
  const loaded = [...loadedWith('src/main.ts')];

  expect(loaded).toContain('src/cli/program.ts');
  expect(loaded.filter((one) => one === 'zod' || one.startsWith('src/feeds/'))).toEqual([]);
});
