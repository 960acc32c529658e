import { expect, test } from 'vitest';
import type { Target } from '../../../model/triggers/messenger.ts';
import { placeOf } from './do-act.ts';

const reply: Target = { kind: 'reply', messageId: 'om_1', chatId: 'oc_1', inThread: true };

test('what has no place in a topic is an answer beside it, then no answer to anything', () => {
  expect(placeOf(reply, 'asked')).toEqual(reply);
  expect(placeOf(reply, 'no_thread')).toEqual({ ...reply, inThread: false });
  expect(placeOf(reply, 'chat')).toEqual({ kind: 'chat', chatId: 'oc_1' });
  expect(placeOf({ kind: 'person', openId: 'ou_1' }, 'chat')).toEqual({ kind: 'person', openId: 'ou_1' });
});
