import { expect, test } from 'vitest';
import { languageOf, readIntent } from './read-intent.ts';

test.each([
  ['How many approvals wait?', 'waiting'],
  ['what is pending', 'waiting'],
  ['有多少审批在等待？', 'waiting'],
  ['Whose desk are they on?', 'desk'],
  ['现在卡在谁那里？', 'desk'],
  ['Newest records?', 'records'],
  ['最新的订单', 'records'],
  ['What waits for me?', 'mine'],
  ['我的审批', 'mine'],
  ['hello', 'help'],
  ['你好', 'help'],
])('%s asks for %s', (text, intent) => {
  expect(readIntent(text)).toBe(intent);
});

test('it answers in the language of the question, and to a press in that of the answer before', () => {
  expect([languageOf('How many?', 'zh'), languageOf('多少 approvals？', 'en'), languageOf('??', 'zh')]).toEqual([
    'en',
    'zh',
    'zh',
  ]);
});
