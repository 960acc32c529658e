import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importsOf, wrongImports } from './support/room-imports.ts';

/** A unit test stands beside the file that it tests; what needs more than that file's room stands in `test`. */
const units = globSync('src/**/*.test.ts');

/** Packages of tests, which no folder of `src` may import. */
const forTests = new Set(['vitest', 'fast-check']);
/** Real processes, the sandbox over HTTP, and real databases: whatever takes seconds. */
const large = ['node:child_process', 'src/sandbox/start-sandbox.ts', '@duckdb/node-api', 'pg'];

/** What a test imports, also through what tests share. */
function reachedBy(file: string, reached: Set<string> = new Set()): Set<string> {
  for (const name of importsOf(file)) {
    if (reached.has(name)) continue;
    reached.add(name);
    if (name.startsWith('test/')) reachedBy(name, reached);
  }
  return reached;
}

test('unit tests are found', () => {
  expect(units.length).toBeGreaterThan(50); // a gate that saw no files must not pass
});

test.each(units)('%s is named after the file beside it', (unit) => {
  expect(existsSync(unit.replace(/\.test\.ts$/, '.ts'))).toBe(true);
});

test.each(units)('%s imports no more than its folder may, and what tests share', (unit) => {
  const wrong = wrongImports(unit).filter((name) => !forTests.has(name) && !name.startsWith('test/'));
  expect(wrong).toEqual([]);
});

test.each(units)('%s starts no process, no sandbox and no database', (unit) => {
  const reached = reachedBy(unit);
  expect(large.filter((name) => reached.has(name))).toEqual([]);
});

/** A kill at a random instant has to wait for that instant. */
const crash = /^test\/crash\//;

test.each(globSync('{src,test}/**/*.test.ts').filter((file) => !crash.test(file)))(
  '%s waits for what happens, not for a time',
  (file) => {
    expect(importsOf(file)).not.toContain('node:timers/promises');
    expect(readFileSync(file, 'utf8')).not.toMatch(/\bsetTimeout\(\s*(?:resolve|done)\b/);
  },
);
