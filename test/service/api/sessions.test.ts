import { beforeAll, describe, expect, test } from 'vitest';
import { discardTurns } from '../../../src/control/turns/steer-turn.ts';
import { untranslated } from '../../../src/model/message.ts';
import { sealSaid } from '../../../src/triggers/bodies/sealed-rows.ts';
import { type AskedTurn, askedTurn } from '../../support/asked-turn.ts';
import { alice } from '../../support/receiving.ts';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { newOutboxRow } from '../../support/trigger-rows.ts';

let it: TestApi;
let as: string;
let viewer: string;
beforeAll(async () => {
  it = await openTestApi(await sharedPostgres());
  as = (await it.signedIn('operator')).secret;
  viewer = (await it.signedIn('viewer')).secret;
  return () => it[Symbol.asyncDispose]();
}, 120_000);

async function say({ session: { id: sessionId } }: AskedTurn, texts: readonly string[]): Promise<void> {
  const { store, bodies, newId } = it.parts;
  for (const [at, text] of texts.entries()) {
    const from = { role: 'user', senderOpenId: 'ou_ann', senderName: 'Ann', expiresAt: undefined } as const;
    const id = newId('sm');
    const said = await sealSaid(bodies, { ...from, id, sessionId, messageId: `om_${id}`, at: at + 1, text });
    await store.sessionMessages.add([said]);
  }
}

async function textsOf(id: string): Promise<readonly string[]> {
  const { body } = await it.call('GET', `/sessions/${id}/messages`, { as });
  return Array.isArray(body.items) ? body.items.map((one) => String(Object(one).text)) : [];
}

async function steer({ session }: Pick<AskedTurn, 'session'>, act: string) {
  return await it.call('POST', `/sessions/${session.id}/${act}`, { as });
}

test('conversations are found by whom, where and how they stand; people and chats are for those who may see what people write', async () => {
  const [one, other] = [await askedTurn(it.parts), await askedTurn(it.parts)];
  const find = async (query: string, who = as) => await it.call('GET', `/sessions?${query}`, { as: who });
  const found = await find(`search=${one.message.chatId}`);
  expect(found.body).toMatchObject({
    items: [{ id: one.session.id, senderName: 'Ann', chatKind: 'direct' }],
    total: 1,
  });
  expect((await find(`triggerId=${other.triggerId}&state=open`)).body).toMatchObject({
    items: [{ id: other.session.id }],
  });
  const seen = await find(`triggerId=${one.triggerId}`, viewer);
  expect(seen.body).toMatchObject({ items: [{ senderName: null, senderOpenId: null, chatId: null, chatName: null }] });
  expect((await find('search=Ann', viewer)).status).toBe(403);
  expect((await it.call('GET', `/sessions/${one.session.id}/messages`, { as: viewer })).status).toBe(403);
});

test('what was said is read a part at a time, and the audit knows by whom', async () => {
  const asked = await askedTurn(it.parts);
  await say(asked, ['one', 'two', 'three']);
  const path = `/sessions/${asked.session.id}/messages`;
  const last = await it.call('GET', `${path}?limit=2`, { as });
  expect(last.body).toMatchObject({ items: [{ text: 'two', senderName: 'Ann' }, { text: 'three' }] });
  const first = await it.call('GET', `${path}?limit=2&before=${String(last.body.before)}`, { as });
  expect(first.body).toMatchObject({ items: [{ text: 'one' }], before: null });
  const lines = await it.parts.store.audit.page({ limit: 5 }, { objectId: asked.session.id });
  expect(lines.items.map(({ action }) => action)).toEqual(['session.read', 'session.read']);
  // A place in another conversation is none in this one: nothing is read by it.
  const other = await askedTurn(it.parts);
  await say(other, ['four']);
  const stranger = (await it.parts.store.sessionMessages.last(other.session.id, { limit: 1 }))[0]?.id ?? '';
  expect((await it.call('GET', `${path}?limit=2&before=${stranger}`, { as })).body).toMatchObject({ items: [] });
});

