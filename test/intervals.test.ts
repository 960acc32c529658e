import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const files = globSync('src/**/*.ts', { exclude: (path) => /\.test\.ts$|^src\/sandbox\//.test(path) });

/** The time on the wall as an end of an interval. */
const pattern = /\bnow\(\)\)? *(?:[-<]|>=?) |(?: - |[<>]=? )(?:\w+\.|this\.#\w+\.|\(await \w+\.)*now\(\)/;

const isInterval = (line: string): boolean => pattern.test(line.replaceAll('=>', ''));

/** Files that compare it, and with what that was written or comes from elsewhere. */
const compared: Readonly<Record<string, string>> = {
  'src/airbyte/read-streams.ts': 'how far a state reaches',
  'src/cli/option-values.ts': 'a day that a person has typed',
  'src/control/identity/sign-in-by-others.ts': 'the end of what a cookie holds',
  'src/control/replies/reply-handle.ts': 'the end of what a handle holds',
  'src/events/long-connection/long-connection.ts': 'the next try as people are shown it, a moment after it was set',
  'src/model/clock.ts': 'by either clock, whichever says more',
  'src/operations/probe-platform.ts': 'how far the clock is from that of the platform',
  'src/operations/serve/attempt-log.ts': 'the next try as people are shown it, a moment after it was set',
  'src/operations/serve/key-file.ts': 'the age of a file',
  'src/operations/serve/receivers.ts': 'what is older than events are kept, by the clock of the store',
  'src/operations/serve/triggers/tallied.ts': 'what another process has written, by the clock of the store',
  'src/triggers/flow/work-turn.ts': 'what another process has written, by the clock of the store',
  'src/util/share-work.ts': 'given a clock that nobody sets',
};

test.each([
  'const age = clock.now() - began;',
  'while (clock.now() < until) {',
  'if (this.#clock.now() >= until) {',
  'if (until > clock.now()) return;',
  'const left = until - this.#options.clock.now();',
])('an interval on the wall is seen: %s', (line) => {
  expect(isInterval(line)).toBe(true);
});

test.each([
  'const until = clock.elapsed() - began;',
  'const now = clock.now();',
  'const next = clock.now() + pauseMs;',
  'const parts = { now: () => clock.now(), onEnd };',
])('others pass: %s', (line) => {
  expect(isInterval(line)).toBe(false);
});

test('how long something lasts is measured by `elapsed`: the time on the wall may be set at any moment', () => {
  expect(files.length).toBeGreaterThan(500); // a gate that saw no files must not pass
  const isSeen = (file: string): boolean => readFileSync(file, 'utf8').split('\n').some(isInterval);
  expect(files.filter(isSeen).sort()).toEqual(Object.keys(compared).sort());
});
