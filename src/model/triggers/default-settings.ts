import type { TriggerSettings } from './trigger-settings.ts';

const minuteMs = 60_000;

/** What holds where a trigger says nothing: messages to the bot, in one conversation a topic or chat, answered by nobody until a handler is chosen. */
export const defaultTriggerSettings: TriggerSettings = {
  kind: 'messages',
  messages: {
    chatKinds: ['direct', 'group', 'topic'],
    chats: { allow: [], deny: [] },
    users: { allow: [], deny: [] },
    directUsers: { allow: [], deny: [] },
    groupUsers: { allow: [], deny: [] },
    departments: { allow: [], deny: [] },
    pairing: false,
    groupStrategy: 'mention',
    keywords: [],
    commands: [],
    messageTypes: [],
    pattern: undefined,
    languages: [],
    bots: 'mentions',
    answersAll: false,
    seesEdits: true,
  },
  events: { types: [], fields: [], orderBy: undefined, mapping: undefined },
  continues: false,
  session: { scope: 'thread', idleMs: 60 * minuteMs, tellsTimeout: true },
  busy: 'queue',
  aggregation: { quietMs: 0, longestMs: 8_000, mostMessages: 8, mostCharacters: 4_000, acrossSenders: false },
  history: {
    keepsUnmentioned: false,
    mostMessages: 20,
    windowMs: 60 * minuteMs,
    retentionDays: 30,
    attachmentMegabytes: 10,
  },
  reply: { streaming: true, inThread: false, progressReaction: 'OnIt', tellsRefused: false, language: 'user' },
  quietHours: undefined,
  quota: { perHour: 0, perDay: 0 },
  staleMs: 30 * minuteMs,
  botTurns: 10,
  handlerId: '',
};
