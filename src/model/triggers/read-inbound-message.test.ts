import { expect, test } from 'vitest';
import { messageOf } from '../../../test/support/trigger-things.ts';
import { parseJson } from '../../util/json.ts';
import type { OutboxAct } from './conversation.ts';
import type { InboundMessage } from './inbound-message.ts';
import { readInboundMessage, readOutboxAct } from './read-inbound-message.ts';

const image = { kind: 'image', key: 'img_1', name: 'a.png', durationMs: undefined, canDownload: true } as const;
const quoted = {
  ...{ id: 'om_2', senderOpenId: 'ou_2', senderName: '小明', sentAt: 5, type: 'image', text: '[Image]' },
  attachments: [image],
};

test.each<[name: string, message: InboundMessage]>([
  ['of the least that there is', messageOf({ text: '' })],
  [
    'of all that there may be',
    messageOf({
      ...{ chatKind: 'topic', threadId: 'omt_1', rootId: 'om_3', parentId: 'om_2', editedAt: 9, type: 'post' },
      sender: { openId: 'cli_1', unionId: 'on_1', userId: 'u1', kind: 'bot', tenantKey: 't', name: undefined },
      mentions: [{ openId: 'ou_1', name: '小红', kind: 'user' }],
      ...{ mentionsBot: true, mentionsAll: true, attachments: [image, { ...image, kind: 'audio', durationMs: 7 }] },
      ...{ quoted, forwarded: [{ ...quoted, senderOpenId: undefined, sentAt: undefined }], content: { a: [1, null] } },
    }),
  ],
])('a message %s is read as it was written', (_, message) => {
  expect(readInboundMessage(parseJson(JSON.stringify(message)))).toEqual(message);
});

test.each<OutboxAct>([
  { kind: 'say', target: { kind: 'chat', chatId: 'oc_1' }, said: { type: 'text', content: { text: 'a' } } },
  { kind: 'stream', target: { kind: 'person', openId: 'ou_1' }, text: '…', isFinal: true },
  {
    kind: 'stream',
    target: { kind: 'person', openId: 'ou_1' },
    text: '…',
    isFinal: true,
    show: {
      ...{ people: [{ openId: 'ou_1', name: '小红' }], mayCallEverybody: false, images: ['img_1'], title: 'Leave' },
      ...{ buttons: [], owner: { turnId: 'tu_1', ownerOpenId: 'ou_1' } },
    },
  },
  { kind: 'react', messageId: 'om_1', emoji: 'OnIt' },
  { kind: 'unreact', messageId: 'om_1', emoji: 'OnIt' },
  { kind: 'recall', messageId: 'om_1' },
  { kind: 'ephemeral', chatId: 'oc_1', openId: 'ou_1', card: { a: 1 } },
  { kind: 'follow_ups', ofTurn: 'tu_1', texts: ['a', 'b'] },
])('what is done is read as it was written: $kind', (act) => {
  expect(readOutboxAct(parseJson(JSON.stringify(act)))).toEqual(act);
});

test.each([undefined, null, 'x', [], {}, { kind: 'other' }, { id: 'om_1', chatId: 'oc_1', chatKind: 'other' }])(
  'what is neither is neither: %j',
  (value) => {
    expect(readInboundMessage(value)).toBeUndefined();
    expect(readOutboxAct(value)).toBeUndefined();
  },
);
