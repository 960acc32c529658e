import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type JsonObject, readText } from '../../src/util/json.ts';
import { EventCatcher } from '../support/event-catcher.ts';
import { type CallAnswer, SandboxCaller } from '../support/sandbox-caller.ts';

/** Cards of CardKit, and what comes of it when people press their buttons. */

const cards = '/open-apis/cardkit/v1/cards';
const minuteMs = 60_000;
const button = {
  tag: 'button',
  text: { tag: 'plain_text', content: 'Yes' },
  behaviors: [{ type: 'callback', value: { answer: 'yes' } }],
};

let sandbox: Sandbox;
let caller: SandboxCaller;
let nowMs = Date.UTC(2026, 8, 16, 4);

beforeAll(async () => {
  sandbox = await startSandbox({
    now: () => nowMs,
    limits: 'off',
    users: 5,
    approvals: { definitions: 1, instancesPerDay: 1 },
    bases: [],
    extraApps: [{ appId: 'cli_00000000000000b2', appSecret: 's' }],
  });
  caller = new SandboxCaller(sandbox);
});

afterAll(() => sandbox.close());

function cardJson(config: JsonObject = { streaming_mode: true }, elements?: JsonObject[]): JsonObject {
  const text = { tag: 'markdown', element_id: 'answer', content: '' };
  return { schema: '2.0', config, body: { elements: elements ?? [text, { ...button, element_id: 'yes' }] } };
}

function create(json: JsonObject): Promise<CallAnswer> {
  return caller.call('POST', cards, { body: { type: 'card_json', data: JSON.stringify(json) } });
}

async function made(json: JsonObject = cardJson()): Promise<string> {
  return readText((await create(json)).data, 'card_id') ?? '';
}

function write(
  card_id: string,
  sequence: number,
  content = 'text',
  more: JsonObject = {},
  element_id = 'answer',
): Promise<CallAnswer> {
  const body = { content, sequence, ...more };
  return caller.call('PUT', `${cards}/:card_id/elements/:element_id/content`, {
    params: { card_id, element_id },
    body,
  });
}

function settings(card_id: string, sequence: number, value: JsonObject): Promise<CallAnswer> {
  const body = { settings: JSON.stringify(value), sequence };
  return caller.call('PATCH', `${cards}/:card_id/settings`, { params: { card_id }, body });
}

async function show(card_id: string): Promise<CallAnswer> {
  const content = JSON.stringify({ type: 'card', data: { card_id } });
  const body = { receive_id: sandbox.tenant.chats.chatId, msg_type: 'interactive', content };
  return caller.call('POST', '/open-apis/im/v1/messages', { query: { receive_id_type: 'chat_id' }, body });
}

describe('making a card', () => {
  test.each([
    ['JSON 1.0', { elements: [] }, 300303],
    ['nothing', {}, 300307],
    ['a card of one person', cardJson({ update_multi: false }), 300302],
    [
      'the same id twice',
      cardJson({}, [
        { tag: 'hr', element_id: 'a' },
        { tag: 'hr', element_id: 'a' },
      ]),
      300301,
    ],
    [
      'more than 200 elements',
      cardJson(
        {},
        Array.from({ length: 201 }, () => ({ tag: 'hr' })),
      ),
      300305,
    ],
    ['more than 30 KB', cardJson({}, [{ tag: 'markdown', content: 'x'.repeat(31_000) }]), 200860],
  ])('%s is refused', async (_what, json, code) => {
    expect(await create(json)).toMatchObject({ http: 400, code });
  });

  test('it is shown once, by the app that has made it', async () => {
    const card = await made();
    expect(await show(card)).toMatchObject({ code: 0, data: { msg_type: 'interactive' } });
    expect(await show(card)).toMatchObject({ code: 230099 });
    const content = JSON.stringify({ card_id: card });
    const body = { receive_id: sandbox.tenant.chats.chatId, msg_type: 'interactive', content };
    const { json } = await caller.call('POST', '/open-apis/im/v1/messages', {
      query: { receive_id_type: 'chat_id' },
      body,
    });
    expect(json.msg).toContain('200621');
  });
});

