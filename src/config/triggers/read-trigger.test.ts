import { expect, test } from 'vitest';
import { defaultTriggerSettings } from '../../model/triggers/default-settings.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import type { JsonObject, JsonValue } from '../../util/json.ts';
import { formatPath } from '../problems.ts';
import { readTrigger, triggerSpec, writeTrigger } from './read-trigger.ts';

function settingsOf(given: JsonObject): TriggerSettings {
  const read = readTrigger(given);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.settings;
}

function faultsOf(given: JsonObject): Readonly<Record<string, { readonly en: string; readonly zh: string }>> {
  const read = readTrigger(given);
  const faults = 'faults' in read ? read.faults : [];
  return Object.fromEntries(faults.map(({ path, message }) => [formatPath(path), message]));
}

test('what is absent has its default', () => {
  expect(settingsOf({})).toEqual(defaultTriggerSettings);
});

test('an event is taken however old, unless the trigger says otherwise', () => {
  expect(settingsOf({ kind: 'events' }).staleMs).toBe(0);
  expect(settingsOf({ kind: 'events', staleMs: 60_000 }).staleMs).toBe(60_000);
  expect(settingsOf({ kind: 'messages', staleMs: 0 }).staleMs).toBe(0);
});

test('settings that were read are read again as the same', () => {
  const full: JsonObject = {
    kind: 'events',
    messages: { chats: { allow: ['oc_1'], deny: ['oc_2'] }, pattern: '^a', commands: ['/hr'], languages: ['zh'] },
    events: {
      types: ['im.chat.*', 'approval_instance'],
      fields: [
        { path: 'event.status', is: 'one_of', value: ['APPROVED', 'REJECTED'] },
        { path: 'event.uuid', is: 'equals' },
      ],
      orderBy: 'event.instance_code',
      mapping: { code: 'event.instance_code' },
    },
    reply: { progressReaction: '' },
    quietHours: { from: '22:00', until: '07:00', timeZone: 'Asia/Shanghai', notice: 'Tomorrow' },
    handlerId: 'hd_1',
  };
  const settings = settingsOf(full);
  expect(settings.reply.progressReaction).toBeUndefined();
  expect(settings.events.fields[1]?.value).toBeNull();
  expect(settingsOf(writeTrigger(settings))).toEqual(settings);
  expect(settingsOf(writeTrigger(defaultTriggerSettings))).toEqual(defaultTriggerSettings);
});

test.each<[string, JsonObject, RegExp, RegExp]>([
  ['messages.groupStrategy', { messages: { groupStrategy: 'sometimes' } }, /one of mention, all/, /必须是 mention/],
  ['messages.users.allow[0]', { messages: { users: { allow: ['on_1'] } } }, /open_id of this app/, /open_id/],
  ['messages.chats.deny[1]', { messages: { chats: { deny: ['oc_1', 'x'] } } }, /chat_id/, /chat_id/],
  ['messages.departments.allow[0]', { messages: { departments: { allow: ['D1'] } } }, /od-/, /od-/],
  ['messages.commands[0]', { messages: { commands: ['hr'] } }, /such as \/hr/, /\/hr/],
  ['session.idleMs', { session: { idleMs: -1 } }, /at least 0/, /不能小于/],
  ['session.idleMs', { session: { idleMs: '60' } }, /a whole number|a number/, /数字/],
  ['aggregation.mostMessages', { aggregation: { mostMessages: 65 } }, /at most 64/, /不能大于 64/],
  ['history.attachmentMegabytes', { history: { attachmentMegabytes: 101 } }, /at most 100/, /不能大于 100/],
  [
    'quietHours.timeZone',
    { quietHours: { from: '22:00', until: '07:00', timeZone: 'Mars/Base' } },
    /time zone/,
    /时区/,
  ],
  ['quietHours.until', { quietHours: { from: '22:00', timeZone: 'Asia/Shanghai' } }, /required/, /必须/],
  ['events.types[0]', { events: { types: ['im.*.created'] } }, /type of an event/, /事件类型/],
  [
    'events.fields[0].value',
    { events: { fields: [{ path: 'a', is: 'equals', value: {} }] } },
    /a text, a number/,
    /文本/,
  ],
  ['events.fields[0].is', { events: { fields: [{ path: 'a', is: 'like' }] } }, /one of equals/, /equals/],
  ['reply.progressReaction', { reply: { progressReaction: '👍' } }, /emoji_type/, /emoji_type/],
  ['messages', { messages: { secret_thing: 1 } }, /unknown setting/, /未知/],
  ['messages.groupstrategy', { messages: { groupstrategy: 'all' } }, /did you mean groupStrategy/, /groupStrategy/],
])('%s: %j', (path, given, en, zh) => {
  expect(faultsOf(given)).toEqual({ [path]: { en: expect.stringMatching(en), zh: expect.stringMatching(zh) } });
});

