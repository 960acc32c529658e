import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { untilNone } from './support/until-none.ts';

/** Machines that run the tests are slow and do other things too: a test that is right there too gives them time. */
const files = globSync(['test/**/*.ts', 'src/**/*.test.ts']).filter((file) => !file.endsWith('patience.test.ts'));

const asNumber = (text = ''): number => Number(text.replaceAll('_', ''));

/** Each with the least that it may be, in milliseconds. */
const limits: Readonly<Record<string, readonly [pattern: RegExp, least: number]>> = {
  'the time of a whole test': [/^ *\}, (\d{1,3}_\d{3})\);$/gm, 120_000],
  'the time of a test in its options': [/\btest(?:\.\w+)*\([^\n]*\{ timeout: ([\d_]+) \}, async/g, 120_000],
  'the time until what is polled for is there': [
    /\{ (?:interval: [\d_]+, )?timeout: ([\d_]+)(?:, interval: [\d_]+)? \}\)/g,
    15_000,
  ],
  'how long something took by the clock of the machine': [
    /(?:performance|Date)\.now\(\) - \w+\)\.toBeLessThan\(([\d_]+)\)/g,
    20_000,
  ],
};

function found(text: string, pattern: RegExp): number[] {
  return [...text.matchAll(pattern)].map(([, value]) => asNumber(value));
}

test('what is too short is seen', () => {
  const examples = [
    '}, 30_000);',
    "test.each(cases)('%s', { timeout: 9_000 }, async () => {",
    'await expect.poll(count, { interval: 100, timeout: 5_000 }).toBe(0);',
    'expect(performance.now() - began).toBeLessThan(3_000);',
  ];
  for (const [at, [pattern, least]] of Object.values(limits).entries()) {
    const [value = Number.NaN] = found(examples[at] ?? '', pattern);
    expect(value).toBeLessThan(least);
  }
});

test.each(Object.entries(limits))('%s is enough for a slow machine', (_, [pattern, least]) => {
  const all = files.map((file) => [file, found(readFileSync(file, 'utf8'), pattern)] as const);
  expect(all.length).toBeGreaterThan(100); // a gate that saw nothing must not pass
  expect(all.filter(([, values]) => values.some((value) => value < least))).toEqual([]);
});

test('what is waited for may take as long as it gets less, and no longer', async () => {
  let left = 40;
  await untilNone(() => left--, { stallMs: 15_000 });
  await expect(untilNone(() => 3, { stallMs: 100 })).rejects.toThrow('3 were left');
});