describe('writing to a card', () => {
  test('numbers grow over all operations, and what fails uses up none', async () => {
    const card = await made();
    expect(await write(card, 1)).toMatchObject({ code: 0 });
    expect(await write(card, 1)).toMatchObject({ code: 300317 });
    expect(await settings(card, 5, { config: { summary: { content: 'x' } } })).toMatchObject({ code: 0 });
    expect(await write(card, 4)).toMatchObject({ code: 300317 });
    expect(await write(card, 6, 'x', {}, 'nothing')).toMatchObject({ code: 300313 });
    expect(await write(card, 6, 'x', {}, 'yes')).toMatchObject({ code: 0 });
    expect(await write('1', 1)).toMatchObject({ code: 200740 });
  });

  test('a repetition with the same uuid succeeds, another operation with it does not', async () => {
    const card = await made();
    expect(await write(card, 1, 'a', { uuid: 'u' })).toMatchObject({ code: 0 });
    expect(await write(card, 1, 'a', { uuid: 'u' })).toMatchObject({ code: 0 });
    expect(await write(card, 2, 'b', { uuid: 'u' })).toMatchObject({ code: 200770 });
  });

  test('it streams for ten minutes, or until it is closed', async () => {
    const card = await made();
    nowMs += 10 * minuteMs;
    expect(await write(card, 1)).toMatchObject({ code: 200850 });
    expect(await settings(card, 2, { config: { streaming_mode: true } })).toMatchObject({ code: 0 });
    expect(await write(card, 3)).toMatchObject({ code: 0 });
    expect(await settings(card, 4, { streaming_mode: false })).toMatchObject({ code: 0 });
    expect(await write(card, 5)).toMatchObject({ code: 0 });
    expect(await settings(card, 6, { config: { streaming_mode: false } })).toMatchObject({ code: 0 });
    expect(await write(card, 7)).toMatchObject({ code: 300309 });
  });

  test('more than 30 KB are refused, and leave what was there', async () => {
    const shown = await made();
    await show(shown);
    expect(await write(shown, 1, 'kept')).toMatchObject({ code: 0 });
    expect(await write(shown, 2, 'x'.repeat(31_000))).toMatchObject({ code: 200860 });
    expect(sandbox.people.transcript('group').at(-1)?.card).toMatchObject({
      markdown: 'kept',
      isStreaming: true,
      buttons: ['Yes'],
    });
  });

  test('a card that a person is busy with waits, and one of fourteen days is gone', async () => {
    const card = await made();
    const { data } = await show(card);
    sandbox.people.touch(String(data.message_id), 500);
    expect(await write(card, 1)).toMatchObject({ code: 200810 });
    nowMs += 500;
    expect(await write(card, 1)).toMatchObject({ code: 0 });
    nowMs += 14 * 24 * 60 * minuteMs + 1;
    expect(await write(card, 2)).toMatchObject({ code: 200750 });
  });
});

describe('elements', () => {
  test('are added, changed and taken away, in the order of their numbers', async () => {
    const card = await made();
    await show(card);
    const base = `${cards}/:card_id`;
    const one = `${base}/elements/:element_id`;
    const seen = (): string | undefined => sandbox.people.transcript('group').at(-1)?.card?.markdown;
    const note = (content: string): JsonObject => ({ tag: 'markdown', element_id: 'note', content });
    const params = { card_id: card, element_id: 'note' };
    const add = { type: 'insert_before', target_element_id: 'answer', elements: JSON.stringify([note('first')]) };
    expect(await caller.call('POST', `${base}/elements`, { params, body: { ...add, sequence: 1 } })).toMatchObject({
      code: 0,
    });
    expect(seen()).toBe('first\n');
    expect(await caller.call('POST', `${base}/elements`, { params, body: { ...add, sequence: 2 } })).toMatchObject({
      code: 300301,
    });
    const partial = (value: JsonObject, sequence: number): Promise<CallAnswer> =>
      caller.call('PATCH', one, { params, body: { partial_element: JSON.stringify(value), sequence } });
    expect(await partial({ content: 'second' }, 2)).toMatchObject({ code: 0 });
    expect(await partial({ tag: 'hr' }, 3)).toMatchObject({ code: 300312 });
    const element = JSON.stringify(note('third'));
    expect(await caller.call('PUT', one, { params, body: { element, sequence: 3 } })).toMatchObject({ code: 0 });
    expect(seen()).toBe('third\n');
    const actions = JSON.stringify([
      { action: 'delete_elements', params: { element_ids: ['note'] } },
      { action: 'partial_update_element', params: { element_id: 'answer', partial_element: { content: 'done' } } },
      { action: 'partial_update_setting', params: { settings: { config: { streaming_mode: false } } } },
    ]);
    expect(await caller.call('POST', `${base}/batch_update`, { params, body: { actions, sequence: 4 } })).toMatchObject(
      { code: 0 },
    );
    expect(sandbox.people.transcript('group').at(-1)?.card).toMatchObject({ markdown: 'done', isStreaming: false });
    expect(await caller.call('DELETE', one, { params, body: { sequence: 5 } })).toMatchObject({ code: 300314 });
  });
});

