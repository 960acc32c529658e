import { expect, test } from 'vitest';
import { messageOf, settingsOf } from '../../../test/support/trigger-things.ts';
import { type DecisionCode, decisionCodes } from '../../model/triggers/decision.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { MessageConditions, TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import type { JsonObject } from '../../util/json.ts';
import { decide } from './decide.ts';
import { type Candidate, noFacts, type RuleFacts, type Subject, type TriggerFacts } from './subject.ts';

const at = Date.UTC(2026, 10, 28, 3, 30); // 11:30 in Shanghai
const minuteMs = 60_000;

function candidate(settings: TriggerSettings, changes: Partial<Candidate['trigger']> = {}): Candidate {
  return { trigger: { id: 'tr_1', state: 'published', isShadow: false, ...changes }, version: 3, settings };
}

function said(message: Partial<InboundMessage> = {}): Subject {
  const whole = messageOf({ sentAt: at - 1_000, ...message });
  return {
    eventId: 'ev_1',
    type: 'im.message.receive_v1',
    createdAt: whole.sentAt,
    actorId: whole.sender.openId,
    body: {},
    message: whole,
  };
}

function happened(type: string, body: JsonObject = {}, changes: Partial<Subject> = {}): Subject {
  return { eventId: 'ev_1', type, createdAt: at - 1_000, actorId: undefined, body, message: undefined, ...changes };
}

function facts(changes: Partial<RuleFacts> = {}, own: Partial<TriggerFacts> = {}): RuleFacts {
  return {
    now: at,
    receivedAt: at,
    botOpenId: 'ou_bot',
    appId: 'cli_own',
    wasDownSince: undefined,
    isRecalled: false,
    isBlocked: false,
    departments: undefined,
    ofTriggers: new Map([['tr_1', { ...noFacts, ...own }]]),
    ...changes,
  };
}

const group = { chatKind: 'group', chatId: 'oc_group' } as const;
const bot = {
  openId: 'ou_other',
  unionId: undefined,
  userId: undefined,
  kind: 'bot',
  tenantKey: 't1',
  name: 'Other',
} as const;
const own = (openId: string): Partial<InboundMessage> => ({ sender: { ...bot, openId } });
const events = (types: readonly string[], more: Partial<TriggerSettings['events']> = {}): TriggerSettings =>
  settingsOf({ kind: 'events', events: { types, fields: [], orderBy: undefined, mapping: undefined, ...more } });
const list = (allow: readonly string[], deny: readonly string[] = []) => ({ allow, deny });

interface Example {
  readonly code: DecisionCode;
  readonly name: string;
  readonly subject?: Subject;
  readonly settings?: TriggerSettings;
  readonly messages?: Partial<MessageConditions>;
  readonly facts?: Partial<RuleFacts>;
  readonly own?: Partial<TriggerFacts>;
  readonly trigger?: Partial<Candidate['trigger']>;
  /** What the reason must name. */
  readonly words?: string;
}

const mentioned = said({ ...group, mentionsBot: true });
const changed = happened('drive.file.bitable_record_changed_v1', {
  table_id: 'tbl1',
  action_list: [{ action: 'record_added' }, { action: 'record_edited' }],
});
const record = 'drive.file.bitable_record_changed_v1';

