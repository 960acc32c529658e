import { expect, test } from 'vitest';
import type { Mention } from '../../model/triggers/inbound-message.ts';
import { type CommandName, readCommand } from './read-command.ts';

const mention = (name: string): Mention => ({ openId: `ou_${name}`, name, kind: 'user' });
const read = (text: string, ...names: readonly string[]) => readCommand({ text, mentions: names.map(mention) });

test.each<[string, CommandName]>([
  ['/new', 'new'],
  ['/NEW', 'new'],
  ['／new', 'new'],
  ['／ＮＥＷ', 'new'],
  ['、帮助', 'help'],
  ['  /stop  ', 'stop'],
  ['/stop!', 'stop'],
  ['/help', 'help'],
  ['/status', 'status'],
  ['/whoami', 'whoami'],
  ['/新会话', 'new'],
  ['/停止', 'stop'],
  ['/帮助', 'help'],
  ['/状态', 'status'],
  ['/我是谁', 'whoami'],
])('%s is the command %s', (text, name) => {
  expect(read(text)).toEqual({ name, rest: '', isBare: false });
});

test.each<[string, CommandName]>([
  ['新会话', 'new'],
  ['停止', 'stop'],
  ['停止。', 'stop'],
  ['帮助', 'help'],
  ['状态', 'status'],
  ['我是谁？', 'whoami'],
  ['Stop!', 'stop'],
  ['やめて', 'stop'],
])('%s by itself is the command %s', (text, name) => {
  expect(read(text)).toEqual({ name, rest: '', isBare: true });
});

test.each([
  '/stop the server at noon',
  'please /stop',
  '帮助我写一封信',
  '状态是什么',
  '请停止',
  'help',
  'new',
  '/',
  '/newest',
  '/hr',
  'stop talking to Bob',
  '',
])('%j is something for whoever answers', (text) => {
  expect(read(text)).toBeUndefined();
});

test('a command stands behind mentions, also of names with blanks and of which one begins like another', () => {
  expect(read('@Ann Li /new', 'Ann', 'Ann Li')).toMatchObject({ name: 'new' });
  expect(read('@Bot\u00a0@Ann  停止', 'Bot', 'Ann')).toMatchObject({ name: 'stop' });
  expect(read('@Bob /new', 'Ann')).toBeUndefined();
});

test('what stands behind /new is the first message, behind /pair the code', () => {
  expect(read('/new How many days?\nThis year.')).toEqual({
    name: 'new',
    rest: 'How many days?\nThis year.',
    isBare: false,
  });
  expect(read('/配对 7F3K-99QA')).toEqual({ name: 'pair', rest: '7F3K-99QA', isBare: false });
});