describe('pressing a button', () => {
  async function askable(): Promise<string> {
    return String((await show(await made())).data.message_id);
  }

  test('asks the app, shows its toast, and puts its card in place', async () => {
    await using catcher = await EventCatcher.start();
    sandbox.events.configure(sandbox.options.appId, {
      mode: 'webhook',
      url: catcher.url,
      types: ['card.action.trigger'],
    });
    const next = { schema: '2.0', body: { elements: [{ tag: 'markdown', content: 'thanks' }] } };
    catcher.answer = JSON.stringify({ toast: { type: 'success', content: 'OK' }, card: { type: 'raw', data: next } });
    const message = await askable();
    const person = sandbox.tenant.directory.personAt(1).openId;
    const pressed = await sandbox.people.press(message, { button: 'Yes', as: person });
    expect(pressed).toMatchObject({ toast: { type: 'success', text: 'OK' }, isReplaced: true });
    expect(catcher.caught[0]?.body).toMatchObject({
      header: { event_type: 'card.action.trigger' },
      event: {
        operator: { open_id: person },
        token: pressed.token,
        action: { tag: 'button', value: { answer: 'yes' } },
        context: { open_message_id: message, open_chat_id: sandbox.tenant.chats.chatId },
      },
    });
    expect(sandbox.people.transcript('group').at(-1)).toMatchObject({
      card: { markdown: 'thanks', buttons: [] },
      toasts: [{ openId: person, text: 'OK' }],
    });
  });

  test('tells of it when the app is not there or answers badly', async () => {
    await using catcher = await EventCatcher.start();
    const message = await askable();
    const press = async (): Promise<number | undefined> =>
      (await sandbox.people.press(message, { button: 'Yes' })).error?.code;
    sandbox.events.configure(sandbox.options.appId, { mode: 'off' });
    expect(await press()).toBe(200340);
    sandbox.events.configure(sandbox.options.appId, { mode: 'webhook', url: catcher.url, types: ['*'] });
    catcher.status = 500;
    expect(await press()).toBe(200671);
    catcher.status = 200;
    catcher.answer = 'hello';
    expect(await press()).toBe(200672);
    catcher.answer = JSON.stringify({ card: { type: 'raw', data: { elements: 'none' } } });
    expect(await press()).toBe(200673);
  });

  test('gives a token for two changes within thirty minutes', async () => {
    sandbox.events.configure(sandbox.options.appId, { mode: 'off' });
    const { token } = await sandbox.people.press(await askable(), { button: 0 });
    const update = (): Promise<CallAnswer> =>
      caller.call('POST', '/open-apis/interactive/v1/card/update', { body: { token, card: cardJson() } });
    expect([(await update()).code, (await update()).code, (await update()).code]).toEqual([0, 0, 300040]);
    nowMs += 30 * minuteMs + 1;
    expect(await update()).toMatchObject({ code: 300030 });
  });
});

test('a card for one person of a group is seen by nobody else', async () => {
  const [who, other] = [sandbox.tenant.directory.personAt(1).openId, sandbox.tenant.directory.personAt(2).openId];
  const card = { elements: [{ tag: 'markdown', content: 'only you' }] };
  const body = { chat_id: sandbox.tenant.chats.chatId, open_id: who, msg_type: 'interactive', card };
  const { data } = await caller.call('POST', '/open-apis/ephemeral/v1/send', { body });
  const ids = (as: string): readonly string[] =>
    sandbox.people.transcript('group', { as }).map(({ messageId }) => messageId);
  expect(ids(who)).toContain(data.message_id);
  expect(ids(other)).not.toContain(data.message_id);
  const message_id = String(data.message_id);
  expect(await caller.call('POST', '/open-apis/ephemeral/v1/delete', { body: { message_id } })).toMatchObject({
    code: 0,
  });
  expect(ids(who)).not.toContain(data.message_id);
});
