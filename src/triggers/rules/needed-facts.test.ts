import { expect, test } from 'vitest';
import { messageOf, settingsOf } from '../../../test/support/trigger-things.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { neededFacts } from './needed-facts.ts';
import type { Candidate } from './subject.ts';

const all: readonly (readonly [string, TriggerSettings])[] = [
  ['tr_plain', settingsOf()],
  ['tr_pairing', settingsOf({}, { pairing: true })],
  ['tr_thread', settingsOf({ quota: { perHour: 1, perDay: 0 } }, { groupStrategy: 'thread' })],
  ['tr_department', settingsOf({}, { departments: { allow: ['od_1'], deny: [] } })],
];
const candidates = all.map(
  ([id, settings]): Candidate => ({ trigger: { id, state: 'published', isShadow: false }, version: 1, settings }),
);

test('only what some trigger asks for is looked up', () => {
  const direct = neededFacts({ message: messageOf() }, candidates, 0);
  expect(direct).toEqual({
    departments: true,
    pairing: ['tr_pairing'],
    followedThreads: [],
    quotas: ['tr_thread'],
    botTurns: [],
    downtime: false,
  });
  const [stale] = candidates.map(({ settings }) => settings.staleMs);
  expect(neededFacts({ message: messageOf() }, candidates, Number(stale))).toMatchObject({ downtime: false });
  expect(neededFacts({ message: messageOf() }, candidates, Number(stale) + 1)).toMatchObject({ downtime: true });
  const inThread = messageOf({ chatKind: 'group', threadId: 'omt_1' });
  expect(neededFacts({ message: inThread }, candidates, 0)).toMatchObject({
    pairing: [],
    followedThreads: ['tr_thread'],
  });
  expect(neededFacts({ message: undefined }, candidates, 0)).toMatchObject({ departments: false, botTurns: [] });
});
