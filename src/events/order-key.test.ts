import { expect, test } from 'vitest';
import type { JsonObject } from '../util/json.ts';
import { orderKeyOf } from './order-key.ts';

test.each<[type: string, body: JsonObject, key: string | null]>([
  ['im.message.receive_v1', { message: { message_id: 'om_1', chat_id: 'oc_1' } }, 'chat/oc_1'],
  ['im.message.recalled_v1', { message_id: 'om_1', chat_id: 'oc_1' }, 'chat/oc_1'],
  ['im.chat.member.bot.deleted_v1', { chat_id: 'oc_1' }, 'chat/oc_1'],
  ['card.action.trigger', { context: { open_chat_id: 'oc_1', open_message_id: 'om_2' } }, 'chat/oc_1'],
  ['card.action.trigger_v1', { open_chat_id: 'oc_1', open_message_id: 'om_2' }, 'chat/oc_1'],
  ['im.message.reaction.created_v1', { message_id: 'om_1' }, 'message/om_1'],
  ['im.message.reaction.deleted_v1', { message_id: 'om_1' }, 'message/om_1'],
  ['im.message.message_read_v1', { message_id_list: ['om_1'] }, null],
  ['approval_task', { instance_code: 'I1' }, 'approval/I1'],
  ['approval_instance', {}, null],
  // It says nothing of what came before in the chat.
  ['application.bot.menu_v6', { event_key: 'k' }, null],
  ['contact.user.updated_v3', { chat_id: 'oc_1' }, null],
])('events of %s keep the order of their chat, message or instance', (type, body, key) => {
  expect(orderKeyOf(type, body)).toBe(key);
});