describe('acts on conversations', () => {
  test('one that is closed stops what waits, and the next message begins another one', async () => {
    const asked = await askedTurn(it.parts);
    expect((await steer(asked, 'close')).body).toMatchObject({ state: 'closed', closedWhy: 'person', expiresAt: null });
    expect(await it.parts.store.turns.find(asked.turn.id)).toMatchObject({ state: 'cancelled' });
    expect((await steer(asked, 'hand-over')).body).toMatchObject({ code: 'api.state.wrong' });
    expect((await steer(asked, 'continue')).body).toMatchObject({ state: 'open', closedWhy: null });
  });

  test('a person answers, and gives it back', async () => {
    const asked = await askedTurn(it.parts);
    expect((await steer(asked, 'hand-over')).body).toMatchObject({ state: 'handed_over', expiresAt: null });
    expect(await it.parts.store.turns.find(asked.turn.id)).toMatchObject({ state: 'cancelled' });
    expect((await steer(asked, 'take-back')).body).toMatchObject({ state: 'open' });
  });

  test('one that is pinned has no end, until it is unpinned', async () => {
    const asked = await askedTurn(it.parts);
    expect((await steer(asked, 'pin')).body).toMatchObject({ isPinned: true, expiresAt: null });
    expect((await steer(asked, 'unpin')).body).toMatchObject({ isPinned: false, expiresAt: expect.any(String) });
    expect(await it.parts.store.turns.find(asked.turn.id)).toMatchObject({ state: 'ready' });
  });

  test('another one takes its place: empty, or with what was said, which outlives the first', async () => {
    const asked = await askedTurn(it.parts);
    await say(asked, ['one', 'two']);
    const forked = (await steer(asked, 'fork')).body;
    expect(forked).toMatchObject({ state: 'open', beforeId: asked.session.id, messageCount: 2 });
    expect(forked.conversationId).not.toBe(asked.session.conversationId);
    const { store } = it.parts;
    expect(await store.sessions.find(asked.session.id)).toMatchObject({ state: 'closed', closedWhy: 'superseded' });
    const admin = (await it.signedIn('admin')).secret;
    expect((await it.call('POST', `/sessions/${asked.session.id}/erase`, { as })).status).toBe(403);
    expect((await it.call('POST', `/sessions/${asked.session.id}/erase`, { as: admin })).status).toBe(204);
    expect(await store.sessions.find(asked.session.id)).toBeUndefined();
    expect(await store.turns.find(asked.turn.id)).toBeUndefined();
    expect(await textsOf(String(forked.id))).toEqual(['one', 'two']);
    const session = await store.sessions.find(String(forked.id));
    const reset = (await steer({ session: session ?? asked.session }, 'reset')).body;
    expect(reset).toMatchObject({ state: 'open', messageCount: 0 });
    expect(await textsOf(String(reset.id))).toEqual([]);
    expect((await it.call('POST', `/sessions/${String(forked.id)}/reset`, { as })).body.code).toBe('api.state.wrong');
  });
});

test('a turn that has ended is asked again, one or all of a filter, with a plan; what was recalled is not', async () => {
  const asked = await askedTurn(it.parts);
  const { store } = it.parts;
  const path = `/turns/${asked.turn.id}`;
  expect((await it.call('GET', path, { as })).body).toMatchObject({ senderName: 'Ann', chatName: null });
  expect((await it.call('GET', path, { as: viewer })).body).toMatchObject({ senderName: null });
  expect((await it.call('POST', `${path}/replay`, { as })).body.code).toBe('api.state.wrong');
  expect((await it.call('POST', `${path}/cancel`, { as })).body).toMatchObject({ state: 'cancelled' });
  const body = { sessionId: asked.session.id, state: 'cancelled' };
  expect((await it.call('POST', '/turns/replay/plan', { as, body })).body).toEqual({ count: 1 });
  expect((await it.call('POST', '/turns/replay', { as, body })).body).toEqual({ count: 1 });
  const shown = await it.call('GET', path, { as: viewer });
  expect(shown.body).toMatchObject({
    state: 'ready',
    messages: [{ messageId: asked.message.id, senderOpenId: null, isErased: false }],
  });
  await store.turns.recall(asked.integrationId, asked.message.id, it.clock.now());
  expect((await it.call('POST', `${path}/replay`, { as })).body.code).toBe('api.state.wrong');
  expect((await it.call('POST', '/turns/replay/plan', { as, body })).body).toEqual({ count: 0 });
});

