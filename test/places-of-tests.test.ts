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

/** Files of tests that set a timer, and why. */
const waiting: Readonly<Record<string, string>> = {
  'src/feeds/approval/feed.test.ts': 'a server answers after a moment, as on a network',
  'test/crash/bots-postgres.test.ts': 'Postgres is killed at random instants',
  'test/crash/bots.test.ts': 'kills at random instants; an agent takes its time',
  'test/crash/events.test.ts': 'kills at a random instant, and waits for it',
  'test/crash/kill.test.ts': 'kills at a random instant',
  'test/crash/service-api.test.ts': 'processes killed at random instants',
  'test/crash/service-embedded.test.ts': 'a server killed at random instants',
  'test/crash/service-postgres.test.ts': 'takes a server away at a random instant, for a time',
  'test/crash/service-workers.test.ts': 'strikes at a random instant, and lets a process stand still for a time',
  'test/docs/runbook.long.test.ts': 'asks whether a page wants its Postgres stopped',
  'test/support/fast-clock.ts': "passes the program's own waits, many times as fast, where real sockets keep real time",
  'test/support/hostile-load.ts': 'strangers dial again after a moment',
  'test/support/moved-time.ts': 'sleeps as the machine does, until a test moves time',
  'test/support/postgres-server.ts': 'asks again until a server that starts takes connections',
  'test/support/until-none.ts': 'asks again until nothing is left, for as long as it gets less',
};

const isWaiting = (file: string): boolean =>
  importsOf(file).includes('node:timers/promises') ||
  /\b(?:setTimeout|Atomics\.wait)\(/.test(readFileSync(file, 'utf8'));
const isDrawing = (file: string): boolean => /\bMath\.random\b/.test(readFileSync(file, 'utf8'));
/** What tests share, and the processes that they start, as well. */
const ofTests = [...globSync('src/**/*.test.ts'), ...globSync('test/**/*.ts')].filter(
  (file) => !['test/layers.test.ts', 'test/places-of-tests.test.ts'].includes(file), // these look for the same words
);

test('these files of tests, and no others, wait for a time: all others wait for what happens', () => {
  expect(ofTests.length).toBeGreaterThan(150); // a gate that saw no files must not pass
  expect(ofTests.filter(isWaiting).sort()).toEqual(Object.keys(waiting).sort());
});

test('no test uses randomness without a seed', () => {
  expect(ofTests.filter(isDrawing)).toEqual([]);
});
