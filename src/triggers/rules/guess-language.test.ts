import { expect, test } from 'vitest';
import { guessLanguage } from './guess-language.ts';

test.each([
  ['How many days of leave do I have?', 'en'],
  ['我还有几天年假？', 'zh'],
  ['帮我 review 一下这个 pull request', 'zh'],
  ['Please ask 李雷 about the budget of the next quarter', 'en'],
  ['今日の会議は何時からですか', 'other'],
  ['오늘 회의가 몇 시예요?', 'other'],
  ['Когда начинается собрание?', 'other'],
  ['```\nconst a = 1;\n``` 这段代码为什么报错', 'zh'],
  ['https://example.com/docs/how-to 打不开', 'zh'],
  ['👍 123 !!', undefined],
  ['', undefined],
])('%j: %s', (text, language) => {
  expect(guessLanguage(text)).toBe(language);
});