test('a dead turn is discarded, one or all of a filter, with a plan; the audit knows by whom, and the lists of the dead are quiet', async () => {
  const { store } = it.parts;
  const [one, other] = [await askedTurn(it.parts), await askedTurn(it.parts)];
  expect((await it.call('POST', `/turns/${one.turn.id}/discard`, { as })).body.code).toBe('api.state.wrong');
  const now = await store.now();
  await store.turns.claim({ holder: 'w', now, leaseMs: 60_000, limit: 100 });
  for (const { turn } of [one, other])
    await store.turns.end({ id: turn.id, attempt: 1 }, { state: 'dead', lastError: untranslated('no') }, now);
  const path = `/turns/${one.turn.id}/discard`;
  expect((await it.call('POST', path, { as: viewer })).status).toBe(403);
  expect((await it.call('POST', path, { as })).body).toMatchObject({ state: 'discarded', lastError: { en: 'no' } });
  expect((await it.call('POST', path, { as })).body.code).toBe('api.state.wrong');
  const body = { triggerId: other.triggerId };
  expect((await it.call('POST', '/turns/discard/plan', { as, body })).body).toEqual({ count: 1 });
  expect((await it.call('POST', '/turns/discard', { as, body })).body).toEqual({ count: 1 });
  expect((await it.call('POST', '/turns/discard', { as, body })).body).toEqual({ count: 0 });
  expect((await it.call('GET', `/turns?state=dead&triggerId=${other.triggerId}`, { as })).body).toMatchObject({
    total: 0,
  });
  const [last] = (await store.audit.page({ limit: 1 }, { objectId: one.turn.id })).items;
  expect(last).toMatchObject({ action: 'turn.discard', objectKind: 'turn' });
});

test('of many that are discarded until the store fails, the audit knows', async () => {
  const { store } = it.parts;
  const asked = [await askedTurn(it.parts), await askedTurn(it.parts)];
  const now = await store.now();
  await store.turns.claim({ holder: 'w', now, leaseMs: 60_000, limit: 100 });
  for (const { turn } of asked)
    await store.turns.end({ id: turn.id, attempt: 1 }, { state: 'dead', lastError: untranslated('no') }, now);
  let calls = 0;
  const transaction: typeof store.transaction = async (work) => {
    calls++;
    if (calls === 2) throw new Error('the store is away');
    return await store.transaction(work);
  };
  const parts = { ...it.parts, store: { ...store, transaction } };
  const many = { filter: { state: 'dead' }, limit: 2 } as const;
  await expect(discardTurns(parts, alice, many)).rejects.toThrow('the store is away');
  const [last] = (await store.audit.page({ limit: 1 }, { objectId: 'tu_many' })).items;
  expect(last).toMatchObject({ action: 'turn.discard', detail: { count: 1, limit: 2 } });
});

test('what could not be sent is listed with its reason, and sent again as a new message', async () => {
  const asked = await askedTurn(it.parts);
  const { store, newId } = it.parts;
  const id = newId('ob');
  await store.outbox.add([newOutboxRow(id, { turnId: asked.turn.id, integrationId: asked.integrationId })]);
  expect((await it.call('POST', `/replies/${id}/replay`, { as })).body.code).toBe('api.state.wrong');
  await store.outbox.giveUp(asked.turn.id, untranslated('The chat is gone'), it.clock.now());
  const path = `/replies?turnId=${asked.turn.id}&state=given_up`;
  expect((await it.call('GET', path, { as })).body).toMatchObject({
    items: [{ id, lastError: untranslated('The chat is gone') }],
  });
  // A reason may repeat what somebody has written.
  expect((await it.call('GET', path, { as: viewer })).body).toMatchObject({
    items: [{ id, lastError: null, kind: 'say' }],
  });
  expect((await it.call('POST', `/replies/${id}/replay`, { as })).body).toMatchObject({ state: 'queued' });
  expect((await store.outbox.find(id))?.uuid).not.toBe(id);
});
