import { expect, test } from 'vitest';
import { sessionOf } from '../../../test/support/trigger-things.ts';
import { helpText, statusText, stopText, whoamiText } from './command-texts.ts';

test('help names every command', () => {
  const { en, zh } = helpText('Echo');
  for (const command of ['/new', '/stop', '/status', '/whoami']) expect(en).toContain(command);
  for (const command of ['/新会话', '/停止', '/状态', '/我是谁']) expect(zh).toContain(command);
});

test('the status says how the conversation stands', () => {
  const session = sessionOf({ expiresAt: 3_600_000, messageCount: 3 });
  expect(statusText({ session, ahead: 1, now: 0 }).en).toBe(
    'The conversation goes on. 3 messages. 1 question under way or waiting. It ends after 60 minutes of silence.',
  );
  expect(statusText({ session: { ...session, isPinned: true }, ahead: 0, now: 0 }).zh).toBe(
    '会话进行中。共 3 条消息。没有等待处理的消息。已置顶。',
  );
  expect(statusText({ session: { ...session, state: 'handed_over' }, ahead: 0, now: 0 }).en).toMatch(
    /^A person answers/,
  );
  expect(statusText({ session: { ...session, state: 'idle' }, ahead: 0, now: 0 }).en).toBe(
    'No conversation goes on here.',
  );
});

test('a person learns how they are known', () => {
  expect(whoamiText({ openId: 'ou_ann', name: 'Ann', handlerUserId: 'u7' }).en).toBe(
    'You are Ann, `ou_ann`. The one who answers knows you as `u7`.',
  );
  expect(whoamiText({ openId: 'ou_ann', name: undefined, handlerUserId: undefined }).zh).toContain('ou_ann');
});

test('stop says whether there was anything to stop', () => {
  expect(stopText(0).en).not.toBe(stopText(2).en);
});
