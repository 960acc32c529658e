import type { NewResource } from '../../src/model/service/resource.ts';
import type { ServiceTables } from '../../src/model/service/service-store.ts';
import type { Session, Trigger } from '../../src/model/triggers/conversation.ts';
import { defaultTriggerSettings } from '../../src/model/triggers/default-settings.ts';
import { SealedText } from '../../src/model/triggers/sealed-text.ts';
import type { NewOutboxRow, StoredMessage } from '../../src/model/triggers/session-tables.ts';
import type { ServiceHandler } from '../../src/model/triggers/tables.ts';
import type { TriggerSettings } from '../../src/model/triggers/trigger-settings.ts';
import type { NewTurn, TurnMessage } from '../../src/model/triggers/turn-table.ts';
import { newIntegration } from './service-things.ts';

/** The defaults, with a handler. */
export const triggerSettings: TriggerSettings = { ...defaultTriggerSettings, handlerId: 'ha_1' };

/** Likewise with all that may be absent. */
export const fullTriggerSettings: TriggerSettings = {
  ...triggerSettings,
  kind: 'events',
  messages: {
    ...triggerSettings.messages,
    chats: { allow: ['oc_1'], deny: ['oc_2'] },
    groupStrategy: 'command',
    keywords: ['报销'],
    commands: ['/hr'],
    messageTypes: ['text'],
    pattern: '^a',
    languages: ['zh'],
    bots: 'always',
    answersAll: true,
    seesEdits: false,
    pairing: true,
  },
  events: {
    types: ['approval.*'],
    fields: [
      { path: 'event.status', is: 'one_of', value: ['a', 'b'] },
      { path: 'event.amount', is: 'greater', value: 5 },
      { path: 'event.done', is: 'equals', value: true },
      { path: 'event.x', is: 'exists', value: null },
    ],
    orderBy: 'event.id',
    mapping: { id: 'event.id' },
  },
  continues: true,
  session: { scope: 'chat_user', idleMs: 0, tellsTimeout: false },
  busy: 'steer',
  aggregation: { quietMs: 1, longestMs: 2, mostMessages: 3, mostCharacters: 4, acrossSenders: true },
  history: { ...triggerSettings.history, keepsUnmentioned: true },
  reply: { streaming: false, inThread: true, progressReaction: undefined, tellsRefused: true, language: 'zh' },
  quietHours: { from: '22:00', until: '07:00', timeZone: 'Asia/Shanghai', notice: '明天见' },
  quota: { perHour: 5, perDay: 9 },
};

export function newHandler(id: string, given: Partial<NewResource<ServiceHandler>> = {}): NewResource<ServiceHandler> {
  const nothing = { disabledAt: undefined, disabledWhy: undefined, test: undefined, testedAt: undefined };
  return { id, name: id, kind: 'http', settings: {}, ...nothing, createdAt: 1, ...given };
}

export function newTrigger(id: string, given: Partial<NewResource<Trigger>> = {}): NewResource<Trigger> {
  return {
    id,
    name: id,
    integrationId: 'in_1',
    position: 0,
    state: 'draft',
    isShadow: false,
    publishedVersion: undefined,
    draft: triggerSettings,
    createdAt: 1,
    ...given,
  };
}

export function newSession(id: string, given: Partial<NewResource<Session>> = {}): NewResource<Session> {
  return {
    id,
    triggerId: 'tr_1',
    integrationId: 'in_1',
    tenantKey: 't1',
    key: id,
    chatKind: 'group',
    chatId: 'oc_1',
    threadId: undefined,
    senderOpenId: 'ou_1',
    senderName: undefined,
    conversationId: `conversation-${id}`,
    state: 'open',
    closedWhy: undefined,
    isPinned: false,
    lastActiveAt: 1,
    expiresAt: 100,
    beforeId: undefined,
    messageCount: 0,
    createdAt: 1,
    ...given,
  };
}

/** As if it were sealed. */
export function sealedOf(text: string, owner = 'session.se_1'): SealedText {
  return new SealedText(`v1.${owner}.${Buffer.from(text).toString('base64url')}`);
}

export function newSessionMessage(id: string, given: Partial<StoredMessage> = {}): StoredMessage {
  return {
    id,
    sessionId: 'se_1',
    role: 'user',
    messageId: `om_${id}`,
    senderOpenId: 'ou_1',
    senderName: undefined,
    at: 1,
    body: sealedOf(id),
    expiresAt: undefined,
    ...given,
  };
}

export function newTurnMessage(messageId: string, given: Partial<TurnMessage> = {}): TurnMessage {
  return { messageId, senderOpenId: 'ou_1', at: 1, length: 5, body: sealedOf(messageId), ...given };
}

/** A turn that is ready, with one message of its own. */
export function newTurn(id: string, given: Partial<NewTurn> = {}): NewTurn {
  return {
    id,
    sessionId: undefined,
    triggerId: 'tr_1',
    version: 1,
    tenantKey: 't1',
    lane: 'lane',
    state: 'ready',
    messages: [newTurnMessage(`om_${id}`)],
    event: undefined,
    firstAt: 1,
    dueAt: 1,
    ...given,
  };
}

export function newOutboxRow(id: string, given: Partial<NewOutboxRow> = {}): NewOutboxRow {
  return {
    id,
    turnId: undefined,
    integrationId: 'in_1',
    tenantKey: 't1',
    lane: 'oc_1',
    kind: 'say',
    uuid: id,
    nextAt: 1,
    isFinal: true,
    createdAt: 1,
    body: sealedOf(id),
    ...given,
  };
}

/** An integration with a handler and two triggers. */
export async function withTriggers({ integrations, handlers, triggers }: ServiceTables): Promise<void> {
  await integrations.insert(newIntegration('in_1'));
  await handlers.insert(newHandler('ha_1'));
  for (const [position, id] of ['tr_1', 'tr_2'].entries()) await triggers.insert(newTrigger(id, { position }));
}
