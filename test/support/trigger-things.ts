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
