import { beforeAll, describe, expect, test } from 'vitest';
import { untranslated } from '../../../src/model/message.ts';
import type { StoredOutboxRow } from '../../../src/model/triggers/session-tables.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import {
  newOutboxRow,
  newSession,
  newSessionMessage,
  newTurn,
  sealedOf,
  withTriggers,
} from '../../support/trigger-rows.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const claim = (now: number, limit = 9) => ({ holder: 'w', now, leaseMs: 100, limit });
const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);
const stream = { kind: 'stream', isFinal: false, turnId: 'tu_1' } as const;
const sent = { state: 'sent', done: { messageId: 'om_9' }, revision: 1 } as const;

test('a row is as it was written, and is put there once', async () => {
  await using opened = await newServiceStore(server);
  const { outbox } = opened.store;
  await withTriggers(opened.store);
  const row = newOutboxRow('ob_1', { turnId: 'tu_1', kind: 'react', nextAt: 7, createdAt: 3 });
  expect(await outbox.add([row, newOutboxRow('ob_2')])).toEqual(['ob_1', 'ob_2']);
  expect(await outbox.add([newOutboxRow('ob_2', { uuid: 'other' }), newOutboxRow('ob_3')])).toEqual(['ob_3']);
  const rest = { attempts: 0, revision: 1, done: {}, state: 'queued', lastError: undefined, endedAt: undefined };
  expect(await outbox.find('ob_1')).toEqual({ ...row, ...rest, seq: 1 });
  expect(await outbox.ofTurn('tu_1')).toEqual([{ ...row, ...rest, seq: 1 }]);
  expect(await outbox.page({ limit: 1 }, { integrationId: 'in_1', state: 'queued' })).toMatchObject({ total: 3 });
  expect(await outbox.page({ limit: 1 }, { lane: 'oc_1', turnId: 'tu_1' })).toMatchObject({ total: 1 });
  await expect(outbox.add([newOutboxRow('ob_9', { integrationId: 'in_9' })])).rejects.toMatchObject({
    code: 'api.not.found',
  });
});

test('of a lane one row is sent at a time, in order; a try that is put off keeps the others waiting', async () => {
  await using opened = await newServiceStore(server);
  const { outbox, integrations } = opened.store;
  await withTriggers(opened.store);
  await integrations.insert(newIntegration('in_2'));
  await outbox.add(['ob_1', 'ob_2'].map((id) => newOutboxRow(id)));
  await outbox.add([newOutboxRow('ob_3', { lane: 'oc_2', integrationId: 'in_2' })]);
  expect(await outbox.claim({ ...claim(5), integrationIds: [] })).toEqual([]);
  expect(idsOf(await outbox.claim({ ...claim(5), integrationIds: ['in_2'] }))).toEqual(['ob_3']);
  expect(await outbox.claim(claim(5))).toMatchObject([{ id: 'ob_1', attempts: 1, state: 'sending' }]);
  expect(await outbox.claim(claim(5))).toEqual([]);
  const first = { id: 'ob_1', attempts: 1 };
  const again = { state: 'queued', done: { cardId: 'c' }, lastError: untranslated('230020'), nextAt: 40 } as const;
  expect(await outbox.end(first, again, 6)).toBe(true);
  expect(await outbox.claim(claim(39))).toEqual([]);
  expect(await outbox.claim(claim(40))).toMatchObject([{ id: 'ob_1', attempts: 2, done: { cardId: 'c' } }]);
  expect(await outbox.end(first, sent, 41)).toBe(false);
  expect(await outbox.end({ id: 'ob_1', attempts: 2 }, sent, 41)).toBe(true);
  expect(await outbox.find('ob_1')).toMatchObject({ state: 'sent', endedAt: 41, done: { messageId: 'om_9' } });
  expect(idsOf(await outbox.claim(claim(41)))).toEqual(['ob_2']);
});