const examples: readonly Example[] = [
  { code: 'matched', name: 'a direct message, by default' },
  { code: 'matched', name: 'a mention in a group, by default', subject: mentioned },
  { code: 'paused', name: 'a trigger that is paused', trigger: { state: 'paused' } },
  { code: 'paused', name: 'a trigger that is only a draft', trigger: { state: 'draft' } },
  {
    code: 'kind',
    name: 'another event for a trigger of messages',
    subject: happened('application.bot.menu_v6'),
    words: 'menu_v6',
  },
  {
    code: 'type',
    name: 'an event of another type',
    subject: changed,
    settings: events(['approval_instance', 'im.chat.*']),
    words: 'approval_instance',
  },
  { code: 'type', name: 'a message for a trigger of other events', settings: events([record]) },
  { code: 'matched', name: 'an event of a type that begins so', subject: changed, settings: events(['drive.*']) },
  { code: 'own_message', name: 'what the bot itself has said, by its open_id', subject: said(own('ou_bot')) },
  {
    code: 'own_message',
    name: 'what the bot itself has said, by its app',
    subject: said(own('cli_own')),
    messages: { bots: 'always' },
  },
  {
    code: 'own_message',
    name: 'a reaction that the app has put',
    subject: happened('im.message.reaction.created_v1', { operator_type: 'app', app_id: 'cli_own' }),
    settings: events(['im.*']),
  },
  {
    code: 'matched',
    name: 'a reaction that another app has put',
    subject: happened('im.message.reaction.created_v1', { operator_type: 'app', app_id: 'cli_other' }),
    settings: events(['im.*']),
  },
  {
    code: 'own_message',
    name: 'a record that the bot has changed',
    subject: { ...changed, actorId: 'ou_bot' },
    settings: events([record]),
  },
  {
    code: 'bot',
    name: 'a bot, where bots are never heard',
    subject: said({ ...group, sender: bot, mentionsBot: true }),
    messages: { bots: 'never' },
  },
  {
    code: 'bot',
    name: 'a bot that does not mention this one',
    subject: said({ ...group, sender: bot }),
    messages: { groupStrategy: 'all' },
  },
  {
    code: 'matched',
    name: 'a bot that mentions this one',
    subject: said({ ...group, sender: bot, mentionsBot: true }),
  },
  {
    code: 'matched',
    name: 'any bot, where bots are always heard',
    subject: said({ ...group, sender: bot }),
    messages: { bots: 'always', groupStrategy: 'all' },
  },
  {
    code: 'bot_loop',
    name: 'the eleventh turn of bots in a row',
    subject: said({ ...group, sender: bot, mentionsBot: true }),
    own: { botTurns: 10 },
    words: '10',
  },
  {
    code: 'matched',
    name: 'the tenth turn of bots in a row',
    subject: said({ ...group, sender: bot, mentionsBot: true }),
    own: { botTurns: 9 },
  },
  { code: 'matched', name: 'a person, however often bots have spoken', subject: mentioned, own: { botTurns: 50 } },
  {
    code: 'stale',
    name: 'what is older than half an hour when it comes',
    subject: said({ sentAt: at - 31 * minuteMs }),
    words: '31 minutes',
  },
  { code: 'matched', name: 'what is half an hour old when it comes', subject: said({ sentAt: at - 30 * minuteMs }) },
  {
    code: 'matched',
    name: 'what was young when it came and has waited here',
    subject: said({ sentAt: at - 90 * minuteMs }),
    facts: { receivedAt: at - 89 * minuteMs },
  },
  {
    code: 'matched',
    name: 'what was said while the service was down',
    subject: said({ sentAt: at - 90 * minuteMs }),
    facts: { wasDownSince: at - 100 * minuteMs },
  },
  {
    code: 'stale',
    name: 'what was old before the service was down',
    subject: said({ sentAt: at - 90 * minuteMs }),
    facts: { wasDownSince: at - 10 * minuteMs },
  },
  {
    code: 'matched',
    name: 'what is old, where age means nothing',
    subject: said({ sentAt: at - 9_000 * minuteMs }),
    settings: settingsOf({ staleMs: 0 }),
  },
  {
    code: 'chat_kind',
    name: 'a group, where direct chats are heard',
    subject: mentioned,
    messages: { chatKinds: ['direct'] },
    words: 'a direct chat',
  },
  {
    code: 'chat_denied',
    name: 'a chat that is on both lists',
    subject: mentioned,
    messages: { chats: list(['oc_group'], ['oc_group']) },
    words: 'oc_group',
  },
  {
    code: 'chat_not_allowed',
    name: 'a group that is not on the list',
    subject: mentioned,
    messages: { chats: list(['oc_9']) },
  },
  { code: 'matched', name: 'a direct chat, where groups are listed', messages: { chats: list(['oc_9']) } },
  {
    code: 'user_denied',
    name: 'a person who is on both lists',
    messages: { users: list(['ou_ann'], ['ou_ann']) },
    words: 'deny list',
  },
  { code: 'user_not_allowed', name: 'a person who is not on the list', messages: { users: list(['ou_bob']) } },
  {
    code: 'user_denied',
    name: 'a person who is denied in groups',
    subject: mentioned,
    messages: { groupUsers: list([], ['ou_ann']) },
    words: 'groups',
  },
  {
    code: 'user_not_allowed',
    name: 'a person who is not on the list for groups',
    subject: mentioned,
    messages: { groupUsers: list(['ou_bob']) },
  },
  {
    code: 'matched',
    name: 'a direct message of a person who is not on the list for groups',
    messages: { groupUsers: list(['ou_bob']) },
  },
  {
    code: 'user_not_allowed',
    name: 'a person who is not on the list for direct chats',
    messages: { directUsers: list(['ou_bob']) },
    words: 'direct chats',
  },
  {
    code: 'matched',
    name: 'the same person in a group',
    subject: mentioned,
    messages: { directUsers: list(['ou_bob']) },
  },
  {
    code: 'department',
    name: 'a person outside of the departments',
    messages: { departments: list(['od_hr']) },
    facts: { departments: ['od_it'] },
  },
  {
    code: 'department',
    name: 'a person in a department that is denied',
    messages: { departments: list([], ['od_it']) },
    facts: { departments: ['od_it'] },
    words: 'od_it',
  },
  {
    code: 'department',
    name: 'a person whose departments are not known',
    messages: { departments: list([], ['od_it']) },
    words: 'not known',
  },
  {
    code: 'matched',
    name: 'a person below a department',
    messages: { departments: list(['od_all'], ['od_it']) },
    facts: { departments: ['od_hr', 'od_all'] },
  },
  { code: 'not_paired', name: 'a person who has not given the code', messages: { pairing: true } },
  { code: 'matched', name: 'a person who has given the code', messages: { pairing: true }, own: { isPaired: true } },
  {
    code: 'matched',
    name: 'a group, where direct chats need the code',
    subject: mentioned,
    messages: { pairing: true },
  },
  { code: 'not_mentioned', name: 'a group without a mention', subject: said(group), words: 'mention' },
  {
    code: 'matched',
    name: 'a group without a mention, where all is heard',
    subject: said(group),
    messages: { groupStrategy: 'all' },
  },
  {
    code: 'not_mentioned',
    name: 'a thread that was not answered',
    subject: said({ ...group, threadId: 'omt_1' }),
    messages: { groupStrategy: 'thread' },
    words: 'thread',
  },
  {
    code: 'matched',
    name: 'a thread that was answered, without a mention',
    subject: said({ ...group, threadId: 'omt_1' }),
    messages: { groupStrategy: 'thread' },
    own: { followsThread: true },
  },
  {
    code: 'not_mentioned',
    name: 'a thread that was answered, where mentions are heard',
    subject: said({ ...group, threadId: 'omt_1' }),
    own: { followsThread: true },
  },
  { code: 'all_mention', name: 'a message to everybody', subject: said({ ...group, mentionsAll: true }) },
  {
    code: 'matched',
    name: 'a message to everybody, where that counts',
    subject: said({ ...group, mentionsAll: true }),
    messages: { answersAll: true },
  },
  {
    code: 'keyword',
    name: 'no keyword in the text',
    subject: said(group),
    messages: { groupStrategy: 'keyword', keywords: ['报销', 'invoice'] },
    words: 'invoice',
  },
  {
    code: 'matched',
    name: 'a keyword in capitals',
    subject: said({ ...group, text: 'My ＩＮＶＯＩＣＥ?' }),
    messages: { groupStrategy: 'keyword', keywords: ['invoice'] },
  },
  {
    code: 'command',
    name: 'no command before the text',
    subject: said(group),
    messages: { groupStrategy: 'command', commands: ['/hr'] },
    words: '/hr',
  },
  {
    code: 'command',
    name: 'a command that only begins like one',
    subject: said({ text: '/hrx hello' }),
    messages: { commands: ['/hr'] },
  },
  { code: 'command', name: 'a direct message without the command', messages: { commands: ['/hr'] } },
  {
    code: 'matched',
    name: 'a command after a mention, full-width',
    subject: said({ ...group, text: '@Ann ／HR days?', mentions: [{ openId: 'ou_ann', name: 'Ann', kind: 'user' }] }),
    messages: { groupStrategy: 'command', commands: ['/hr'] },
  },
  {
    code: 'matched',
    name: '/stop for the session that goes on',
    subject: said({ ...group, text: '/stop' }),
    messages: { groupStrategy: 'keyword', keywords: ['invoice'] },
    own: { holdsSession: true },
  },
  {
    code: 'matched',
    name: '/stop of somebody who has asked as much as they may',
    subject: said({ text: '/stop' }),
    settings: settingsOf({ quota: { perHour: 5, perDay: 0 } }),
    own: { holdsSession: true, takenLastHour: 5 },
  },
  {
    code: 'keyword',
    name: '/stop, where no session goes on',
    subject: said({ ...group, text: '/stop' }),
    messages: { groupStrategy: 'keyword', keywords: ['invoice'] },
  },
  {
    code: 'user_denied',
    name: '/stop of somebody who is denied',
    subject: said({ ...group, text: '/stop' }),
    messages: { users: list([], ['ou_ann']) },
    own: { holdsSession: true },
  },
  {
    code: 'message_type',
    name: 'a picture, where texts are heard',
    subject: said({ type: 'image', text: '' }),
    messages: { messageTypes: ['text', 'post'] },
    words: 'image',
  },
  { code: 'pattern', name: 'a text that does not match', messages: { pattern: '^INV-\\d+' }, words: 'INV' },
  {
    code: 'matched',
    name: 'a text that matches',
    subject: said({ text: 'INV-7 is missing' }),
    messages: { pattern: '^INV-\\d+' },
  },
  { code: 'pattern', name: 'an expression that is none', messages: { pattern: '(' } },
  {
    code: 'language',
    name: 'Chinese, where English is heard',
    subject: said({ text: '我还有几天年假？' }),
    messages: { languages: ['en'] },
    words: 'Chinese',
  },
  {
    code: 'matched',
    name: 'a picture, where English is heard',
    subject: said({ type: 'image', text: '' }),
    messages: { languages: ['en'] },
  },
  {
    code: 'quiet_hours',
    name: 'the hours in which nobody is answered',
    settings: settingsOf({
      quietHours: { from: '11:00', until: '13:00', timeZone: 'Asia/Shanghai', notice: undefined },
    }),
    words: '11:00–13:00 Asia/Shanghai',
  },
  {
    code: 'matched',
    name: 'the same hours elsewhere',
    settings: settingsOf({
      quietHours: { from: '11:00', until: '13:00', timeZone: 'Europe/Berlin', notice: undefined },
    }),
  },
  {
    code: 'quota',
    name: 'more than a sender may ask in an hour',
    settings: settingsOf({ quota: { perHour: 5, perDay: 0 } }),
    own: { takenLastHour: 5 },
    words: '5 of 5',
  },
  {
    code: 'quota',
    name: 'more than a sender may ask in a day',
    settings: settingsOf({ quota: { perHour: 0, perDay: 20 } }),
    own: { takenLastDay: 20, takenLastHour: 20 },
    words: '24 hours',
  },
  {
    code: 'matched',
    name: 'the last that a sender may ask',
    settings: settingsOf({ quota: { perHour: 5, perDay: 20 } }),
    own: { takenLastHour: 4, takenLastDay: 19 },
  },
  {
    code: 'fields',
    name: 'a field that is not so',
    subject: changed,
    settings: events([record], { fields: [{ path: 'event.table_id', is: 'equals', value: 'tbl2' }] }),
    words: 'is tbl1',
  },
  {
    code: 'fields',
    name: 'a field of what was said, which is not told',
    subject: { ...changed, type: 'im.message.receive_v1', body: { message: { content: 'secret' } } },
    settings: events(['im.message.receive_v1'], {
      fields: [{ path: 'message.content', is: 'contains', value: 'order' }],
    }),
    words: 'message.content is another',
  },
  {
    code: 'fields',
    name: 'a field that is absent',
    subject: changed,
    settings: events([record], { fields: [{ path: 'event.status', is: 'exists', value: true }] }),
    words: 'absent',
  },
  {
    code: 'matched',
    name: 'a field of one of several',
    subject: changed,
    settings: events([record], { fields: [{ path: 'action_list[*].action', is: 'equals', value: 'record_added' }] }),
  },
  { code: 'recalled', name: 'a message that was recalled', facts: { isRecalled: true } },
  {
    code: 'recalled',
    name: 'an event whose body was erased',
    subject: happened('card.action.trigger'),
    settings: events(['card.action.trigger']),
    facts: { isRecalled: true },
  },
  { code: 'blocked', name: 'a person who is blocked', facts: { isBlocked: true } },
  {
    code: 'blocked',
    name: 'a press of a person who is blocked',
    subject: happened('card.action.trigger'),
    settings: events(['card.action.trigger']),
    facts: { isBlocked: true },
  },
];

