import { expect, test } from 'vitest';
import { languageOf } from './language.ts';

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
  expect(languageOf(header)).toBe(language);
});
