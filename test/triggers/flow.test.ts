import { beforeAll, describe, expect, test } from 'vitest';
import { TransientError } from '../../src/model/errors.ts';
import type { ServiceStore } from '../../src/model/service/service-store.ts';
import { erasedBody } from '../../src/model/triggers/erased-event.ts';
import type { TriggerSettings } from '../../src/model/triggers/trigger-settings.ts';
import type { TurnTable } from '../../src/model/triggers/turn-table.ts';
import { openSaid } from '../../src/triggers/bodies/sealed-rows.ts';
import type { FlowParts } from '../../src/triggers/flow/flow-parts.ts';
import { Moved } from '../../src/triggers/flow/moved.ts';
import { sweepLater } from '../../src/triggers/flow/sweep-later.ts';
import { sweepSessions } from '../../src/triggers/flow/sweep-sessions.ts';
import { takeReply } from '../../src/triggers/flow/take-reply.ts';
import { TurnWorker } from '../../src/triggers/flow/work-turns.ts';
import { readObject } from '../../src/util/json.ts';
import { echo, FlowWorld, leaseMs, mortal, publish, type Script } from '../support/flow-world.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { newServiceStore, timedStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { triggerSettings } from '../support/trigger-rows.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

interface Started extends AsyncDisposable {
  readonly world: FlowWorld;
  readonly time: { now: number };
}

