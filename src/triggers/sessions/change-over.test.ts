import { expect, test } from 'vitest';
import { messageOf, sessionOf, settingsOf } from '../../../test/support/trigger-things.ts';
import { beginAnew, fork, goOnWith } from './change-over.ts';

const times = { now: 10_000, idleMs: 3_600_000 };
const idle = sessionOf({ id: 'ses_old', state: 'idle', closedWhy: 'timeout', expiresAt: undefined });
const ids = { id: 'ses_new', conversationId: 'conv_new' };

test('one tap goes on with the one before: the live one ends first, so that never two are live', () => {
  const over = goOnWith(idle, sessionOf({ id: 'ses_live', beforeId: 'ses_old' }), times);
  expect(over).toMatchObject({
    changes: [
      { session: { id: 'ses_live' }, change: { state: 'closed', closedWhy: 'superseded' } },
      { session: { id: 'ses_old' }, change: { state: 'open', closedWhy: undefined } },
    ],
  });
});

test('a second tap changes nothing', () => {
  const live = sessionOf({ id: 'ses_old' });
  expect(goOnWith(live, live, times)).toEqual({ changes: [], begun: undefined });
});

test('nobody goes on with a conversation of another place or trigger', () => {
  expect(goOnWith(idle, sessionOf({ key: 'chat/oc_2' }), times)).toHaveProperty('refused');
  expect(goOnWith(idle, sessionOf({ triggerId: 'tr_2' }), times)).toHaveProperty('refused');
});

test('/new ends the live one, which can be gone on with', () => {
  const given = {
    triggerId: 'tr_1',
    integrationId: 'int_1',
    message: messageOf(),
    settings: settingsOf(),
    now: 10_000,
    ids,
  };
  expect(beginAnew(sessionOf(), given)).toMatchObject({
    changes: [{ session: { id: 'ses_1' }, change: { state: 'closed', closedWhy: 'command' } }],
    begun: { ...ids, beforeId: 'ses_1' },
  });
  expect(beginAnew(undefined, given)).toMatchObject({ changes: [], begun: { beforeId: undefined } });
});

test('a fork into a topic leaves the first as it is, one in the same place ends it', () => {
  const topic = messageOf({ id: 'om_9', threadId: 'omt_9' });
  const away = fork(sessionOf(), { message: topic, settings: settingsOf(), ids }, 10_000);
  expect(away).toMatchObject({ changes: [], begun: { key: 'chat/oc_1/topic/om_9', beforeId: undefined } });
  const here = fork(sessionOf(), { message: messageOf(), settings: settingsOf(), ids }, 10_000);
  expect(here).toMatchObject({
    changes: [{ change: { state: 'closed', closedWhy: 'superseded' } }],
    begun: { key: 'chat/oc_1', beforeId: 'ses_1' },
  });
});
