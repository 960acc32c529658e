import { expect, test } from 'vitest';
import { settingsOf } from '../../../test/support/trigger-things.ts';
import type { MessageConditions, TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { takesAllOf } from './takes-all.ts';

const plain = settingsOf({ quota: { perHour: 0, perDay: 0 } });
const hears = (messages: Partial<MessageConditions>, changes: Partial<TriggerSettings> = {}): TriggerSettings => ({
  ...plain,
  ...changes,
  messages: { ...plain.messages, ...messages },
});
const gets = (types: readonly string[], path?: string): TriggerSettings => {
  const fields = path === undefined ? [] : [{ path, is: 'exists', value: null } as const];
  return { ...plain, kind: 'events', events: { types, fields, orderBy: undefined, mapping: undefined } };
};

test.each<readonly [what: string, earlier: TriggerSettings, later: TriggerSettings]>([
  ['the same', plain, plain],
  [
    'all that is said in groups',
    hears({ groupStrategy: 'all' }),
    hears({ groupStrategy: 'keyword', keywords: ['leave'] }),
  ],
  ['a mention is a mention', hears({}), hears({ languages: ['zh'], users: { allow: ['ou_1'], deny: [] } })],
  [
    'a part of the word',
    hears({ chatKinds: ['group'], groupStrategy: 'keyword', keywords: ['LEAVE'] }),
    hears({ chatKinds: ['group'], groupStrategy: 'keyword', keywords: ['my leave'] }),
  ],
  [
    'one of its commands',
    hears({ groupStrategy: 'command', commands: ['/hr', '/it'] }),
    hears({ groupStrategy: 'command', commands: ['/it'] }),
  ],
  [
    'who is denied by both',
    hears({ users: { allow: [], deny: ['ou_1'] } }),
    hears({ users: { allow: [], deny: ['ou_1', 'ou_2'] } }),
  ],
  ['events that begin so', gets(['im.chat.*']), gets(['im.chat.updated_v1', 'im.chat.member.*'])],
  ['fewer conditions', gets(['approval_instance'], 'a'), { ...gets(['approval_instance'], 'a'), botTurns: 1 }],
])('nothing is left where the one before takes %s', (_, earlier, later) => {
  expect(takesAllOf(earlier, later)).toBe(true);
});

test.each<readonly [what: string, earlier: TriggerSettings, later: TriggerSettings]>([
  ['lets the next one try, too', hears({}, { continues: true }), plain],
  ['hears mentions only', hears({}), hears({ groupStrategy: 'all' })],
  ['hears direct chats only', hears({ chatKinds: ['direct'] }), plain],
  ['has commands in direct chats', hears({ commands: ['/hr'] }), plain],
  ['wants a code', hears({ pairing: true }), hears({ pairing: true })],
  ['denies somebody', hears({ users: { allow: [], deny: ['ou_1'] } }), plain],
  ['allows some', hears({ chats: { allow: ['oc_1'], deny: [] } }), plain],
  ['wants a pattern', hears({ pattern: 'a' }), hears({ pattern: 'b' })],
  ['hears no bots', hears({ bots: 'never' }), hears({ bots: 'mentions' })],
  ['has a quota', hears({}, { quota: { perHour: 5, perDay: 0 } }), plain],
  [
    'sleeps',
    hears({}, { quietHours: { from: '22:00', until: '07:00', timeZone: 'Asia/Shanghai', notice: undefined } }),
    plain,
  ],
  ['takes nothing that is old', hears({}, { staleMs: 1_000 }), hears({}, { staleMs: 0 })],
  ['is for other things', gets(['im.chat.*']), plain],
  ['gets another type', gets(['im.chat.updated_v1']), gets(['im.chat.*'])],
  ['has a condition', gets(['approval_instance'], 'a'), gets(['approval_instance'])],
])('something is left where the one before %s', (_, earlier, later) => {
  expect(takesAllOf(earlier, later)).toBe(false);
});