test.each(examples)('$code: $name', (one) => {
  const settings = one.settings ?? settingsOf({}, one.messages);
  const { tried } = decide(one.subject ?? said(), [candidate(settings, one.trigger)], facts(one.facts, one.own));
  expect(tried).toEqual([
    {
      triggerId: 'tr_1',
      version: 3,
      outcome: one.code === 'matched' ? 'taken' : 'refused',
      code: one.code,
      why: { en: expect.stringContaining(one.words ?? ''), zh: expect.stringMatching(/\p{Script=Han}/u) },
    },
  ]);
});

test('earlier_trigger: the first that takes it is the last one', () => {
  const three = ['tr_a', 'tr_b', 'tr_c'].map((id) => candidate(settingsOf(), { id }));
  const { tried } = decide(said(), three, facts());
  expect(tried.map(({ triggerId, outcome, code }) => [triggerId, outcome, code])).toEqual([
    ['tr_a', 'taken', 'matched'],
    ['tr_b', 'refused', 'earlier_trigger'],
    ['tr_c', 'refused', 'earlier_trigger'],
  ]);
  expect(tried[1]?.why.en).toContain('tr_a');
});

test('after one that continues others are tried too, and one in the shadow takes nothing', () => {
  const { tried } = decide(
    said(),
    [
      candidate(settingsOf(), { id: 'tr_shadow', isShadow: true }),
      candidate(settingsOf({ continues: true }), { id: 'tr_goes_on' }),
      candidate(settingsOf({}, { chatKinds: ['group'] }), { id: 'tr_groups' }),
      candidate(settingsOf(), { id: 'tr_last' }),
      candidate(settingsOf(), { id: 'tr_shadow_too', isShadow: true }),
    ],
    facts(),
  );
  expect(tried.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['shadow', 'matched'],
    ['taken', 'matched'],
    ['refused', 'chat_kind'],
    ['taken', 'matched'],
    ['refused', 'earlier_trigger'],
  ]);
});