test('what a sender that died had noted goes to the next one', async () => {
  await using opened = await newServiceStore(server);
  const { outbox } = opened.store;
  await withTriggers(opened.store);
  await outbox.add([newOutboxRow('ob_1')]);
  const [first] = await outbox.claim(claim(5));
  const fence = first ?? { id: '', attempts: 0 };
  const facts = { cardId: 'c', sequence: 3, way: 'patch', part: 0, from: 9, begunAt: 5, reactionId: 'r' } as const;
  expect(await outbox.note(fence, facts)).toBe(true);
  expect((await outbox.extend([fence], 300)).map(({ id, done }) => [id, done])).toEqual([['ob_1', facts]]);
  expect(await outbox.claim(claim(299))).toEqual([]);
  expect(await outbox.claim(claim(300))).toMatchObject([{ attempts: 2, done: facts }]);
  expect(await outbox.note(fence, { cardId: 'other' })).toBe(false);
  expect(await outbox.extend([fence], 900)).toEqual([]);
  const failed = { state: 'failed', done: {}, lastError: untranslated('230002') } as const;
  expect(await outbox.end({ id: 'ob_1', attempts: 2 }, failed, 301)).toBe(true);
  expect(await outbox.replay('ob_1', 'new', 302)).toBe(true);
  expect(await outbox.replay('ob_1', 'new', 302)).toBe(false);
  expect(await outbox.claim(claim(302))).toMatchObject([{ attempts: 3, uuid: 'new', done: {} }]);
});

test('an answer is known by the message that Lark has made of it, also when it is said anew', async () => {
  await using opened = await newServiceStore(server);
  const { outbox, sessions, sessionMessages } = opened.store;
  await withTriggers(opened.store);
  await sessions.insert(newSession('se_1'));
  const answer = newSessionMessage('sm_1', { role: 'assistant', messageId: undefined, outboxId: 'ob_1' });
  await sessionMessages.add([answer, newSessionMessage('sm_2', { at: 2 })]);
  await outbox.add([newOutboxRow('ob_1')]);
  const end = async (now: number, messageId: string, state: 'failed' | 'sent') => {
    const [row] = await outbox.claim(claim(now));
    const done = { messageId };
    await outbox.end(row ?? { id: '', attempts: 0 }, { state, done, lastError: untranslated('x'), revision: 1 }, now);
    return (await sessionMessages.last('se_1', { limit: 2 })).map((said) => said.messageId);
  };
  expect(await end(5, 'om_half', 'failed')).toEqual(['om_half', 'om_sm_2']);
  await outbox.replay('ob_1', 'new', 6);
  expect(await end(7, 'om_whole', 'sent')).toEqual(['om_whole', 'om_sm_2']);
  expect(await sessionMessages.last('se_1', { limit: 2 })).toMatchObject([{ outboxId: 'ob_1' }, {}]);
});

