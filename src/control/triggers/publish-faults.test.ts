import { expect, test } from 'vitest';
import { settingsOf } from '../../../test/support/trigger-things.ts';
import type { FieldCondition, TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { publishFaults } from './publish-faults.ts';

const full = { handlerId: 'hd_1' };
const events = (more: Partial<TriggerSettings['events']>): TriggerSettings =>
  settingsOf({
    ...full,
    kind: 'events',
    events: { types: ['a'], fields: [], orderBy: undefined, mapping: undefined, ...more },
  });
const field = (is: FieldCondition['is'], value: FieldCondition['value'], path = 'a.b'): TriggerSettings =>
  events({ fields: [{ path, is, value }] });
const quiet = (from: string, until: string) => ({ from, until, timeZone: 'Asia/Shanghai', notice: undefined });
const gathering = (quietMs: number) => ({ ...settingsOf().aggregation, quietMs });

test('settings with a handler can be published', () => {
  expect(publishFaults(settingsOf(full))).toEqual([]);
  expect(publishFaults(events({ orderBy: 'a[0].b', mapping: { x: 'list[*].id' } }))).toEqual([]);
  expect(publishFaults(field('exists', null))).toEqual([]);
  expect(publishFaults(settingsOf(full, { chatKinds: ['direct'], groupStrategy: 'keyword' }))).toEqual([]);
});

test.each<[string, TriggerSettings, RegExp]>([
  ['handlerId', settingsOf(), /required/],
  ['messages.chatKinds', settingsOf(full, { chatKinds: [] }), /required/],
  ['messages.keywords', settingsOf(full, { groupStrategy: 'keyword' }), /required/],
  ['messages.commands', settingsOf(full, { groupStrategy: 'command' }), /required/],
  ['messages.pattern', settingsOf(full, { pattern: '(' }), /not a regular expression/],
  ['messages.pattern', settingsOf(full, { pattern: '(?=a)' }), /look ahead/],
  ['messages.pattern', settingsOf(full, { pattern: '(a)\\1' }), /refer back/],
  ['messages.pattern', settingsOf(full, { pattern: '((a{50}){50}){50}' }), /too large/],
  ['events.types', events({ types: [] }), /required/],
  ['events.orderBy', events({ orderBy: 'a..b' }), /path/],
  ['events.mapping.x', events({ mapping: { x: 'a[' } }), /path/],
  ['events.fields[0].path', field('exists', null, '.a'), /path/],
  ['events.fields[0].value', field('equals', ['a']), /one_of/],
  ['events.fields[0].value', field('one_of', 'a'), /list/],
  ['events.fields[0].value', field('contains', ''), /a text or a number/],
  ['events.fields[0].value', field('matches', '['), /regular expression/],
  ['events.fields[0].value', field('greater', 'ten'), /number/],
  ['quietHours.until', settingsOf({ ...full, quietHours: quiet('07:00', '07:00') }), /another time/],
  ['aggregation.longestMs', settingsOf({ ...full, aggregation: gathering(9_000) }), /quietMs/],
])('%s keeps it from being published', (path, settings, en) => {
  expect(publishFaults(settings)).toEqual([
    { path, message: { en: expect.stringMatching(en), zh: expect.stringMatching(/\p{Script=Han}/u) } },
  ]);
});
