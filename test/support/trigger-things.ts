import type { Session } from '../../src/model/triggers/conversation.ts';
import { defaultTriggerSettings } from '../../src/model/triggers/default-settings.ts';
import type { InboundMessage } from '../../src/model/triggers/inbound-message.ts';
import type { MessageConditions, TriggerSettings } from '../../src/model/triggers/trigger-settings.ts';

/** A text that somebody says to the bot, in a direct chat. */
export function messageOf(changes: Partial<InboundMessage> = {}): InboundMessage {
  return {
    id: 'om_1',
    chatId: 'oc_1',
    chatKind: 'direct',
    threadId: undefined,
    rootId: undefined,
    parentId: undefined,
    sender: { openId: 'ou_ann', unionId: undefined, userId: undefined, kind: 'user', tenantKey: 't1', name: 'Ann' },
    sentAt: 1_000_000_000_000,
    editedAt: undefined,
    type: 'text',
    text: 'How many days of leave do I have?',
    mentions: [],
    mentionsBot: false,
    mentionsAll: false,
    attachments: [],
    quoted: undefined,
    forwarded: undefined,
    content: {},
    ...changes,
  };
}

/** The defaults, with these changes. */
export function settingsOf(
  changes: Partial<TriggerSettings> = {},
  messages: Partial<MessageConditions> = {},
): TriggerSettings {
  return {
    ...defaultTriggerSettings,
    ...changes,
    messages: { ...defaultTriggerSettings.messages, ...changes.messages, ...messages },
  };
}

/** One that is open, and has had a message at its `lastActiveAt`. */
export function sessionOf(changes: Partial<Session> = {}): Session {
  return {
    id: 'ses_1',
    createdAt: 1_000,
    changedAt: 1_000,
    version: 1,
    triggerId: 'tr_1',
    integrationId: 'int_1',
    tenantKey: 't1',
    key: 'chat/oc_1',
    chatKind: 'direct',
    chatId: 'oc_1',
    threadId: undefined,
    senderOpenId: 'ou_ann',
    senderName: 'Ann',
    conversationId: 'conv_1',
    state: 'open',
    closedWhy: undefined,
    isPinned: false,
    lastActiveAt: 1_000,
    expiresAt: 3_601_000,
    beforeId: undefined,
    messageCount: 1,
    ...changes,
  };
}
