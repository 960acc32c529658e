import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../util/json.ts';
import { actorOf, chatOf } from './who-and-where.ts';

const person = { union_id: 'on_1', user_id: 'u1', open_id: 'ou_1' };

// The shapes of the documentation's own examples.
describe.each<[type: string, body: JsonObject, actor: string | undefined, chat: string | undefined]>([
  ['im.message.receive_v1', { sender: { sender_id: person }, message: { chat_id: 'oc_1' } }, 'ou_1', 'oc_1'],
  ['im.message.reaction.created_v1', { operator_type: 'user', user_id: person }, 'ou_1', undefined],
  ['im.message.message_read_v1', { reader: { reader_id: person, read_time: '1' } }, 'ou_1', undefined],
  ['im.chat.member.bot.added_v1', { chat_id: 'oc_1', operator_id: person }, 'ou_1', 'oc_1'],
  ['application.bot.menu_v6', { operator: { operator_name: 'A', operator_id: person } }, 'ou_1', undefined],
  ['p2p_chat_create', { chat_id: 'oc_1', operator: person, user: { open_id: 'ou_2' } }, 'ou_1', 'oc_1'],
  ['card.action.trigger', { operator: person, context: { open_chat_id: 'oc_1' } }, 'ou_1', 'oc_1'],
  ['vc.meeting.join_meeting_v1', { operator: { id: person, user_role: 1 } }, 'ou_1', undefined],
  // Somebody of whom it tells has done nothing.
  ['contact.user.updated_v3', { object: { open_id: 'ou_2' } }, undefined, undefined],
  ['approval_instance', { instance_code: 'x', user_id: 'u1' }, undefined, undefined],
  ['of another form', { sender: 'somebody', message: [], chat_id: { id: 'oc_1' } }, undefined, undefined],
  ['with an id of any length', { chat_id: 'o'.repeat(101), operator_id: { open_id: '' } }, undefined, undefined],
])('%s', (_, body, actor, chat) => {
  test('who has done it, and where', () => {
    expect([actorOf(body), chatOf(body)]).toEqual([actor, chat]);
  });
});
