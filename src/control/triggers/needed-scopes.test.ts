import { expect, test } from 'vitest';
import { settingsOf } from '../../../test/support/trigger-things.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { neededScopes } from './needed-scopes.ts';

const vital = (settings: TriggerSettings): readonly string[] =>
  neededScopes(settings).flatMap(({ isVital, anyOf: [first] }) => (isVital ? first : []));
const others = (settings: TriggerSettings): readonly string[] =>
  neededScopes(settings).flatMap(({ isVital, anyOf: [first] }) => (isVital ? [] : first));

test('mentions and direct messages need their own scopes', () => {
  expect(vital(settingsOf())).toEqual([
    'im:message.p2p_msg:readonly',
    'im:message.group_at_msg:readonly',
    'im:message:send_as_bot',
  ]);
  expect(vital(settingsOf({}, { chatKinds: ['direct'] }))).not.toContain('im:message.group_at_msg:readonly');
});

test.each(['all', 'keyword', 'command'] as const)(
  'without all messages of groups the strategy %s hears nothing',
  (groupStrategy) => {
    expect(vital(settingsOf({}, { groupStrategy }))).toContain('im:message.group_msg');
  },
);

test('following a thread and keeping what bystanders say is less without them', () => {
  expect(others(settingsOf({}, { groupStrategy: 'thread' }))).toContain('im:message.group_msg');
  const history = { ...settingsOf().history, keepsUnmentioned: true };
  expect(others(settingsOf({ history }))).toContain('im:message.group_msg');
});

test('edits are seen by whoever may read messages', () => {
  expect(others(settingsOf({}, { seesEdits: true }))).toContain('im:message:readonly');
  expect(others(settingsOf({}, { seesEdits: false }))).not.toContain('im:message:readonly');
});

test('streams, reactions and departments need what they use', () => {
  expect(others(settingsOf())).toEqual(
    expect.arrayContaining(['cardkit:card:write', 'im:message.reactions:write_only']),
  );
  const departments = { allow: ['od-1'], deny: [] };
  expect(vital(settingsOf({}, { departments }))).toContain('contact:user.department:readonly');
});

test('a trigger for other events needs nothing of messages', () => {
  expect(vital(settingsOf({ kind: 'events' }))).toEqual([]);
});
