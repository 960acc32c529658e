import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';

const files = new Set(globSync('src/**/*.ts', { exclude: (path) => path.endsWith('.test.ts') }));
/** Types and `import()` count: a file that is understood only with another one, and that with the first, is one file. */
const imported = /\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;

function importsOf(file: string): string[] {
  const names = [...readFileSync(file, 'utf8').matchAll(imported)].map(([, name = '']) => join(dirname(file), name));
  return names.filter((name) => files.has(name));
}

/** One cycle as the files on it, the first one again at its end; undefined when there is none. */
function findCycle(importsByFile: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return undefined;
    for (const next of importsByFile.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of importsByFile.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

test('a cycle is found, also one that does not go through the first file', () => {
  const importsByFile = new Map([
    ['a', ['b', 'c']],
    ['b', []],
    ['c', ['d']],
    ['d', ['b', 'c']],
  ]);
  expect(findCycle(importsByFile)).toEqual(['c', 'd', 'c']);
  expect(findCycle(new Map([...importsByFile, ['d', ['b']]]))).toBeUndefined();
});

test('no file of src imports itself through others', () => {
  const importsByFile = new Map([...files].map((file) => [file, importsOf(file)]));
  const count = [...importsByFile.values()].flat().length;
  expect(count).toBeGreaterThan(500); // imports that are not seen must not pass
  expect(findCycle(importsByFile)).toBeUndefined();
});
