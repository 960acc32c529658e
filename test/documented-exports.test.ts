import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderOf } from './support/room-imports.ts';
import { exportsOf, type SourceExport, surfaceExports } from './support/source-exports.ts';

const files = globSync('src/**/*.ts', { exclude: (path) => path.endsWith('.test.ts') });
const all = files.flatMap(exportsOf);
const rooms = [...Map.groupBy(all, ({ file }) => folderOf(file))];

const entries = [
  'src/public/index.ts',
  'src/public/events.ts',
  'src/public/sandbox.ts',
  'src/public/client.ts',
  'src/public/agents.ts',
];
const surface = [
  ...new Map(entries.flatMap(surfaceExports).map((one) => [`${one.file}: ${one.name}`, one] as const)),
].map(([place, one]) => ({ ...one, place }));

/** Words that say nothing by themselves. */
const small = new Set('a an and are as at by for from in is it its of on or s that the their this to with'.split(' '));
const wordsOf = (text: string): string[] =>
  text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g)?.map((word) => word.toLowerCase()) ?? [];

/** A comment that only says the name again is none. */
function isDocumented({ name, comment }: SourceExport): boolean {
  const named = new Set(wordsOf(name).flatMap((word) => [word, `${word}s`]));
  return wordsOf(comment).some((word) => !small.has(word) && !named.has(word));
}

test('exports are found', () => {
  expect(all.length).toBeGreaterThan(1_000); // a gate that saw no exports must not pass
  expect(surface.length).toBeGreaterThan(150);
  expect(surface.flatMap(({ members }) => members).length).toBeGreaterThan(300);
});

test.each(rooms)('%s: nine of ten exports have a comment', (_room, exports) => {
  const missing = exports.filter((one) => !isDocumented(one)).map(({ file, name }) => `${file}: ${name}`);
  const isEnough = missing.length <= exports.length * 0.1;
  expect(isEnough ? [] : missing).toEqual([]);
});

test.each(surface)('$place, which programs can import, has a comment', (one) => {
  expect(isDocumented(one)).toBe(true);
});

const moment = /^(?:since|until|now)$|At$/;
const momentForm = /milliseconds since the epoch|RFC 3339/;

test.each(surface)('$place says in which form its moments are', ({ comment, members }) => {
  const silent = members.filter(
    (one) =>
      moment.test(one.name) && /^(?:number|string)\b/.test(one.type) && !momentForm.test(`${comment} ${one.comment}`),
  );
  expect(silent.map(({ name }) => name)).toEqual([]);
});

/** What a person or a program sets. A name that ends in its unit says it already, and the comment of the interface may speak of a member. */
const hasUnit = /(?:Ms|Seconds|Minutes|Days|Bytes)$/;
const options = surface.filter(({ name }) => /(?:Options|Settings|Size)$|^Configured/.test(name));

test.each(options)('$place says what each of its numbers counts', ({ comment, members }) => {
  const silent = members.filter(
    ({ name, type, comment: own }) =>
      /^number\b/.test(type) && !hasUnit.test(name) && own === '' && !comment.includes(name),
  );
  expect(silent.map(({ name }) => name)).toEqual([]);
});
