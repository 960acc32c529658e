import { expect, test } from 'vitest';
import type { JsonObject } from '../../util/json.ts';
import { readItems, withFetched } from './read-items.ts';
import { readEventMessage } from './read-message.ts';

const reading = {
  botOpenId: 'ou_bot',
  language: 'en' as const,
  nameOf: (openId: string) => ({ ou_ann: 'Ann', ou_tom: 'Tom' })[openId],
  chatKindOf: () => undefined,
  receivedAt: 0,
};

function item(
  id: string,
  upper: string | undefined,
  at: number,
  type: string,
  content: unknown,
  from = 'ou_ann',
): JsonObject {
  return {
    message_id: id,
    ...(upper === undefined ? {} : { upper_message_id: upper }),
    chat_id: 'oc_1',
    msg_type: type,
    create_time: String(at),
    sender: { id: from, id_type: 'open_id', sender_type: 'user' },
    body: { content: typeof content === 'string' ? content : JSON.stringify(content) },
  };
}

const forward = [
  item('om_root', undefined, 1_700_000_000_009, 'merge_forward', 'Merged and Forwarded Message'),
  item('om_c', 'om_root', 1_700_000_000_003, 'image', { image_key: 'img_1' }),
  item('om_a', 'om_root', 1_700_000_000_001, 'text', { text: 'first' }, 'ou_tom'),
  item('om_in', 'om_root', 1_700_000_000_002, 'merge_forward', 'Merged and Forwarded Message'),
  item('om_in1', 'om_in', 1_600_000_000_000, 'text', { text: 'deeper' }, 'ou_x'),
  { ...item('om_d', 'om_root', 1_700_000_000_004, 'text', ''), deleted: true },
];

test('a forward is one thing after another, what is in it at any depth', () => {
  const read = readItems(forward, 'om_root', reading);
  expect(read?.quoted).toMatchObject({ id: 'om_root', type: 'merge_forward' });
  expect(read?.forwarded.map(({ id, text, senderName }) => [id, text, senderName])).toEqual([
    ['om_a', 'first', 'Tom'],
    ['om_in', '[Forwarded messages]', 'Ann'],
    ['om_in1', 'deeper', undefined],
    ['om_c', '[Image]', 'Ann'],
    ['om_d', '[Recalled message]', undefined],
  ]);
});

test('what was edited has its new words, without the mention of the bot that begins them', () => {
  const mentions = [{ key: '@_user_1', id: 'ou_bot', id_type: 'open_id', name: 'Bot' }];
  const whole = { ...item('om_1', undefined, 1_700_000_000_000, 'text', { text: '@_user_1 better' }), mentions };
  const before = readItems([whole], 'om_1', reading);
  expect([before?.edited, before?.editedAt]).toEqual([undefined, undefined]);
  const after = readItems([{ ...whole, updated: true, update_time: '1700000009000' }], 'om_1', reading);
  expect(after?.edited).toMatchObject({ text: 'better', mentionsBot: true, editedAt: 1_700_000_009_000 });
});

test('what hangs on a part of a forward cannot be downloaded', () => {
  const parts = readItems(forward, 'om_root', reading)?.forwarded.flatMap(({ attachments }) => attachments);
  expect(parts).toEqual([{ kind: 'image', key: 'img_1', name: undefined, durationMs: undefined, canDownload: false }]);
  const alone = readItems([item('om_1', undefined, 1, 'image', { image_key: 'img_1' })], 'om_1', reading);
  expect(alone?.quoted.attachments).toMatchObject([{ canDownload: true }]);
});

test('forwards that hold each other end', () => {
  const loop = [item('om_a', 'om_b', 1, 'merge_forward', ''), item('om_b', 'om_a', 2, 'merge_forward', '')];
  expect(readItems(loop, 'om_a', reading)?.forwarded.map(({ id }) => id)).toEqual(['om_b']);
});

test('the text of a forward is what was said in it', () => {
  const outcome = readEventMessage(
    {
      sender: { sender_id: { open_id: 'ou_ann' }, sender_type: 'user' },
      message: { message_id: 'om_root', chat_id: 'oc_1', message_type: 'merge_forward', content: 'Merged' },
    },
    reading,
  );
  if (outcome.kind === 'fault') throw new Error(outcome.fault.en);
  const read = readItems(forward.slice(0, 3), 'om_root', reading);
  const message = withFetched(outcome.message, { forwarded: read?.forwarded });
  expect(message.text).toBe('[Forwarded messages]\nTom: first\nAnn: [Image]');
  expect(message.forwarded).toHaveLength(2);
});

test('a quotation leaves the text as it is', () => {
  const outcome = readEventMessage(
    {
      sender: { sender_id: { open_id: 'ou_ann' }, sender_type: 'user' },
      message: { message_id: 'om_2', chat_id: 'oc_1', message_type: 'text', content: '{"text":"why?"}' },
    },
    reading,
  );
  if (outcome.kind === 'fault') throw new Error(outcome.fault.en);
  const quoted = readItems([item('om_1', undefined, 1, 'text', { text: 'because' })], 'om_1', reading)?.quoted;
  expect(withFetched(outcome.message, { quoted })).toMatchObject({ text: 'why?', quoted: { text: 'because' } });
});

test.each([
  ['was recalled', [{ ...item('om_1', undefined, 1, 'text', '{}'), deleted: true }]],
  ['is not there', []],
  ['is no object', [null, 3]],
])('what %s is nothing', (_, items) => {
  expect(readItems(items, 'om_1', reading)).toBeUndefined();
});
