import { describe, expect, test } from 'vitest';
import type { OutgoingContent, OwnMessage, Target } from '../../model/triggers/messenger.ts';
import { findOwn } from './find-own.ts';

const target: Target = { kind: 'reply', messageId: 'om_q', chatId: 'oc_1', inThread: false };
const card = (content: string) => ({ schema: '2.0', body: { elements: [{ tag: 'markdown', content }] } });
const interactive = (content: string): OutgoingContent => ({ type: 'interactive', content: card(content) });

function own(messageId: string, changes: Partial<OwnMessage> = {}): OwnMessage {
  return {
    messageId,
    chatId: 'oc_1',
    threadId: undefined,
    parentId: 'om_q',
    at: 1,
    type: 'interactive',
    content: card('Hello'),
    ...changes,
  };
}

function ids(history: readonly OwnMessage[], said: OutgoingContent | undefined, others: readonly string[] = []) {
  return findOwn(history, { target, said, others: new Set(others) }).map(({ messageId }) => messageId);
}

describe('the message that nobody knows of', () => {
  test('is one with the same words, in answer to the same', () => {
    const history = [
      own('other words', { content: card('Bye') }),
      own('another question', { parentId: 'om_x' }),
      own('known', {}),
      own('it'),
    ];
    expect(ids(history, interactive('Hello'), ['known'])).toEqual(['it']);
  });

  test('is in a topic, or in the chat without an answer', () => {
    const history = [own('topic', { threadId: 'omt_1', parentId: 'om_root' }), own('chat', { parentId: undefined })];
    expect(ids(history, interactive('Hello'))).toEqual(['topic', 'chat']);
  });

  test('mentions are written in another way when they are read', () => {
    const said: OutgoingContent = { type: 'text', content: { text: 'Hi <at user_id="ou_1">Tom</at>, done' } };
    expect(ids([own('it', { type: 'text', content: { text: 'Hi @_user_1, done' } })], said)).toEqual(['it']);
  });

  test('a card is perhaps shown in another way, or was said as text', () => {
    const upgrade = own('degraded', { content: { text: 'Please upgrade' } });
    const plain = own('text', { type: 'text', content: { text: 'Hello' } });
    expect(ids([upgrade, plain], interactive('Hello'))).toEqual(['degraded', 'text']);
  });

  test('of a stream: any card or text', () => {
    expect(ids([own('file', { type: 'file' }), own('card')], undefined)).toEqual(['card']);
  });
});
