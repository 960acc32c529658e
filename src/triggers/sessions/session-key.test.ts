import { expect, test } from 'vitest';
import { messageOf, settingsOf } from '../../../test/support/trigger-things.ts';
import type { SessionScope } from '../../model/triggers/trigger-settings.ts';
import { eventLane, messageLane, placeOf, sessionKey } from './session-key.ts';

const ann = messageOf().sender;
const bob = { ...ann, openId: 'ou_bob' };
const group = { chatKind: 'group', chatId: 'oc_g' } as const;
const here = messageOf({ ...group, id: 'om_here' });
const bobHere = messageOf({ ...group, id: 'om_bob', sender: bob });
const topicOne = messageOf({ ...group, id: 'om_2', threadId: 'omt_1', rootId: 'om_root1' });
const topicTwo = messageOf({ ...group, id: 'om_3', threadId: 'omt_2', rootId: 'om_root2' });
const elsewhere = messageOf({ id: 'om_4' });

const keyed = (scope: SessionScope, inThread = false) => {
  const settings = settingsOf();
  const given = { session: { ...settings.session, scope }, reply: { ...settings.reply, inThread } };
  return (message: ReturnType<typeof messageOf>): string => sessionKey(message, given);
};

test.each<[SessionScope, number]>([
  ['chat', 2],
  ['thread', 4],
  ['user', 2],
  ['chat_user', 3],
])('by %s, five messages of two people in two chats and two topics are in %d conversations', (scope, count) => {
  expect(new Set([here, bobHere, topicOne, topicTwo, elsewhere].map(keyed(scope))).size).toBe(count);
});

test('two topics in one group are two conversations, and the group outside of them is a third', () => {
  const key = keyed('thread');
  expect(key(topicOne)).not.toBe(key(topicTwo));
  expect(key(here)).toBe(key(bobHere));
});

test('the first message of a topic is in the conversation of what follows', () => {
  const key = keyed('thread');
  const root = messageOf({ chatKind: 'topic', chatId: 'oc_g', id: 'om_root1', threadId: 'omt_1' });
  const rootWithoutThread = messageOf({ chatKind: 'topic', chatId: 'oc_g', id: 'om_root1' });
  expect([key(root), key(rootWithoutThread)]).toEqual([key(topicOne), key(topicOne)]);
});

test('where answers begin a topic, the question is in the conversation of what follows', () => {
  const key = keyed('thread', true);
  const answered = messageOf({ ...group, id: 'om_5', threadId: 'omt_5', rootId: 'om_here', parentId: 'om_here' });
  expect(key(answered)).toBe(key(here));
  expect(key(elsewhere)).toBe('chat/oc_1');
});

test('a reply that quotes, outside of topics, stays in the conversation of the chat', () => {
  expect(keyed('thread')(messageOf({ ...group, rootId: 'om_0', parentId: 'om_0' }))).toBe('chat/oc_g');
});

test('a lane is one conversation in one place', () => {
  const key = keyed('chat');
  const lane = (message: ReturnType<typeof messageOf>): string => messageLane('tr_1', key(message), message);
  expect(new Set([here, bobHere, topicOne, topicTwo].map(lane)).size).toBe(3);
  expect(lane(here)).toBe('tr_1|chat/oc_g');
  expect(placeOf(topicOne)).toBe('oc_g/om_root1');
});

test('events of one value are in one lane, whatever its length', () => {
  expect(eventLane('tr_1', 'ev_1', undefined)).not.toBe(eventLane('tr_1', 'ev_2', undefined));
  expect(eventLane('tr_1', 'ev_1', 'tbl1')).toBe(eventLane('tr_1', 'ev_2', 'tbl1'));
  const long = 'x'.repeat(5_000);
  expect(eventLane('tr_1', 'ev_1', long)).not.toBe(eventLane('tr_1', 'ev_1', `${long}y`));
  expect(eventLane('tr_1', 'ev_1', long).length).toBeLessThan(100);
});
