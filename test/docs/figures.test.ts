import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { proseOf } from '../support/doc-blocks.ts';

const pages = ['*.md', 'docs/**/*.md', 'src/**/readme.md', 'connectors/**/*.md']
  .flatMap((pattern) => globSync(pattern))
  .filter((page) => page !== 'CHANGELOG.md');

/** How a figure reads that somebody has measured: limits and sizes of the platform read otherwise. */
const measured: readonly RegExp[] = [
  /\d ?(?:×|x|times) (?:as |more\b|less\b|faster\b|slower\b)/i,
  /\d ?% (?:more|less|faster|slower)\b/i,
  /\d (?:MB|GB) (?:on top|more|less)\b/i,
  /\d (?:records|rows|events) (?:a|per) second/i,
  /\b(?:half|\d+) of (?:the changes|\d+)\b.*\b(?:s|ms|seconds)\b/is,
  /\btakes? (?:about|less than|around|some) (?:\w+ )?(?:\d[\d.,]* )?(?:seconds?|minutes?|one)\b(?<!some minutes)/i,
  /[\d.]+ ?倍/,
  /(?:增加|多用|减少) ?\d[\d.,]* ?(?:MB|GB|%)/,
  /约需|不到(?:一|两|几)?(?:秒|分钟)/,
];
/** The command that produces it, or the page that holds it together with its command. */
const command = /`(?:npm run|npx vitest|node bench\/|larkstream )|benchmarks(?:\.zh-CN)?\.md|bench\/\w+\.ts/;

/** What the platform documents, and what follows from it by a multiplication. */
const derived = /\d calls a (?:second|minute)|\d (?:users|records) a page|每(?:秒|分钟) ?[\d,]+ ?次/;

/** Of a table, each row is a paragraph. */
const paragraphs = (text: string): string[] => proseOf(text).split(/\n\s*\n|\n(?=\|)|\n(?=\s*(?:-|\d+\.) )/);

const unproven = (text: string): string[] =>
  paragraphs(text).filter((one) => measured.some((kind) => kind.test(one)) && !command.test(one) && !derived.test(one));

test.each([
  'It is 1.85 × as fast.',
  'It reads 20 % more records.',
  'It contains no database: 13 MB on top of the base.',
  'It writes 40,000 rows a second.',
  'Half of the changes take 0.12 s, 99 of 100 at most 0.3 s.',
  'This takes about five minutes.',
  'Two calls a second, and 3 % faster.',
  '速度是它的 1.85 倍',
  '约需五分钟',
])('a figure without its command is found: %s', (sentence) => {
  expect(unproven(`Before.\n\n${sentence}\n`)).toHaveLength(1);
  expect(unproven(`Before.\n\n${sentence} \`npm run bench\` shows it.\n`)).toEqual([]);
});

test('a measured figure in the docs comes with the command that produces it', () => {
  expect(pages.length).toBeGreaterThan(40);
  const found = pages
    // This page names the command of all its tables at its head; `npm run bench -- --write` fills them.
    .filter((page) => !page.startsWith('docs/benchmarks'))
    .flatMap((page) => unproven(readFileSync(page, 'utf8')).map((paragraph) => `${page}: ${paragraph}`));
  expect(found).toEqual([]);
});
