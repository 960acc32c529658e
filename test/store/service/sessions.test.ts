import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReceivedEvent } from '../../../src/model/event.ts';
import { untranslated } from '../../../src/model/message.ts';
import { Secret } from '../../../src/model/secret.ts';
import { SealedBodies } from '../../../src/secrets/body-vault.ts';
import { KeyRing } from '../../../src/secrets/key-ring.ts';
import { Vault } from '../../../src/secrets/vault.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { receivedEvent } from '../../support/received-event.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import {
  newOutboxRow,
  newSession,
  newSessionMessage,
  newTurn,
  newTurnMessage,
  sealedOf,
  withTriggers,
} from '../../support/trigger-rows.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const idsOf = (things: readonly { readonly id: string }[]): string[] => things.map(({ id }) => id);

test('of a trigger and key one session is open or handed over, whoever comes at once', async () => {
  await using opened = await newServiceStore(server);
  const other = await opened.open();
  const { sessions } = opened.store;
  await withTriggers(opened.store);
  const begun = await Promise.all(
    Array.from({ length: 8 }, (_, at) =>
      (at % 2 === 0 ? opened.store : other).sessions.open(newSession(`se_${at}`, { key: 'k' })),
    ),
  );
  expect(begun.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(new Set(begun.map(({ session }) => session.id)).size).toBe(1);
  const first = begun[0]?.session;
  if (first === undefined) throw new Error('No session');
  expect(await sessions.findOpen('tr_1', 'k')).toEqual(first);
  expect((await sessions.open(newSession('se_10', { key: 'k', triggerId: 'tr_2' }))).isNew).toBe(true);
  const handed = await sessions.update({ ...first, state: 'handed_over' }, 5);
  expect((await sessions.open(newSession('se_11', { key: 'k' }))).session).toEqual(handed);
  if (handed !== undefined) await sessions.update({ ...handed, state: 'closed', closedWhy: 'command' }, 6);
  const second = await sessions.open(newSession('se_12', { key: 'k', lastActiveAt: 9 }));
  expect(second).toMatchObject({ isNew: true, session: { id: 'se_12' } });
  await sessions.insert(newSession('se_13', { key: 'k', lastActiveAt: 99, state: 'closed', expiresAt: undefined }));
  expect(await sessions.findLast('tr_1', 'k')).toMatchObject({ id: 'se_12' });
  const closed = await sessions.find(first.id);
  // Whoever goes on with an earlier one closes the later one first.
  if (closed !== undefined)
    await expect(sessions.update({ ...closed, state: 'open' }, 7)).rejects.toMatchObject({ code: 'api.name.taken' });
});

test('a session goes idle when its time is over and nothing of it waits; being active moves the time and no version', async () => {
  await using opened = await newServiceStore(server);
  const { sessions, turns } = opened.store;
  await withTriggers(opened.store);
  for (const id of ['se_1', 'se_2', 'se_3']) await sessions.insert(newSession(id));
  await sessions.insert(newSession('se_4', { isPinned: true, expiresAt: undefined }));
  await turns.add(newTurn('tu_1', { sessionId: 'se_2' }));
  expect(await sessions.touch('se_3', { now: 50, expiresAt: 150, speaker: { openId: 'ou_1', name: '小红' } })).toBe(
    true,
  );
  // Who speaks is not who has begun it.
  expect(await sessions.touch('se_3', { now: 50, expiresAt: 150, speaker: { openId: 'ou_x', name: 'X' } })).toBe(true);
  expect(await sessions.find('se_3')).toMatchObject({ senderName: '小红' });
  expect(await sessions.touch('se_4', { now: 50, expiresAt: 150 })).toBe(true);
  expect(await sessions.find('se_4')).toMatchObject({ expiresAt: undefined, lastActiveAt: 50 });
  expect(await sessions.expire(99, 9)).toEqual([]);
  expect(await sessions.nextExpiryAt()).toBe(100);
  expect(await sessions.expire(100, 9)).toMatchObject([
    { id: 'se_1', state: 'idle', expiresAt: undefined, version: 2 },
  ]);
  expect(await sessions.touch('se_1', { now: 101, expiresAt: 200 })).toBe(false);
  await turns.claim({ holder: 'w', now: 101, leaseMs: 9, limit: 1 });
  await turns.end({ id: 'tu_1', attempt: 1 }, { state: 'answered' }, 102);
  expect(idsOf(await sessions.expire(103, 9))).toEqual(['se_2']);
  const read = await sessions.find('se_3');
  expect(read).toMatchObject({ version: 1, senderName: '小红', expiresAt: 150 });
  await sessions.touch('se_3', { now: 120, expiresAt: 220 });
  // What people did meanwhile is not written back.
  const forked = read && (await sessions.update({ ...read, conversationId: 'forked' }, 121));
  expect(forked).toMatchObject({ version: 2, lastActiveAt: 120, expiresAt: 220 });
  if (forked) await sessions.update({ ...forked, lastActiveAt: 130, expiresAt: 230 }, 130);
  expect(await sessions.find('se_3')).toMatchObject({ lastActiveAt: 130, expiresAt: 230 });
  expect(idsOf((await sessions.page({ limit: 9 }, { search: '小红' })).items)).toEqual(['se_3']);
  expect(idsOf((await sessions.page({ limit: 9 }, { state: 'idle', chatKind: 'group' })).items)).toEqual([
    'se_2',
    'se_1',
  ]);
  expect((await sessions.page({ limit: 9 }, { handlerId: 'ha_1' })).total).toBe(0);
});

test('messages of a session are kept once and read from the newest back', async () => {
  await using opened = await newServiceStore(server);
  const { sessions, sessionMessages } = opened.store;
  await withTriggers(opened.store);
  for (const id of ['se_1', 'se_2']) await sessions.insert(newSession(id));
  const said = [1, 2, 3].map((at) => newSessionMessage(`m${at}`, { at, expiresAt: 9, senderName: '小明' }));
  const answer = newSessionMessage('m4', { at: 4, role: 'assistant', messageId: undefined, senderOpenId: undefined });
  expect(await sessionMessages.add([...said, answer])).toBe(4);
  expect(await sessionMessages.add([newSessionMessage('m5', { messageId: 'om_m1' }), ...said])).toBe(0);
  expect(await sessionMessages.add([newSessionMessage('m6', { messageId: 'om_m1', sessionId: 'se_2' })])).toBe(1);
  expect(await sessions.find('se_1')).toMatchObject({ messageCount: 4, version: 1 });
  expect(await sessionMessages.last('se_1', { limit: 9 })).toEqual([...said, answer]);
  expect(await sessionMessages.last('se_1', { limit: 1, before: 'm3' })).toEqual([said[1]]);
  expect(await sessionMessages.last('se_1', { limit: 9, since: 4 })).toEqual([answer]);
  await expect(sessionMessages.add([newSessionMessage('m9', { sessionId: 'se_9' })])).rejects.toMatchObject({
    code: 'api.not.found',
  });
});

test('a session is erased with its messages, its turns, what is not yet sent of them, and its key', async () => {
  await using opened = await newServiceStore(server);
  const { store } = opened;
  await withTriggers(store);
  for (const id of ['se_1', 'se_2']) await store.sessions.insert(newSession(id));
  let serial = 0;
  const ring = new KeyRing([{ id: 'k1', bytes: randomBytes(32) }]);
  const vault = new Vault({
    ...{ store: store.secrets, storeId: store.id, ring: () => ring, randomBytes },
    newId: () => `sec_${serial++}`,
    now: () => 1,
  });
  const bodies = new SealedBodies({ vault, storeId: store.id, randomBytes });
  const sealed = await bodies.seal({ kind: 'session', id: 'se_1' }, 'm1', '机密 text');
  await store.sessionMessages.add([newSessionMessage('m1', { body: sealed })]);
  const [kept] = await store.sessionMessages.last('se_1', { limit: 1 });
  expect(kept && (await bodies.open(kept.body, 'm1'))).toBe('机密 text');
  const stored = await server.query(opened.url, 'SELECT body FROM larkstream.session_messages');
  expect(JSON.stringify(stored)).not.toMatch(/机密|text/);
  await store.turns.add(newTurn('tu_1', { sessionId: 'se_1' }));
  await store.outbox.add([newOutboxRow('ob_1', { turnId: 'tu_1' }), newOutboxRow('ob_2', { turnId: 'tu_2' })]);
  expect(await store.erasing.eraseSession('se_1')).toBe(true);
  expect(await store.erasing.eraseSession('se_1')).toBe(false);
  expect(idsOf((await store.sessions.page({ limit: 9 }, {})).items)).toEqual(['se_2']);
  expect(await store.turns.find('tu_1')).toBeUndefined();
  expect(idsOf((await store.outbox.page({ limit: 9 }, {})).items)).toEqual(['ob_2']);
  const elsewhere = new SealedBodies({ vault, storeId: store.id, randomBytes });
  expect(await elsewhere.open(sealed, 'm1')).toBeUndefined();
  // Its lanes hold nobody up.
  expect(await store.turns.claim({ holder: 'w', now: 9, leaseMs: 9, limit: 9 })).toEqual([]);
  expect(idsOf(await store.outbox.claim({ holder: 'w', now: 9, leaseMs: 9, limit: 9 }))).toEqual(['ob_2']);
});

test('a trigger is deleted with its conversations, what is not yet sent of it, and the keys of both', async () => {
  await using opened = await newServiceStore(server);
  const { triggers, sessions, turns, outbox, secrets } = opened.store;
  await withTriggers(opened.store);
  await sessions.insert(newSession('se_1'));
  await sessions.insert(newSession('se_2', { triggerId: 'tr_2' }));
  const lanes = { tu_1: { triggerId: 'tr_1', sessionId: 'se_1' }, tu_2: { triggerId: 'tr_2', sessionId: 'se_2' } };
  for (const [id, of] of Object.entries(lanes)) await turns.add(newTurn(id, { ...of, lane: id }));
  await outbox.add([
    newOutboxRow('ob_sent', { turnId: 'tu_1', lane: 'a' }),
    newOutboxRow('ob_waits', { turnId: 'tu_1', lane: 'a' }),
    newOutboxRow('ob_notice', { lane: 'b', body: sealedOf('x', 'trigger.tr_1') }),
    newOutboxRow('ob_other', { turnId: 'tu_2', lane: 'c', body: sealedOf('x', 'trigger.tr_11') }),
  ]);
  const [first] = await outbox.claim({ holder: 's', now: 5, leaseMs: 9, limit: 1 });
  const sent = { state: 'sent', done: { messageId: 'om_1' }, revision: 1 } as const;
  await outbox.end(first ?? { id: '', attempts: 0 }, sent, 6);
  const key = { keyId: 'k', wrappedKey: Buffer.from('x'), sealed: Buffer.from('x'), version: 1, createdAt: 1 };
  const keys = [
    'session se_1 bodies',
    'session se_2 bodies',
    'trigger tr_1 bodies',
    'trigger tr_1 pairing',
    'trigger tr_2 bodies',
  ];
  for (const id of keys) {
    const [ownerKind = '', ownerId = '', name = ''] = id.split(' ');
    await secrets.add({ ...key, id, ownerKind, ownerId, name });
  }
  const trigger = await triggers.find('tr_1');
  expect(await triggers.delete({ id: 'tr_1', version: 99 })).toBe(false);
  expect(await triggers.delete({ id: 'tr_1', version: trigger?.version ?? 0 })).toBe(true);
  expect((await sessions.page({ limit: 9 }, {})).items.map(({ id }) => id)).toEqual(['se_2']);
  expect((await turns.page({ limit: 9 }, {})).items.map(({ id }) => id)).toEqual(['tu_2']);
  const left = (await outbox.page({ limit: 9 }, {})).items.map(({ id }) => id);
  expect(left.toSorted()).toEqual(['ob_other', 'ob_sent']);
  expect((await secrets.page({ afterId: '', limit: 9 })).map(({ id }) => id)).toEqual([
    'session se_2 bodies',
    'trigger tr_2 bodies',
  ]);
  expect((await outbox.claim({ holder: 's', now: 99, leaseMs: 9, limit: 9 })).map(({ id }) => id)).toEqual([
    'ob_other',
  ]);
});

test('of a person everything goes that was kept, but for what others have said, and that the person is blocked', async () => {
  await using opened = await newServiceStore(server);
  const { sessions, sessionMessages, turns, larkUsers, triggerFacts, erasing } = opened.store;
  await withTriggers(opened.store);
  for (const id of ['se_1', 'se_2']) await sessions.insert(newSession(id, { senderName: 'A' }));
  const answer = { role: 'assistant', senderOpenId: undefined } as const;
  await sessionMessages.add([newSessionMessage('m1'), newSessionMessage('m2', answer)]);
  const shared = { sessionId: 'se_2' };
  await sessionMessages.add([
    newSessionMessage('m3', shared),
    newSessionMessage('m4', { ...shared, senderOpenId: 'ou_2' }),
    newSessionMessage('m5', { ...shared, ...answer }),
  ]);
  await turns.add(
    newTurn('tu_1', { messages: [newTurnMessage('om_1'), newTurnMessage('om_2', { senderOpenId: 'ou_2' })] }),
  );
  await turns.claim({ holder: 'w', now: 10, leaseMs: 50, limit: 1 });
  await turns.end(
    { id: 'tu_1', attempt: 1 },
    { state: 'dead', lastError: untranslated('What is my pay? is no question') },
    11,
  );
  expect((await turns.find('tu_1'))?.lastError).toBeDefined();
  await larkUsers.see(['ou_1', 'ou_2'].map((openId) => ({ integrationId: 'in_1', openId, name: openId, at: 1 })));
  await larkUsers.change('in_1', 'ou_2', { isBlocked: true });
  await triggerFacts.pair('tr_1', 'ou_1', 1);
  expect(await erasing.eraseUser('in_1', 'ou_1')).toBe(2);
  expect(await sessions.find('se_1')).toBeUndefined();
  expect(await sessions.find('se_2')).toMatchObject({ senderOpenId: '', senderName: undefined });
  expect(idsOf(await sessionMessages.last('se_2', { limit: 9 }))).toEqual(['m4', 'm5']);
  expect((await turns.find('tu_1'))?.messages).toMatchObject([
    { messageId: 'om_1', senderOpenId: '', body: undefined },
    { messageId: 'om_2', senderOpenId: 'ou_2' },
  ]);
  // It may repeat what was said.
  expect((await turns.find('tu_1'))?.lastError).toBeUndefined();
  expect(await larkUsers.find('in_1', 'ou_1')).toBeUndefined();
  expect(await triggerFacts.paired('tr_1')).toEqual([]);
  await erasing.eraseUser('in_1', 'ou_2');
  expect(await larkUsers.find('in_1', 'ou_2')).toMatchObject({ isBlocked: true, name: undefined });
  expect(idsOf(await sessionMessages.last('se_2', { limit: 9 }))).toEqual(['m5']);
});

describe('events in the inbox', () => {
  const said = (id: string, openId: string) => ({
    dedupKey: `message/om_${id}`,
    type: 'im.message.receive_v1',
    actorId: openId,
    body: { message: { message_id: `om_${id}`, content: 'secret' } },
  });

  /** What two people have said and pressed, as it was received by the app of `in_1`, and once by that of `in_2`. */
  async function received() {
    const opened = await newServiceStore(server);
    const { store } = opened;
    await withTriggers(store);
    await store.integrations.insert(newIntegration('in_2'));
    await store.sessions.insert(newSession('se_1'));
    const of = (id: string, parts: Partial<ReceivedEvent>) => receivedEvent(id, { appId: 'cli_in_1', ...parts });
    const inbox = await openEventStore(new Secret(opened.url));
    await inbox.accept([
      of('one', said('1', 'ou_1')),
      of('one too', { ...said('1', 'ou_1'), appId: 'cli_in_2' }),
      of('two', said('2', 'ou_2')),
      of('press', { type: 'card.action.trigger', actorId: 'ou_1', body: { form: 'secret' } }),
      of('reaction', { type: 'im.message.reaction.created_v1', actorId: 'ou_1', body: { message_id: 'om_2' } }),
      of('record', { type: 'drive.file.edit_v1', actorId: 'ou_1', body: { file_token: 'f' } }),
    ]);
    await inbox.close();
    await store.turns.add(newTurn('tu_event', { triggerId: 'tr_2', messages: [], lane: 'e', event: eventOf('one') }));
    await store.turns.add(newTurn('tu_press', { sessionId: 'se_1', messages: [], lane: 'p', event: eventOf('press') }));
    for (const eventId of decided) {
      const why = { en: eventId, zh: eventId };
      const tried = [{ triggerId: 'tr_1', version: 1, outcome: 'refused', code: 'fields', why } as const];
      await store.decisions.add({ integrationId: 'in_1', eventId, decidedAt: 1, tried });
    }
    return opened;
  }
  const decided = ['one', 'two', 'press', 'record'];
  /** What decisions say that they have compared, after their triggers, outcomes and codes. */
  const reasonsIn = async ({ store }: Awaited<ReturnType<typeof received>>) => {
    const found = await Promise.all(decided.map((id) => store.decisions.find('in_1', id)));
    return found.flatMap((decision) => {
      expect(decision?.tried).toMatchObject([{ triggerId: 'tr_1', version: 1, outcome: 'refused', code: 'fields' }]);
      return decision?.tried.map(({ why }) => why.en) ?? [];
    });
  };
  const eventOf = (id: string) => ({ id, type: 't', createdAt: 1, body: sealedOf(id) });
  const erasedIn = async (url: string) =>
    (
      await server.query(url, `SELECT event_id FROM larkstream.events WHERE body = '{"erased":true}' ORDER BY seq`)
    ).flat();

  test('a message that was recalled is erased as its app has received it, and in what was made of its event', async () => {
    await using opened = await received();
    await opened.store.erasing.eraseMessage('in_1', 'om_1');
    expect(await erasedIn(opened.url)).toEqual(['one']);
    expect(await reasonsIn(opened)).toEqual(['Erased', 'two', 'press', 'record']);
    expect((await opened.store.turns.find('tu_event'))?.event).toMatchObject({ id: 'one', body: undefined });
    expect((await opened.store.turns.find('tu_press'))?.event?.body).toBeDefined();
  });

  test('with a session goes what was said in it, and typed into its cards', async () => {
    await using opened = await received();
    const { store } = opened;
    await store.turns.add(newTurn('tu_2', { sessionId: 'se_1', messages: [newTurnMessage('om_2')] }));
    await store.erasing.eraseSession('se_1');
    expect(await erasedIn(opened.url)).toEqual(['two', 'press']);
    expect(await reasonsIn(opened)).toEqual(['one', 'Erased', 'Erased', 'record']);
  });

  test('with a person goes what the person has said and pressed in that app, and who it was', async () => {
    await using opened = await received();
    await opened.store.erasing.eraseUser('in_1', 'ou_1');
    expect(await erasedIn(opened.url)).toEqual(['one', 'press']);
    const known = await server.query(opened.url, 'SELECT event_id FROM larkstream.events WHERE actor_id IS NULL');
    expect(known.flat()).toEqual(['one', 'press']);
    expect((await opened.store.turns.find('tu_event'))?.event?.body).toBeUndefined();
    expect(await reasonsIn(opened)).toEqual(['Erased', 'two', 'Erased', 'Erased']);
  });
});

test('a message that was recalled is erased in every session; its id stays with its turn', async () => {
  await using opened = await newServiceStore(server);
  const { sessions, sessionMessages, turns, erasing } = opened.store;
  await withTriggers(opened.store);
  for (const id of ['se_1', 'se_2']) await sessions.insert(newSession(id));
  for (const [id, sessionId] of Object.entries({ m1: 'se_1', m2: 'se_2' }))
    await sessionMessages.add([newSessionMessage(id, { sessionId, messageId: 'om_1' })]);
  await turns.add(newTurn('tu_1', { messages: [newTurnMessage('om_1')] }));
  expect(await erasing.eraseMessage('in_1', 'om_1')).toBe(3);
  expect(await erasing.eraseMessage('in_1', 'om_1')).toBe(0);
  expect(await sessionMessages.last('se_1', { limit: 9 })).toEqual([]);
  expect(await turns.add(newTurn('tu_2', { messages: [newTurnMessage('om_1')] }))).toBeUndefined();
});