test('a time of the day is one', () => {
  const faults = Object.entries(faultsOf({ quietHours: { from: '25:00', until: '07:00', timeZone: 'Asia/Shanghai' } }));
  expect(faults).toEqual([
    [expect.stringMatching(/^quietHours\.from$/), expect.objectContaining({ en: expect.stringContaining('22:00') })],
  ]);
});

test('faults show no value', () => {
  expect(JSON.stringify(faultsOf({ handlerId: 5, messages: { users: { allow: ['hunter2'] } } }))).not.toContain(
    'hunter2',
  );
});

test('every setting has a title and a description in both languages', () => {
  const silent: string[] = [];
  const look = (schema: JsonValue | undefined, path: string): void => {
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema) || !('properties' in schema)) return;
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      const at = `${path}${name}`;
      const own = Object(inner);
      if (!own.title || !own.description || !own.zh?.title || !own.zh?.description) silent.push(at);
      look(inner, `${at}.`);
      look(own.items, `${at}[].`);
    }
  };
  look(triggerSpec(), '');
  expect(silent).toEqual([]);
});

/** Each row of the options of Xpert's Lark trigger, with what it comes to. */
const pick: Readonly<Record<string, (settings: TriggerSettings) => unknown>> = {
  directUsers: ({ messages }) => messages.directUsers.allow,
  chats: ({ messages }) => messages.chats.allow,
  groupUsers: ({ messages }) => messages.groupUsers.allow,
  strategy: ({ messages }) => messages.groupStrategy,
  idleMs: ({ session }) => session.idleMs,
  quietMs: ({ aggregation }) => aggregation.quietMs,
  keepsUnmentioned: ({ history }) => history.keepsUnmentioned,
  mostMessages: ({ history }) => history.mostMessages,
  windowMs: ({ history }) => history.windowMs,
  retentionDays: ({ history }) => history.retentionDays,
  megabytes: ({ history }) => history.attachmentMegabytes,
  streaming: ({ reply }) => reply.streaming,
};

