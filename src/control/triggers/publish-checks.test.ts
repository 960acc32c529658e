import { expect, test } from 'vitest';
import { settingsOf } from '../../../test/support/trigger-things.ts';
import { type PublishFacts, publishChecks } from './publish-checks.ts';

const granted = new Set([
  ...['im:message.p2p_msg', 'im:message.group_at_msg:readonly', 'im:message', 'cardkit:card:write'],
  'im:message.group_at_msg.include_bot:readonly',
]);
const facts: PublishFacts = {
  granted,
  subscribed: new Set(['im.message.receive_v1']),
  chats: new Set(['oc_1']),
  handler: { name: 'Echo', disabledAt: undefined, test: { lines: [], isOk: true } },
  before: [],
};
const bad = (settings = settingsOf(), changes: Partial<PublishFacts> = {}) =>
  publishChecks(settings, { ...facts, ...changes })
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ name, outcome }) => `${name}: ${outcome}`);

test('nothing is missing where all is there', () => {
  expect(bad()).toEqual([]);
});

test('what is missing is named, with what to do', () => {
  const lines = publishChecks(settingsOf({}, { groupStrategy: 'all' }), facts);
  expect(lines.find(({ name }) => name === 'scopes.im:message.group_msg')).toMatchObject({
    outcome: 'failed',
    message: { en: 'The app lacks im:message.group_msg', zh: '应用缺少 im:message.group_msg' },
    cure: { en: expect.stringContaining('developer console'), zh: expect.stringContaining('开发者后台') },
  });
});

test('one before it that takes all of it is named: it is never reached', () => {
  const settings = settingsOf({ quota: { perHour: 0, perDay: 0 } });
  const before = [
    { name: 'Leave', settings: { ...settings, messages: { ...settings.messages, chatKinds: ['direct'] as const } } },
    { name: 'Everything', settings },
  ];
  expect(bad(settings, { before })).toEqual(['order: warning']);
  const line = publishChecks(settings, { ...facts, before }).find(({ name }) => name === 'order');
  expect(line?.message).toMatchObject({
    en: expect.stringContaining('“Everything”'),
    zh: expect.stringContaining('“Everything”'),
  });
  expect(bad(settings, { before: before.slice(0, 1) })).toEqual([]);
});

test('an event that the app has not subscribed to comes never', () => {
  expect(bad(settingsOf(), { subscribed: new Set() })).toEqual(['events.im.message.receive_v1: failed']);
  const events = { types: ['im.chat.*', 'approval_instance'], fields: [], orderBy: undefined, mapping: undefined };
  const settings = settingsOf({ kind: 'events', events });
  expect(bad(settings, { subscribed: new Set(['im.chat.updated_v1']) })).toEqual(['events.approval_instance: failed']);
});

test('groups that the bot is not in are named; it may be added to some later', () => {
  const chats = (...allow: readonly string[]) => settingsOf({}, { chats: { allow, deny: [] } });
  expect(bad(chats('oc_1'))).toEqual([]);
  expect(bad(chats('oc_1', 'oc_2'))).toEqual(['chats: warning']);
  expect(bad(chats('oc_2'))).toEqual(['chats: failed']);
});

test('the handler is there, enabled, and answers', () => {
  const handler = { name: 'Echo', disabledAt: undefined, test: undefined };
  expect(bad(settingsOf(), { handler: undefined })).toEqual(['handler: failed']);
  expect(bad(settingsOf(), { handler: { ...handler, disabledAt: 1 } })).toEqual(['handler: failed']);
  expect(bad(settingsOf(), { handler })).toEqual(['handler: warning']);
  expect(bad(settingsOf(), { handler: { ...handler, test: { lines: [], isOk: false } } })).toEqual(['handler: failed']);
});

test('what could not be found out fails nothing', () => {
  const unknown = { granted: undefined, subscribed: undefined, chats: undefined };
  const settings = settingsOf({}, { chats: { allow: ['oc_1'], deny: [] } });
  const lines = publishChecks(settings, { ...facts, ...unknown });
  expect(new Set(lines.map(({ outcome }) => outcome))).toEqual(new Set(['skipped', 'ok']));
});