test('every code of a decision is shown here by name', () => {
  expect([...new Set([...examples.map(({ code }) => code), 'earlier_trigger'])].sort()).toEqual(
    [...decisionCodes].sort(),
  );
});

test('group A to one handler, group B to another, /hr in a direct chat to a third, on one app', () => {
  const triggers = [
    candidate(settingsOf({ handlerId: 'h1' }, { chatKinds: ['group'], chats: list(['oc_a']) }), { id: 'tr_a' }),
    candidate(settingsOf({ handlerId: 'h2' }, { chatKinds: ['group'], chats: list(['oc_b']) }), { id: 'tr_b' }),
    candidate(settingsOf({ handlerId: 'h3' }, { chatKinds: ['direct'], commands: ['/hr'] }), { id: 'tr_hr' }),
  ];
  const takers = (message: Partial<InboundMessage>): readonly string[] =>
    decide(said(message), triggers, facts()).tried.flatMap(({ outcome, triggerId }) =>
      outcome === 'taken' ? triggerId : [],
    );
  expect(takers({ chatKind: 'group', chatId: 'oc_a', mentionsBot: true })).toEqual(['tr_a']);
  expect(takers({ chatKind: 'group', chatId: 'oc_b', mentionsBot: true })).toEqual(['tr_b']);
  expect(takers({ text: '/hr how many days?' })).toEqual(['tr_hr']);
  expect(takers({ text: 'hello' })).toEqual([]);
});