/** A world with one trigger, by a clock that the test sets. */
async function start(settings: Partial<TriggerSettings> = {}, script: Script = echo): Promise<Started> {
  const opened = await newServiceStore(server);
  const time = { now: 1_000 };
  const store = timedStore(opened.store, () => time.now);
  await publish(store, [{ id: 'tr_1', settings: { staleMs: 0, ...settings } }]);
  return { world: new FlowWorld(store, script), time, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

test('a message is answered; however often it comes, once', async () => {
  await using started = await start();
  const { world } = started;
  const event = world.message('hello');
  for (let again = 0; again < 3; again++) {
    await world.take(event);
    await world.work();
    await world.send();
  }
  expect(world.said()).toEqual(['re: hello']);
  expect(world.seen.map(({ kind }) => kind).toSorted()).toEqual(['react', 'stream', 'unreact']);
  expect(world.requests).toMatchObject([{ kind: 'message', text: 'hello', attempt: 1, session: { isNew: true } }]);
  const { items } = await world.store.sessions.page({ limit: 9 }, {});
  expect(items).toMatchObject([{ messageCount: 2, state: 'open', senderOpenId: 'ou_ann' }]);
  expect(await world.store.decisions.find('in_1', event.id)).toMatchObject({
    tried: [{ triggerId: 'tr_1', outcome: 'taken', code: 'matched' }],
  });
});

test('who looks at a conversation hears that it has moved, once however much is said, and only by ids of ours', async () => {
  await using started = await start();
  const { world } = started;
  const { store } = world;
  const moved = new Moved({ store, clock: world.parts().clock });
  const parts = { ...world.parts(), tellMoved: moved.tell };
  const signs = async () => {
    const before = await store.changes.lastSeq();
    await moved.write();
    return (await store.changes.after(before, 99)).map(({ topic, id, kind }) => [topic, id, kind]);
  };
  for (const text of ['one', 'two', 'three']) await world.take(world.message(text), parts);
  const { items: sessions } = await store.sessions.page({ limit: 9 }, {});
  expect(await signs()).toEqual(sessions.map(({ id }) => ['session', id, 'changed']));
  expect(await signs()).toEqual([]);
  await world.work(parts);
  const { items: turns } = await store.turns.page({ limit: 9 }, {});
  const told = await signs();
  expect(told.filter(([topic]) => topic === 'session')).toHaveLength(1);
  expect(told.filter(([topic]) => topic === 'turn').map(([, id]) => id)).toEqual(
    expect.arrayContaining(turns.map(({ id }) => id)),
  );
  await world.take(world.message('/new'), parts);
  expect((await signs()).length).toBe(2);
});

test('a conversation has the name of its person as soon as it is known', async () => {
  await using started = await start();
  const { world, time } = started;
  const { store } = world;
  const nameOf = async () => (await store.sessions.page({ limit: 9 }, {})).items.map(({ senderName }) => senderName);
  await world.take(world.message('one'));
  expect(await nameOf()).toEqual([undefined]);
  await store.larkUsers.see([{ integrationId: 'in_1', openId: 'ou_ann', name: 'Ann', at: time.now }]);
  await world.take(world.message('two'));
  expect(await nameOf()).toEqual(['Ann']);
});

test('a conversation in a group has the name of the group, as the group is called now', async () => {
  await using started = await start({ messages: { ...triggerSettings.messages, groupStrategy: 'all' } });
  const { world } = started;
  const { sessions } = world.store;
  const inGroup = { chatId: 'oc_g', group: true } as const;
  const nameOf = async () => (await sessions.page({ limit: 9 }, { chatId: 'oc_g' })).items.map((one) => one.chatName);
  await world.take(world.message('one', inGroup));
  expect(await nameOf()).toEqual([undefined]);
  world.chats.set('oc_g', 'Canteen');
  await world.take(world.message('two', inGroup));
  expect(await nameOf()).toEqual(['Canteen']);
  world.chats.delete('oc_g');
  await world.take(world.message('three', inGroup));
  expect(await nameOf(), 'what is not told changes nothing').toEqual(['Canteen']);
  const after_change = { name: 'Kitchen' };
  await world.take(world.event('im.chat.updated_v1', { chat_id: 'oc_g', after_change }, { chatId: 'oc_g' }));
  expect(await nameOf()).toEqual(['Kitchen']);
  expect((await sessions.page({ limit: 9 }, { search: 'kitch' })).items).toHaveLength(1);
  const [of] = (await sessions.page({ limit: 9 }, { chatId: 'oc_g' })).items;
  expect(await sessions.namesOf([of?.id ?? '', 'se_gone'])).toEqual(
    new Map([[of?.id, { senderName: undefined, chatName: 'Kitchen' }]]),
  );
});

test('what was said before is history; what waits is not', async () => {
  await using started = await start();
  const { world, time } = started;
  for (const texts of [['one'], ['two', 'three']]) {
    for (const text of texts) {
      time.now += 1;
      await world.take(world.message(text));
    }
    time.now += 1;
    await world.work();
  }
  expect(world.requests.map(({ history }) => history.map(({ role, text }) => `${role} ${text}`))).toEqual([
    [],
    ['user one', 'assistant re: one'],
    ['user one', 'assistant re: one', 'user two', 'assistant re: two'],
  ]);
});

/** A text as it stands after an edit. */
function editedMessage(id: string, text: string) {
  const [type, attachments, editedAt] = ['text', [], 4_000] as const;
  const quoted = { id, senderOpenId: 'ou_ann', senderName: undefined, sentAt: 1, type, text, attachments };
  const edited = { type, text, attachments, editedAt, mentions: [], mentionsBot: false, mentionsAll: false };
  const rest = { threadId: undefined, editedAt, forwarded: [], chatId: 'oc_1' };
  return { quoted, edited: { ...edited, content: { text } }, ...rest };
}

test('what was edited while it waited is answered as it stands, and so it is remembered; what comes at once is not read again', async () => {
  await using started = await start({ messages: { ...triggerSettings.messages, seesEdits: true } });
  const { world, time } = started;
  time.now = 1_700_000_000_000;
  await world.take(world.message('at once', { at: time.now }));
  time.now += 1;
  await world.work();
  time.now += 1;
  expect(world.read).toEqual([]);
  await world.take(world.message('old words', { at: time.now }));
  world.stands.set('om_old words', editedMessage('om_old words', 'new words'));
  time.now += 3_000;
  await world.work();
  time.now += 1;
  await world.take(world.message('same', { at: time.now - 5_000 }));
  time.now += 1;
  await world.work();
  // Those of the history that are young are read with a turn that has waited.
  const [first, old] = ['om_at once', 'om_old words'];
  expect(world.read.toSorted()).toEqual([first, first, old, old, 'om_same']);
  const [, second, third] = world.requests;
  expect(second).toMatchObject({ text: 'new words', messages: [{ content: { text: 'new words' }, editedAt: 4_000 }] });
  expect(third?.text).toBe('same');
  expect(third?.history.map(({ text }) => text)).toEqual(['at once', 're: at once', 'new words', 're: new words']);
});

test('what was edited in the last minutes is history as it stands, read with a turn that has waited: the newest four, and none that is old', async () => {
  await using started = await start({ messages: { ...triggerSettings.messages, seesEdits: true } });
  const { world, time } = started;
  time.now = 1_700_000_000_000;
  const say = async (text: string, waitsMs: number): Promise<void> => {
    await world.take(world.message(text, { at: time.now }));
    time.now += waitsMs;
    await world.work();
    time.now += 4_000;
  };
  await say('old', 1);
  time.now += 10 * 60_000;
  for (const text of ['one', 'two', 'three', 'four', 'five']) await say(text, 1);
  for (const text of ['old', 'one', 'five'])
    world.stands.set(`om_${text}`, editedMessage(`om_${text}`, `${text}, edited`));
  await say('at once', 1);
  expect(world.read).toEqual([]);
  await say('waited', 3_000);
  expect(world.read.toSorted()).toEqual(['om_at once', 'om_five', 'om_four', 'om_three', 'om_waited'].toSorted());
  const asked = world.requests
    .at(-1)
    ?.history.filter(({ role }) => role === 'user')
    .map(({ text }) => text);
  expect(asked).toEqual(['old', 'one', 'two', 'three', 'four', 'five, edited', 'at once']);
  await say('later', 1);
  expect(world.requests.at(-1)?.history.map(({ text }) => text)).toContain('five, edited');
});

test('who does not want edits makes no call', async () => {
  await using started = await start({ messages: { ...triggerSettings.messages, seesEdits: false } });
  await started.world.take(started.world.message('old', { at: 1 }));
  started.time.now += 60_000;
  await started.world.work();
  expect([started.world.read, started.world.said()]).toEqual([[], []]);
  expect(started.world.requests).toMatchObject([{ text: 'old' }]);
});

test('our own answer is quoted as we know it; what somebody has said is read, and an edit of it is remembered', async () => {
  await using started = await start();
  const { world, time } = started;
  await world.take(world.message('one', { at: time.now }));
  time.now += 1;
  await world.work();
  await world.send();
  const answer = world.seen.find(({ kind }) => kind === 'stream')?.id;
  const quoting = (text: string, parentId: string) => {
    time.now += 1;
    const event = world.message(text, { at: time.now });
    const message = { ...readObject(event.body, 'message'), parent_id: parentId };
    return { ...event, body: { ...event.body, message } };
  };
  await world.take(quoting('why?', `om_of_${answer}`));
  await world.work();
  expect(world.read).toEqual([]);
  expect(world.requests.at(-1)).toMatchObject({
    messages: [{ quoted: { text: 're: one', senderOpenId: 'cli_in_1' } }],
  });
  world.stands.set('om_one', editedMessage('om_one', 'one and a half'));
  await world.take(quoting('and this?', 'om_one'));
  await world.work();
  expect(world.read).toEqual(['om_one']);
  expect(world.requests.at(-1)).toMatchObject({ messages: [{ quoted: { text: 'one and a half' } }] });
  await world.take(world.message('last', { at: time.now }));
  await world.work();
  expect(world.requests.at(-1)?.history[0]).toMatchObject({ role: 'user', text: 'one and a half' });
});

test('a message to others is for nobody, and is kept where that is asked for', async () => {
  await using started = await start({ history: { ...triggerSettings.history, keepsUnmentioned: true } });
  const { world } = started;
  const event = world.message('lunch?', { group: true });
  for (let again = 0; again < 2; again++) await world.take(event);
  await world.work();
  expect(world.requests).toEqual([]);
  const [session] = (await world.store.sessions.page({ limit: 9 }, {})).items;
  expect(session).toMatchObject({ chatKind: 'group', messageCount: 1 });
});

test('who writes for the first time is called by name, as far as Contact answers in time', async () => {
  await using started = await start();
  const { world } = started;
  world.contact.set('ou_ann', { name: 'Ann', unionId: 'on_ann', departments: [] });
  const patient = { now: () => 0, elapsed: () => 0, sleep: () => new Promise<void>(() => undefined) };
  await world.take(world.message('one'), { ...world.parts(), clock: patient });
  const silent = {
    ...world.parts(),
    appOf: async (...given: Parameters<FlowParts['appOf']>) => ({
      ...(await world.parts().appOf(...given)),
      personOf: () => new Promise<never>(() => undefined),
    }),
  };
  await world.take(world.message('two', { openId: 'ou_bob', chatId: 'oc_2' }), silent);
  await world.work();
  expect(world.requests.map(({ user }) => [user?.openId, user?.name])).toEqual([
    ['ou_ann', 'Ann'],
    ['ou_bob', undefined],
  ]);
});

test('people are known by name: those who were mentioned or came, and those whom Contact knows', async () => {
  await using started = await start();
  const { world } = started;
  const { larkUsers } = world.store;
  world.contact.set('ou_ann', { name: 'Ann', unionId: 'on_ann', departments: ['od_1', 'od_0'] });
  const text = world.message('one');
  const mentions = [{ key: '@_user_1', id: { open_id: 'ou_bob' }, name: 'Bob', mentioned_type: 'user' }];
  await world.take({ ...text, body: { ...text.body, message: { ...readObject(text.body, 'message'), mentions } } });
  const users = [{ name: 'Cleo', tenant_key: 't2', user_id: { open_id: 'ou_cleo' } }];
  const by = { operator_id: { open_id: 'ou_ann' }, chat_id: 'oc_1', users };
  await world.take(world.event('im.chat.member.user.added_v1', by, { actorId: 'ou_ann' }));
  const pressed = { operator: { operator_id: { open_id: 'ou_dan' }, operator_name: 'Dan' }, event_key: 'k' };
  await world.take(world.event('application.bot.menu_v6', pressed, { actorId: 'ou_dan' }));
  const ids = ['ou_ann', 'ou_bob', 'ou_cleo', 'ou_dan'];
  const names = async () => [...(await larkUsers.findAll('in_1', ids)).values()].map(({ name }) => name).toSorted();
  await expect.poll(names).toEqual(['Ann', 'Bob', 'Cleo', 'Dan']);
  expect(await larkUsers.find('in_1', 'ou_ann')).toMatchObject({ unionId: 'on_ann', departments: ['od_1', 'od_0'] });
});

test('a department is what Contact says; where it says nothing, nobody is in one', async () => {
  const messages = { ...triggerSettings.messages, departments: { allow: ['od_0'], deny: [] } };
  await using started = await start({ messages });
  const { world } = started;
  world.contact.set('ou_ann', { name: 'Ann', unionId: undefined, departments: ['od_1', 'od_0'] });
  for (const openId of ['ou_ann', 'ou_bob']) await world.take(world.message(openId, { openId, chatId: openId }));
  await world.work();
  expect(world.requests.map(({ text }) => text)).toEqual(['ou_ann']);
});

describe('commands', () => {
  test('/new begins another conversation once; one tap goes on with the one before', async () => {
    await using started = await start();
    const { world } = started;
    await world.take(world.message('one'));
    await world.work();
    const command = world.message('/new');
    for (let again = 0; again < 2; again++) await world.take(command);
    await world.send();
    const sessions = (await world.store.sessions.page({ limit: 9 }, {})).items;
    expect(sessions.map(({ state, closedWhy }) => [state, closedWhy]).toSorted()).toEqual([
      ['closed', 'command'],
      ['open', undefined],
    ]);
    expect(world.said()).toEqual(['re: one', 'This is a new conversation.']);
    const first = sessions.find(({ state }) => state === 'closed');
    const tap = { larkstream: 1, turn: 'notice', button: 'act', owner: 'ou_ann' };
    const press = world.pressed({ ...tap, value: { act: 'continue_session', sessionId: first?.id ?? '' } });
    for (let again = 0; again < 2; again++) await world.take(press);
    await world.send();
    expect(await world.store.sessions.find(first?.id ?? '')).toMatchObject({ state: 'open' });
    expect(world.said().at(-1)).toContain('We go on with the conversation before.');
    expect(world.said()).toHaveLength(3);
  });

  test('/stop ends what waits and what is worked on; help, status and who one is are told', async () => {
    await using started = await start({}, async function* (_, { signal }) {
      yield { kind: 'text', text: 'much to say' };
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const { world } = started;
    const worker = new TurnWorker(world.parts(), { holder: 'w', leaseMs });
    for (const text of ['one', 'two']) await world.take(world.message(text));
    expect(await worker.claim()).toBe(1);
    await expect.poll(async () => (await world.store.outbox.page({ limit: 9 }, {})).items.length).toBe(2);
    await world.take(world.message('/stop'));
    await worker.beat();
    await worker.idle();
    for (const text of ['/help', '/status', '/whoami']) await world.take(world.message(text));
    await world.send();
    const states = (await world.store.turns.page({ limit: 9 }, {})).items.map(({ state }) => state);
    expect(states).toEqual(['cancelled', 'cancelled']);
    expect(world.said().join('\n')).toMatch(
      /Stopped\.[\s\S]*`\/new` begins[\s\S]*The conversation goes on[\s\S]*ou_ann/,
    );
    expect(world.seen.map(({ kind }) => kind)).toContain('unreact');
  });
});

test('a message that was taken back is not answered, and its text is gone', async () => {
  await using started = await start();
  const { world } = started;
  await world.take(world.message('one'));
  const recall = world.recalled('om_one');
  for (let again = 0; again < 2; again++) await world.take(recall);
  await world.take(world.message('one'));
  await world.work();
  await world.send();
  expect(world.said()).toEqual([]);
  const [turn] = (await world.store.turns.page({ limit: 9 }, {})).items;
  expect(turn).toMatchObject({ state: 'cancelled', messages: [{ messageId: 'om_one', body: undefined }] });
});

describe('a message that was taken back before it is taken', () => {
  const all = { groupStrategy: 'all' } as const;

  test('is not answered, and the decision says why', async () => {
    await using started = await start();
    const { world } = started;
    await world.take(world.recalled('om_one'));
    const event = world.message('one');
    await world.take(event);
    await world.work();
    expect(world.requests).toEqual([]);
    expect(await world.store.decisions.find('in_1', event.id)).toMatchObject({ tried: [{ code: 'recalled' }] });
  });

  test.each(['one', '/new one', 'to others'])('%s: nor by a trigger whose turn comes later', async (text) => {
    await using opened = await newServiceStore(server);
    const messages = { ...triggerSettings.messages, ...(text === 'to others' ? {} : all) };
    const history = { ...triggerSettings.history, keepsUnmentioned: true };
    const settings = { staleMs: 0, continues: true, messages, history };
    await publish(opened.store, [
      { id: 'tr_1', settings },
      { id: 'tr_2', settings },
    ]);
    const world = new FlowWorld(opened.store, echo);
    const event = world.message(text, { group: true });
    await world.take(event, world.parts(), 'tr_1');
    await world.take(world.recalled(`om_${text}`));
    await world.take(event, world.parts(), 'tr_2');
    await world.work();
    expect(world.requests).toEqual([]);
    const ids = (await opened.store.sessions.page({ limit: 9 }, {})).items.map(({ id }) => id);
    const said = await Promise.all(ids.map((id) => opened.store.sessionMessages.last(id, { limit: 9 })));
    expect(said.flat()).toEqual([]);
  });
});

test('an event that was erased is for nobody, and its decision says so', async () => {
  const types = ['im.message.receive_v1', 'card.action.trigger'];
  await using started = await start({ kind: 'events', events: { ...triggerSettings.events, types } });
  const { world } = started;
  const [taken, waits] = [world.message('one'), world.event('card.action.trigger', { action: {} })];
  await world.take(taken);
  await world.store.erasing.eraseMessage('in_1', 'om_one');
  for (const { id, type } of [waits, world.message('two')]) await world.take(world.event(type, erasedBody, { id }));
  await world.work();
  expect(world.requests).toMatchObject([{ event: { id: taken.id } }]);
  expect(await world.store.decisions.find('in_1', waits.id)).toMatchObject({ tried: [{ code: 'recalled' }] });
});

test('what a handler has used is counted for its session, also of an answer that fails', async () => {
  await using started = await start({}, async function* ({ attempt }) {
    yield { kind: 'usage', tokens: 5 };
    if (attempt === 1) throw new TransientError({ code: 'handler.failed', message: { en: 'No', zh: '否' } });
    yield { kind: 'text', text: 'yes' };
    yield { kind: 'usage', tokens: 7 };
  });
  const { world, time } = started;
  await world.take(world.message('one'));
  await world.work();
  time.now += 60_000;
  await world.work();
  expect(world.requests.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(await world.store.turns.tokensOf(world.requests[0]?.session?.id ?? '')).toBe(17);
});

test('a button under an answer goes to its handler, once a press, and only from its person', async () => {
  await using started = await start();
  const { world } = started;
  await world.take(world.message('one'));
  await world.work();
  const [turn] = (await world.store.turns.page({ limit: 9 }, {})).items;
  const value = { larkstream: 1, turn: turn?.id ?? '', button: 'yes', owner: 'ou_ann', value: { amount: 5 } };
  await world.take(world.pressed(value, 'ou_eve'));
  const press = world.pressed(value);
  for (let again = 0; again < 2; again++) await world.take(press);
  await world.work();
  expect(world.requests.slice(1)).toMatchObject([
    { kind: 'card_action', user: { openId: 'ou_ann' }, event: { body: { button: 'yes', value: { amount: 5 } } } },
  ]);
});

test('what nothing stands before is begun by the worker of the process, which need not look for it; one that works no more leaves it to others', async () => {
  await using started = await start();
  const { world } = started;
  const looked: number[] = [];
  const { store } = world;
  const { turns } = store;
  const watched = new Proxy(turns, {
    get: (table, name) => {
      if (name === 'claim') looked.push(1);
      const found: unknown = Reflect.get(table, name);
      return typeof found === 'function' ? found.bind(table) : found;
    },
  });
  const asleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }));
  const base = {
    ...world.parts({ ...store, turns: watched }),
    clock: { now: () => 0, elapsed: () => 0, sleep: asleep },
  };
  const worker = new TurnWorker(base, { holder: 'w', leaseMs });
  const parts = { ...base, worker };
  const stop = new AbortController();
  const running = worker.run(stop.signal);
  await expect.poll(() => looked.length).toBe(1);
  await world.take(world.message('one'), parts);
  await worker.idle();
  await world.take(world.event('application.bot.menu_v6', { event_key: 'k' }, { actorId: 'ou_ann' }), parts);
  await worker.idle();
  expect(world.requests.map(({ text }) => text)).toEqual(['one']);
  expect(looked).toHaveLength(1);
  const held = worker.holding(1_000);
  stop.abort();
  await running;
  expect([held?.holder, worker.holding(1_000)]).toEqual(['w', undefined]);
  // It was added when the worker was about to stop.
  const late = {
    ...parts,
    worker: { holding: () => held, begin: worker.begin.bind(worker), doubt: () => {}, wake: () => {} },
  };
  await world.take(world.message('two'), late);
  expect((await turns.page({ limit: 9 }, { state: 'ready' })).items).toMatchObject([{ attempt: 1, failures: 0 }]);
  await world.work();
  await world.send();
  expect(world.said()).toEqual(['re: one', 're: two']);
});

test('a worker that cannot give back what it has, because the store is away, ends all the same, and works again', async () => {
  await using started = await start({}, async function* (_, { signal }) {
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    yield { kind: 'text', text: 'never' };
  });
  const { world } = started;
  let isAway = false;
  const { turns } = world.store;
  const away: TurnTable['end'] = async (...given) => {
    if (isAway) throw new TransientError({ code: 'store.write.failed', message: { en: 'Away', zh: '不可用' } });
    return await turns.end(...given);
  };
  const table = new Proxy(turns, {
    get: (of, name) => {
      if (name === 'end') return away;
      const found: unknown = Reflect.get(of, name);
      return typeof found === 'function' ? found.bind(of) : found;
    },
  });
  const told: unknown[] = [];
  const options = { holder: 'w', leaseMs, onError: (error: unknown) => void told.push(error) };
  const worker = new TurnWorker(world.parts({ ...world.store, turns: table }), options);
  await world.take(world.message('one'));
  await worker.claim();
  await expect.poll(() => world.requests.length).toBe(1);
  isAway = true;
  await worker.stop();
  expect(told).toMatchObject([{ code: 'store.write.failed' }]);
  // What cannot be given back keeps no beat from being heard: others keep their leases.
  await worker.beat();
  expect(told).toHaveLength(2);
  isAway = false;
  await worker.beat();
  world.script = echo;
  await world.work();
  await world.send();
  expect(world.said()).toEqual(['re: one']);
});

test('of a commit whose answer was lost the turn is begun all the same, and once', async () => {
  await using started = await start();
  const { world } = started;
  let isBroken = false;
  const lost = { code: 'store.write.failed', message: { en: 'The connection broke', zh: '连接中断' } } as const;
  const store: ServiceStore = {
    ...world.store,
    transaction: async (work) => {
      const result = await world.store.transaction(work);
      if (!isBroken) return result;
      isBroken = false;
      throw new TransientError(lost);
    },
  };
  const base = world.parts(store);
  const worker = new TurnWorker(base, { holder: 'w', leaseMs });
  const own = {
    holding: () => ({ holder: 'w', until: 9_000_000_000 }),
    begin: worker.begin.bind(worker),
    wake: () => {},
  };
  const parts = { ...base, worker: { ...own, doubt: worker.doubt.bind(worker) } };
  const event = world.message('one');
  isBroken = true;
  await expect(world.take(event, parts)).rejects.toThrow('The connection broke');
  await world.take(event, parts);
  expect((await world.store.turns.page({ limit: 9 }, {})).items).toMatchObject([{ state: 'working' }]);
  await worker.beat();
  await world.work();
  await world.send();
  expect(world.requests).toMatchObject([{ attempt: 2, text: 'one' }]);
  expect(world.said()).toEqual(['re: one']);
  expect((await world.store.turns.page({ limit: 9 }, {})).items).toMatchObject([{ state: 'answered', failures: 0 }]);
});

test('interrupt: who says more while the answer is under way gets one answer to both', async () => {
  await using started = await start({ busy: 'interrupt' });
  const { world } = started;
  await world.take(world.message('one'));
  const slow = Promise.withResolvers<void>();
  world.script = async function* (request) {
    if (request.text === 'one') await slow.promise;
    yield* echo(request);
  };
  const worker = new TurnWorker(world.parts(), { holder: 'w', leaseMs });
  await worker.claim();
  await world.take(world.message('two'));
  await worker.beat();
  slow.resolve();
  await worker.idle();
  await world.work();
  await world.send();
  expect(world.said()).toEqual(['re: one\ntwo']);
});

test('steer: a handler that can take it hears what is said meanwhile; for others it waits', async () => {
  for (const takesSteering of [true, false]) {
    await using started = await start({ busy: 'steer' });
    const { world } = started;
    world.takesSteering = takesSteering;
    const slow = Promise.withResolvers<void>();
    world.script = async function* (request) {
      if (request.text === 'one') await slow.promise;
      if (request.kind === 'steer') slow.resolve();
      yield* echo(request);
    };
    await world.take(world.message('one'));
    const worker = new TurnWorker(world.parts(), { holder: 'w', leaseMs });
    await worker.claim();
    await expect.poll(() => world.requests.length).toBe(1);
    await world.take(world.message('two'));
    await worker.beat();
    if (!takesSteering) slow.resolve();
    await worker.idle();
    await world.work();
    await world.send();
    expect(world.requests.map(({ kind, text }) => [kind, text])).toEqual([
      ['message', 'one'],
      [takesSteering ? 'steer' : 'message', 'two'],
    ]);
    expect(world.said()).toHaveLength(takesSteering ? 1 : 2);
  }
});

test('a conversation that has had its time goes idle; the person is told with the next message', async () => {
  await using started = await start({ session: { ...triggerSettings.session, idleMs: 60_000 } });
  const { world, time } = started;
  await world.take(world.message('one'));
  await world.work();
  time.now += 61_000;
  expect(await sweepSessions(world.parts())).toBe(1);
  await world.take(world.message('two'));
  await world.work();
  await world.send();
  expect(world.said()).toEqual(['re: one', expect.stringContaining('nothing was said'), 're: two']);
  expect(world.requests.at(-1)).toMatchObject({ history: [], session: { isNew: true } });
});

test('an answer that was promised for later and never comes: the person is told after a day, and the turn is dead', async () => {
  await using started = await start({}, async function* () {
    yield { kind: 'later' };
  });
  const { world, time } = started;
  await world.take(world.message('one'));
  await world.work();
  time.now += 23 * 3_600_000;
  expect(await sweepLater(world.parts())).toBe(0);
  time.now += 2 * 3_600_000;
  for (const swept of [1, 0]) expect(await sweepLater(world.parts())).toBe(swept);
  await world.send();
  expect(world.said()).toEqual([expect.stringContaining('I could not answer this')]);
  const [turn] = (await world.store.turns.page({ limit: 9 }, {})).items;
  expect(turn).toMatchObject({
    state: 'dead',
    lastError: { en: expect.stringContaining('24 hours'), zh: expect.stringContaining('24 小时') },
  });
  world.script = echo;
  await world.store.turns.replay(turn?.id ?? '', time.now);
  await world.work();
  await world.send();
  expect(world.said().at(-1)).toBe('re: one');
});

test('a later answer that breaks off is complete with what was said of it, and stands in the history', async () => {
  await using started = await start({}, async function* () {
    yield { kind: 'later' };
  });
  const { world, time } = started;
  await world.take(world.message('one'));
  await world.work();
  const [turn] = (await world.store.turns.page({ limit: 9 }, {})).items;
  const uploadsOf = async () => ({ uploadImage: async () => 'img', uploadFile: async () => 'file' });
  const reply = (text: string, name: string | undefined, isFinal: boolean) =>
    takeReply(
      { ...world.parts(), uploadsOf },
      { turnId: turn?.id ?? '', parts: [{ kind: 'text', text }], isFinal, name },
    );
  time.now += 1;
  expect(await reply('half', undefined, false)).toBe('taken');
  expect(await reply('whole', 'b', true)).toBe('taken');
  await world.send();
  expect(world.said()).toEqual(['whole']);
  time.now += 25 * 3_600_000;
  for (const swept of [1, 0]) expect(await sweepLater(world.parts())).toBe(swept);
  await world.send();
  expect(world.said()).toEqual(['whole', 'half']);
  expect(await world.store.turns.find(turn?.id ?? '')).toMatchObject({ state: 'answered', laterUntil: undefined });
  const kept = await world.store.sessionMessages.last(turn?.sessionId ?? '', { limit: 9 });
  expect((await openSaid(world.parts().bodies, kept)).map(({ text }) => text)).toEqual(['one', 'whole', 'half']);
});

test('a handler that fails is asked again; at last the person is told', async () => {
  await using started = await start();
  const { world, time } = started;
  const message = { en: 'away', zh: '不在' };
  world.script = async function* () {
    yield { kind: 'text', text: 'I th' };
    throw new TransientError({ code: 'store.busy', message });
  };
  await world.take(world.message('one'));
  for (let tries = 0; tries < 9; tries++) {
    await world.work();
    time.now += 700_000;
  }
  await world.send();
  expect(world.said()).toEqual([expect.stringMatching(/I th[\s\S]*I could not answer this/)]);
  expect((await world.store.turns.page({ limit: 9 }, {})).items).toMatchObject([
    { state: 'dead', lastError: { en: 'away', zh: '不在' } },
  ]);
});

test('who says more while a failed turn waits for its next try is answered at once: the half of an answer says that it was cut, and its sign is taken away', async () => {
  await using started = await start();
  const { world } = started;
  world.script = async function* () {
    yield { kind: 'text', text: 'I th' };
    throw new TransientError({ code: 'store.busy', message: { en: 'away', zh: '不在' } });
  };
  await world.take(world.message('one'));
  await world.work();
  await world.send();
  world.script = echo;
  await world.take(world.message('two'));
  await world.work();
  await world.send();
  expect(world.said().toSorted()).toEqual(['I th …', 're: one\ntwo']);
  const signs = world.seen
    .filter(({ kind }) => kind.endsWith('react'))
    .map(({ kind, text }) => [kind, JSON.parse(text).messageId]);
  const messages = new Set(signs.map(([, messageId]) => messageId));
  expect(messages.size).toBe(2);
  for (const one of messages) {
    expect(signs.filter(([, messageId]) => messageId === one).map(([kind]) => kind)).toEqual(['react', 'unreact']);
  }
});

test('events go to their handler with what it has asked for of them', async () => {
  await using opened = await newServiceStore(server);
  const events = { types: ['approval.*'], fields: [], orderBy: 'code', mapping: { status: 'status' } };
  await publish(opened.store, [{ id: 'tr_1', settings: { kind: 'events', events, staleMs: 0 } }]);
  const world = new FlowWorld(opened.store, echo);
  const event = world.event('approval.instance', { code: 'A', status: 'APPROVED' });
  for (let again = 0; again < 2; again++) await world.take(event);
  await world.work();
  expect(world.requests).toMatchObject([{ kind: 'event', event: { id: event.id, body: { status: 'APPROVED' } } }]);
});

/** A number from 0 up to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let last = seed;
  return () => {
    last = (last * 1_103_515_245 + 12_345) % 2 ** 31;
    return last / 2 ** 31;
  };
}

test.each([1, 2, 3, 4])(
  'killed at any instant, two at once: each message is answered once, in its order (%s)',
  async (seed) => {
    await using started = await start();
    const { world, time } = started;
    const next = randomOf(seed);
    const chats = ['oc_1', 'oc_2', 'oc_3'];
    const events = Array.from({ length: 8 }, (_, at) =>
      chats.map((chatId) => world.message(`${chatId}-${at}`, { chatId, openId: `ou_${chatId}` })),
    ).flat();
    const waiting = [...events];
    let kills = 0;
    for (let lives = 0; lives < 400; lives++) {
      // Two engines; the first takes what came, both work.
      const engines = [1, 2].map(() => {
        // A turn whose worker is lost seven times is given up: each life is a little longer than the one before.
        let left = 60 + 50 * lives + Math.floor(next() * 300);
        return world.parts(mortal(world.store, () => left-- <= 0));
      });
      const [taker] = engines;
      const taking = async (): Promise<void> => {
        for (let event = waiting[0]; event !== undefined; event = waiting[0]) {
          await world.take(event, taker);
          waiting.shift();
        }
      };
      const ended = await Promise.allSettled([taking(), ...engines.map((parts) => world.work(parts))]);
      kills += ended.filter(({ status }) => status === 'rejected').length;
      await world.send();
      time.now += leaseMs + 1;
      const open = await world.store.turns.nextDueAt();
      if (waiting.length === 0 && open === undefined) break;
    }
    time.now += 2_000_000;
    await world.send();
    expect(kills).toBeGreaterThan(3);
    for (const chatId of chats) {
      const answers = world.seen
        .filter(({ kind, lane }) => kind === 'stream' && lane.endsWith(chatId))
        .map(({ text }) => text);
      expect(answers).toEqual(Array.from({ length: 8 }, (_, at) => `re: ${chatId}-${at}`));
    }
  },
  60_000,
);
