import { expect, test } from 'vitest';
import { messageOf, sessionOf, settingsOf } from '../../../test/support/trigger-things.ts';
import { type Arrival, findSession } from './find-session.ts';

const hourMs = 3_600_000;
const ids = { id: 'ses_new', conversationId: 'conv_new' };
const arrival = (changes: Partial<Arrival>): Arrival => ({
  triggerId: 'tr_1',
  integrationId: 'int_1',
  message: messageOf(),
  settings: settingsOf(),
  last: undefined,
  now: 10_000,
  ids,
  ...changes,
});

test('the first message begins a session, and nothing is told', () => {
  expect(findSession(arrival({}))).toEqual({
    kind: 'new',
    tellsTimeout: false,
    ended: undefined,
    session: expect.objectContaining({ ...ids, key: 'chat/oc_1', beforeId: undefined, expiresAt: 10_000 + hourMs }),
  });
});

test('the next one goes on with it', () => {
  expect(findSession(arrival({ last: sessionOf() }))).toMatchObject({
    kind: 'same',
    answeredBy: 'handler',
    change: { expiresAt: 10_000 + hourMs },
  });
});

test('while a person answers, the handler is not asked', () => {
  const last = sessionOf({ state: 'handed_over', expiresAt: undefined });
  expect(findSession(arrival({ last }))).toMatchObject({ kind: 'same', answeredBy: 'person' });
});

test('after its time a new one begins, and the person is told how to go back', () => {
  const idle = sessionOf({ state: 'idle', closedWhy: 'timeout', expiresAt: undefined });
  expect(findSession(arrival({ last: idle }))).toMatchObject({
    kind: 'new',
    tellsTimeout: true,
    ended: undefined,
    session: { beforeId: 'ses_1' },
  });
});

test('so it is when the sweeper has not come yet: the message ends it', () => {
  const late = sessionOf({ expiresAt: 9_000 });
  expect(findSession(arrival({ last: late }))).toMatchObject({
    kind: 'new',
    tellsTimeout: true,
    ended: { session: { id: 'ses_1' }, change: { state: 'idle', closedWhy: 'timeout' } },
  });
});

test('nothing is told where the trigger says so, or the person has ended it', () => {
  const settings = settingsOf();
  const silent = { ...settings, session: { ...settings.session, tellsTimeout: false } };
  const idle = sessionOf({ state: 'idle', closedWhy: 'timeout' });
  expect(findSession(arrival({ last: idle, settings: silent }))).toMatchObject({ kind: 'new', tellsTimeout: false });
  const closed = sessionOf({ state: 'closed', closedWhy: 'command' });
  expect(findSession(arrival({ last: closed }))).toMatchObject({
    kind: 'new',
    tellsTimeout: false,
    session: { beforeId: undefined },
  });
});