test.each<[JsonObject, keyof typeof pick, unknown]>([
  [{ singleChatScope: 'all_users' }, 'directUsers', []],
  [{ singleChatScope: 'all_users', singleChatUserOpenIds: ['ou_1'] }, 'directUsers', []],
  [{ singleChatScope: 'selected_users', singleChatUserOpenIds: ['ou_1'] }, 'directUsers', ['ou_1']],
  [{ allowedGroupScope: 'all_chats', allowedGroupChatIds: ['oc_1'] }, 'chats', []],
  [{ allowedGroupScope: 'selected_chats', allowedGroupChatIds: ['oc_1', 'oc_2'] }, 'chats', ['oc_1', 'oc_2']],
  [{ groupUserScope: 'selected_users', groupUserOpenIds: ['ou_2'] }, 'groupUsers', ['ou_2']],
  [{ groupUserScope: 'all_users', groupUserOpenIds: [] }, 'groupUsers', []],
  [{ groupReplyStrategy: 'mention_only' }, 'strategy', 'mention'],
  [{ groupReplyStrategy: 'all_messages' }, 'strategy', 'all'],
  [{ sessionTimeoutSeconds: 3_600 }, 'idleMs', 3_600_000],
  [{ summaryWindowSeconds: 0 }, 'quietMs', 0],
  [{ summaryWindowSeconds: 5 }, 'quietMs', 5_000],
  [{ captureUnmentionedGroupMessages: true }, 'keepsUnmentioned', true],
  [{ historyContextLimit: 0 }, 'mostMessages', 0],
  [{ historyContextLimit: 100 }, 'mostMessages', 100],
  [{ historyContextWindowSeconds: 0 }, 'windowMs', 0],
  [{ historyContextWindowSeconds: 7_200 }, 'windowMs', 7_200_000],
  [{ historyRetentionDays: 0 }, 'retentionDays', 0],
  [{ historyRetentionDays: 7 }, 'retentionDays', 7],
  [{ historyAttachmentMaxSizeMb: 25 }, 'megabytes', 25],
  [{ executeAsMappedUser: true }, 'streaming', true],
  [{ streamingEnabled: false }, 'streaming', false],
])("Xpert's %j: %s is %j", (given, what, value) => {
  expect(pick[what]?.(settingsOf(given))).toEqual(value);
});

test("Xpert's enabled and integrationId are beside the settings", () => {
  expect(readTrigger({ enabled: true, integrationId: 'int_1' })).toMatchObject({
    beside: { enabled: true, integrationId: 'int_1' },
  });
  expect(readTrigger({})).toMatchObject({ beside: { enabled: undefined, integrationId: undefined } });
});

test('a summary window longer than the longest wait makes that longer too', () => {
  expect(settingsOf({ summaryWindowSeconds: 30 }).aggregation).toMatchObject({ quietMs: 30_000, longestMs: 90_000 });
  expect(settingsOf({ summaryWindowSeconds: 1 }).aggregation).toMatchObject({ longestMs: 8_000 });
});

test("Xpert's options and ours go together", () => {
  const settings = settingsOf({
    groupReplyStrategy: 'all_messages',
    historyContextLimit: 5,
    history: { retentionDays: 1 },
    messages: { keywords: ['x'] },
  });
  expect(settings.messages).toMatchObject({ groupStrategy: 'all', keywords: ['x'] });
  expect(settings.history).toMatchObject({ mostMessages: 5, retentionDays: 1 });
});

test.each<[string, JsonObject, RegExp]>([
  ['singleChatScope', { singleChatScope: 'self' }, /self is not known here/],
  ['singleChatUserOpenIds', { singleChatScope: 'selected_users' }, /at least one/],
  ['singleChatUserOpenIds[0]', { singleChatScope: 'selected_users', singleChatUserOpenIds: ['u1'] }, /open_id/],
  ['allowedGroupChatIds', { allowedGroupScope: 'selected_chats', allowedGroupChatIds: [] }, /at least one/],
  ['groupUserOpenIds', { groupUserScope: 'selected_users' }, /at least one/],
  ['groupReplyStrategy', { groupReplyStrategy: 'never' }, /one of mention_only, all_messages/],
  ['sessionTimeoutSeconds', { sessionTimeoutSeconds: 0 }, /from 1/],
  ['summaryWindowSeconds', { summaryWindowSeconds: -1 }, /from 0/],
  ['historyContextLimit', { historyContextLimit: 101 }, /to 100/],
  ['historyAttachmentMaxSizeMb', { historyAttachmentMaxSizeMb: 26 }, /to 25/],
  ['streamingEnabled', { streamingEnabled: 'yes' }, /true or false/],
  ['integrationId', { integrationId: 7 }, /integration/],
  ['session.idleMs', { sessionTimeoutSeconds: 60, session: { idleMs: 1 } }, /also as sessionTimeoutSeconds/],
])("Xpert's %s is faulty in %j", (path, given, en) => {
  expect(faultsOf(given)).toEqual({
    [path]: { en: expect.stringMatching(en), zh: expect.stringMatching(/\p{Script=Han}/u) },
  });
});
