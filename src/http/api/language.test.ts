import { expect, test } from 'vitest';
import { readingOf } from './language.ts';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['zh-CN', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['zh-Hant-TW', 'zh'],
  ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
  ['en;q=0.4,zh;q=0.5', 'zh'],
  ['de,zh;q=0.5', 'zh'],
  ['zh;q=0', 'en'],
  ['zh,en', 'zh'],
  ['*', 'en'],
  ['zh;q=nonsense,en;q=0.9', 'zh'],
])('of %s, problems are in %s', (header, language) => {
  expect(readingOf(header).language).toBe(language);
});

test.each([
  ['en', false],
  ['zh', false],
  ['zh,en;q=0.5', false],
  ['en,zh;q=0.5', true],
  ['en, zh;q=0', false],
])('of %s, Chinese stands beside the English: %s', (header, isInBoth) => {
  expect(readingOf(header).isInBoth).toBe(isInBoth);
});
