import { beforeAll, expect, test } from 'vitest';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { askedTurn } from '../../support/asked-turn.ts';
import { receivedEvent } from '../../support/received-event.ts';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { newOutboxRow } from '../../support/trigger-rows.ts';

let it: TestApi;
let as: string;
beforeAll(async () => {
  it = await openTestApi(await sharedPostgres());
  as = (await it.signedIn('operator')).secret;
  return () => it[Symbol.asyncDispose]();
}, 120_000);

test('people are found, blocked, and known to handlers as somebody; who is not known is named', async () => {
  const { integrationId } = await askedTurn(it.parts);
  const { larkUsers } = it.parts.store;
  await larkUsers.see(['Ann', 'Bob'].map((name, at) => ({ integrationId, openId: `ou_${name}`, name, at: at + 1 })));
  const path = `/integrations/${integrationId}/people`;
  const blocked = await it.call('POST', `${path}/ou_Ann`, { as, body: { isBlocked: true, language: 'zh' } });
  expect(blocked.body).toMatchObject({ isBlocked: true, language: 'zh', handlerUserId: null, name: 'Ann' });
  expect((await it.call('GET', `${path}?isBlocked=true`, { as })).body).toMatchObject({
    items: [{ openId: 'ou_Ann' }],
  });
  const people = [
    { openId: 'ou_Bob', handlerUserId: 'bob@corp' },
    { openId: 'ou_Cat', handlerUserId: 'cat@corp' },
  ];
  expect((await it.call('POST', `${path}/handler-ids`, { as, body: { people } })).body).toEqual({
    unknown: ['ou_Cat'],
  });
  expect((await it.call('GET', `${path}?search=bob`, { as })).body).toMatchObject({
    items: [{ handlerUserId: 'bob@corp', lastSeenAt: '1970-01-01T00:00:00.002Z' }],
  });
  const none = await it.call('POST', `${path}/ou_Bob`, { as, body: { handlerUserId: null } });
  expect(none.body).toMatchObject({ handlerUserId: null, isBlocked: false });
  expect((await it.call('POST', `${path}/ou_Nobody`, { as, body: {} })).status).toBe(404);
  const signs = (await it.parts.store.changes.after(0, 99)).filter(({ topic }) => topic === 'person');
  expect(new Set(signs.map(({ id }) => id)), 'who watches is told of nobody by name').toEqual(new Set([integrationId]));
});

test('an administrator erases a person, with what they have said', async () => {
  const asked = await askedTurn(it.parts);
  const { openId } = asked.message.sender;
  await it.parts.store.larkUsers.see([{ integrationId: asked.integrationId, openId, at: 1 }]);
  const path = `/integrations/${asked.integrationId}/people/${openId}/erase`;
  expect((await it.call('POST', path, { as })).status).toBe(403);
  const admin = (await it.signedIn('admin')).secret;
  expect((await it.call('POST', path, { as: admin })).body).toEqual({ messages: 0 });
  expect(await it.parts.store.sessions.find(asked.session.id)).toBeUndefined();
  expect((await it.call('POST', path, { as: admin })).status).toBe(404);
});

test('who has given the code of a trigger is listed, until they are to give it again', async () => {
  const { triggerId } = await askedTurn(it.parts);
  await it.parts.store.triggerFacts.pair(triggerId, 'ou_ann', 1_000);
  const path = `/triggers/${triggerId}/paired`;
  expect((await it.call('GET', path, { as })).body).toMatchObject({ items: [{ openId: 'ou_ann', name: null }] });
  expect((await it.call('POST', `${path}/ou_ann/unpair`, { as })).status).toBe(204);
  expect((await it.call('GET', path, { as })).body).toEqual({ items: [] });
  expect((await it.call('POST', `${path}/ou_ann/unpair`, { as })).status).toBe(404);
});

test('why was it answered, or why not? the trace of an event says it, with what came of it', async () => {
  const asked = await askedTurn(it.parts);
  const { integrationId, triggerId, turn, message } = asked;
  const { store, newId } = it.parts;
  const id = newId('ob');
  await store.outbox.add([newOutboxRow(id, { turnId: turn.id, integrationId })]);
  const events = await openEventStore(it.parts.resources.eventStore);
  await using _ = { [Symbol.asyncDispose]: () => events.close() };
  const eventId = `e-${turn.id}`;
  const of = { at: it.clock.now(), appId: `cli_${integrationId}`, body: { message: { message_id: message.id } } };
  await events.accept([receivedEvent(eventId, of)]);
  const why = { en: 'The bot was mentioned', zh: '提及了机器人' };
  const refused = { en: 'The group strategy is “mention”', zh: '群策略为“提及”' };
  await store.decisions.add({
    ...{ integrationId, eventId, eventSeq: await events.lastSeq(), decidedAt: 1_000 },
    tried: [
      { triggerId, version: 1, outcome: 'taken', code: 'matched', why },
      { triggerId: 'tr_gone', version: 1, outcome: 'refused', code: 'not_mentioned', why: refused },
    ],
  });
  const trace = await it.call('GET', `/events/ev_${await events.lastSeq()}/trace`, { as });
  expect(trace.body.decisions).toMatchObject([
    {
      integrationId,
      tried: [
        { triggerId, why, turns: [{ id: turn.id, state: 'ready', replies: [{ id, state: 'queued' }] }] },
        { triggerId: 'tr_gone', triggerName: null, why: refused, turns: [] },
      ],
    },
  ]);
  const listed = await it.call('GET', `/decisions?triggerId=${triggerId}&outcome=taken&code=matched`, { as });
  const event = `ev_${await events.lastSeq()}`;
  expect(listed.body).toMatchObject({ items: [{ eventId, integrationId, event }] });
  expect((await it.call('GET', `/decisions?triggerId=${triggerId}&outcome=refused`, { as })).body.items).toEqual([]);
});