describe('a stream', () => {
  /** One whose turn is worked on. */
  async function begun() {
    const opened = await newServiceStore(server);
    const { turns, outbox } = opened.store;
    await withTriggers(opened.store);
    await turns.add(newTurn('tu_1'));
    const [turn] = await turns.claim(claim(1));
    await outbox.add([newOutboxRow('ob_1', stream), newOutboxRow('ob_2')]);
    const [row] = await outbox.claim(claim(5));
    const by = turn ?? { id: '', attempt: 0 };
    const fence: Pick<StoredOutboxRow, 'id' | 'attempts'> = row ?? { id: '', attempts: 0 };
    return { opened, turns, outbox, by, fence };
  }
  const text = (of: string, isFinal = false) => ({ body: sealedOf(of), isFinal, now: 7 });

  test('is in the way of others only until its message stands in the chat', async () => {
    const { opened, outbox, fence } = await begun();
    await using _ = opened;
    await outbox.note(fence, { cardId: 'c' });
    expect(await outbox.claim(claim(6))).toEqual([]);
    await outbox.note(fence, { cardId: 'c', messageId: 'om_1' });
    expect(idsOf(await outbox.claim(claim(6)))).toEqual(['ob_2']);
    expect(idsOf(await outbox.extend([fence], 50))).toEqual(['ob_1']);
    expect(idsOf(await outbox.claim(claim(50)))).toEqual(['ob_1']);
    expect(await outbox.find('ob_1')).toMatchObject({ lane: 'oc_1', attempts: 2 });
  });

  test('grows by the attempt that holds its turn, and by no other', async () => {
    const { opened, turns, outbox, by, fence } = await begun();
    await using _ = opened;
    expect(await outbox.write('ob_1', by, text('a'))).toBe(true);
    expect(await outbox.write('ob_2', by, text('a'))).toBe(false);
    expect(await outbox.extend([fence], 300)).toMatchObject([{ revision: 2, isFinal: false, body: sealedOf('a') }]);
    const [other] = await turns.claim(claim(200));
    expect(await outbox.write('ob_1', by, text('b'))).toBe(false);
    expect(await outbox.write('ob_1', other ?? by, text('c', true))).toBe(true);
    expect(await outbox.write('ob_1', other ?? by, text('d'))).toBe(false);
    expect(await outbox.find('ob_1')).toMatchObject({ revision: 3, isFinal: true, body: sealedOf('c') });
  });

  test('is sent when its last text is; what grows while nobody holds it wakes a sender', async () => {
    const { opened, outbox, by, fence } = await begun();
    await using _ = opened;
    const done = { messageId: 'om_1', cardId: 'c' };
    expect(await outbox.end(fence, { state: 'sent', done, revision: 1 }, 6)).toBe(false);
    const later = { state: 'queued', done, lastError: undefined, nextAt: 90 } as const;
    expect(await outbox.end(fence, { ...later, revision: 1 }, 6)).toBe(true);
    expect(idsOf(await outbox.claim(claim(6)))).toEqual(['ob_2']);
    await outbox.write('ob_1', by, text('a'));
    const [again] = await outbox.claim(claim(7));
    expect(again).toMatchObject({ id: 'ob_1', revision: 2, done });
    await outbox.write('ob_1', by, text('b', true));
    // It has grown while it was on its way.
    const second = { id: 'ob_1', attempts: 2 };
    expect(await outbox.end(second, { ...later, revision: 2 }, 8)).toBe(true);
    expect(await outbox.claim(claim(8))).toMatchObject([{ id: 'ob_1', attempts: 3 }]);
    const third = { id: 'ob_1', attempts: 3 };
    expect(await outbox.end(third, { state: 'sent', done, revision: 2 }, 9)).toBe(false);
    expect(await outbox.end(third, { state: 'sent', done, revision: 3 }, 9)).toBe(true);
  });

  test('ends as it is when its turn is given up; what was not begun is not sent, and what was tried goes on', async () => {
    const { opened, outbox, by, fence } = await begun();
    await using _ = opened;
    await outbox.note(fence, { messageId: 'om_1' });
    await outbox.add(['ob_3', 'ob_4'].map((id) => newOutboxRow(id, { turnId: 'tu_1', lane: id })));
    const tried = (await outbox.claim(claim(5))).find(({ id }) => id === 'ob_3') ?? { id: '', attempts: 0 };
    await outbox.add([newOutboxRow('ob_5', { turnId: 'tu_1' })]);
    const again = { state: 'queued', done: {}, lastError: untranslated('x'), nextAt: 900 } as const;
    await outbox.end(tried, again, 6);
    expect(await outbox.giveUp('tu_1', untranslated('recalled'), 8)).toBe(2);
    expect(await outbox.write('ob_1', by, text('late'))).toBe(false);
    const states = (await outbox.ofTurn('tu_1')).map(({ id, state, isFinal }) => [id, state, isFinal]);
    expect(states).toEqual([
      ['ob_1', 'sending', true],
      ['ob_3', 'queued', true],
      ['ob_4', 'sending', true],
      ['ob_5', 'given_up', true],
    ]);
  });
});
