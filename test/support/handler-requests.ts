import type { HandlerRequest, HandlerTools, ReplyPart } from '../../src/model/triggers/handler.ts';
import { messageOf } from './trigger-things.ts';

/** A turn of one message in a direct chat. */
export function handlerRequest(given: Partial<HandlerRequest> = {}): HandlerRequest {
  return {
    id: 'turn_1',
    attempt: 1,
    kind: 'message',
    trigger: { id: 'tr_1', name: 'Help', version: 3 },
    integration: { id: 'in_1', appId: 'cli_1', region: 'feishu' },
    tenantKey: 't1',
    session: { id: 'se_1', conversationId: 'conv_1', isNew: true, chatId: 'oc_1', threadId: undefined },
    user: { openId: 'ou_ann', unionId: undefined, name: 'Ann', handlerUserId: undefined, language: 'en' },
    text: 'How are you?',
    messages: [
      messageOf({
        sentAt: Date.parse('2026-03-01T08:00:00Z'),
        text: 'How are you?',
        content: { text: 'How are you?' },
      }),
    ],
    history: [],
    event: undefined,
    replyHandle: 'rh_1',
    ...given,
  };
}

/** Tools of a turn without attachments, ended by nobody. */
export function handlerTools(given: Partial<HandlerTools> = {}): HandlerTools {
  return {
    signal: new AbortController().signal,
    download: () => Promise.reject(new Error('nothing hangs on the message')),
    ...given,
  };
}

/** The text of an answer, as people see it at its end. */
export function textOf(parts: readonly ReplyPart[]): string {
  let text = '';
  for (const part of parts) {
    if (part.kind === 'text') text += part.text;
    else if (part.kind === 'replace') text = part.text;
  }
  return text;
}
