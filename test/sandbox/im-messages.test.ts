import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import {
  isObject,
  type JsonObject,
  parseJson,
  readArray,
  readObject,
  readObjects,
  readText,
} from '../../src/util/json.ts';
import { type CallAnswer, type CallOptions, SandboxCaller } from '../support/sandbox-caller.ts';

/** What bots write and read, with the refusals of the pages in contract/endpoints.json. */

const messages = '/open-apis/im/v1/messages';
const one = `${messages}/:message_id`;
const hourMs = 3_600_000;
const secondApp = { appId: 'cli_00000000000000b2', appSecret: 'second secret' };

let sandbox: Sandbox;
let caller: SandboxCaller;
let second: SandboxCaller;
let group: string;
let topics: string;
let nowMs = Date.UTC(2026, 8, 16, 4);
let arrivedMs = 0;

beforeAll(async () => {
  sandbox = await startSandbox({
    now: () => nowMs,
    arrivalNow: () => arrivedMs,
    users: 12,
    approvals: { definitions: 1, instancesPerDay: 1 },
    bases: [],
    extraApps: [secondApp],
  });
  caller = new SandboxCaller(sandbox);
  second = new SandboxCaller(sandbox, secondApp);
  group = sandbox.tenant.chats.chatId;
  topics = sandbox.people.chats().find(({ mode }) => mode === 'topic')?.chatId ?? '';
});

afterAll(() => sandbox.close());

function openId(at: number): string {
  return sandbox.tenant.directory.personAt(at).openId;
}

/** Each call a second after the one before, so that only the tests of limits meet limits. */
function call(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  options: CallOptions = {},
): Promise<CallAnswer> {
  arrivedMs += 1_000;
  return caller.call(method, path, options);
}

interface Sent {
  readonly to?: string;
  readonly by?: string;
  readonly type?: string;
  readonly uuid?: string;
}

function send(
  content: JsonObject,
  { to = group, by = 'chat_id', type = 'text', uuid }: Sent = {},
): Promise<CallAnswer> {
  const body = {
    receive_id: to,
    msg_type: type,
    content: JSON.stringify(content),
    ...(uuid === undefined ? {} : { uuid }),
  };
  return call('POST', messages, { query: { receive_id_type: by }, body });
}

async function sentId(content: JsonObject, sent: Sent = {}): Promise<string> {
  const { data, text } = await send(content, sent);
  return readText(data, 'message_id') ?? text;
}

function reply(message_id: string, extra: JsonObject = {}): Promise<CallAnswer> {
  return call('POST', `${one}/reply`, {
    params: { message_id },
    body: { msg_type: 'text', content: '{"text":"answer"}', ...extra },
  });
}

async function read(message_id: string, query: Record<string, string> = {}): Promise<JsonObject> {
  const { data, text } = await call('GET', one, { params: { message_id }, query });
  const [item] = readObjects(data, 'items');
  return item ?? { text };
}

/** What a message says, as an object. */
async function contentOf(message_id: string): Promise<JsonObject> {
  const parsed = parseJson(readText(readObject(await read(message_id), 'body'), 'content') ?? '');
  return isObject(parsed) ? parsed : {};
}

const image = Buffer.from('89504e470d0a1a0a', 'hex');

async function uploadImage(bytes: Buffer = image): Promise<CallAnswer> {
  const form = new FormData();
  form.set('image_type', 'message');
  form.set('image', new Blob([new Uint8Array(bytes)]), 'dot.png');
  return call('POST', '/open-apis/im/v1/images', { form });
}

async function uploadFile(type: string, text = 'bytes'): Promise<string> {
  const form = new FormData();
  form.set('file_type', type);
  form.set('file_name', '报告.bin');
  form.set('duration', '3000');
  form.set('file', new Blob([text]), 'x.bin');
  const { data, text: answer } = await call('POST', '/open-apis/im/v1/files', { form });
  return readText(data, 'file_key') ?? answer;
}

describe('sending', () => {
  test('a person is reached by every kind of id, in the same chat', async () => {
    const { openId: open_id, unionId: union_id, userId: user_id, email } = sandbox.tenant.directory.personAt(1);
    const answers = await Promise.all(
      Object.entries({ open_id, union_id, user_id, email }).map(
        async ([by, to]) => (await send({ text: 'hi' }, { by, to })).data.chat_id,
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^oc_/);
  });

  test('mentions become keys, and names of nobody stay text', async () => {
    const text = `<at user_id="${openId(0)}">x</at> and <at user_id="ou_nobody">Tom</at> <at user_id="all"></at>`;
    const { data } = await send({ text });
    expect(data).toMatchObject({
      sender: { id: sandbox.options.appId, sender_type: 'app' },
      body: { content: JSON.stringify({ text: '@_user_1 and @Tom @_all' }) },
      mentions: [{ key: '@_user_1', id: openId(0), name: sandbox.tenant.directory.personAt(0).name }],
    });
  });

  test('a post loses its language and keeps its elements', async () => {
    const content = [
      [
        { tag: 'text', text: 'see ' },
        { tag: 'at', user_id: openId(2) },
        { tag: 'a', href: 'https://x.test', text: 'x' },
      ],
      [{ tag: 'md', text: '**a**\nb' }],
    ];
    const id = await sentId({ zh_cn: { title: '周报', content } }, { type: 'post' });
    const post = await contentOf(id);
    expect(post.title).toBe('周报');
    const [first, ...lines] = readArray(post, 'content');
    expect(first).toMatchObject([{ text: 'see ' }, { tag: 'at', user_id: '@_user_1' }, { tag: 'a', text: 'x' }]);
    expect(lines).toEqual([[{ tag: 'text', text: '**a**', style: [] }], [{ tag: 'text', text: 'b', style: [] }]]);
  });

  test('the same uuid makes a message once within an hour', async () => {
    const first = await sentId({ text: 'once' }, { uuid: 'u-1' });
    expect(await sentId({ text: 'other' }, { uuid: 'u-1' })).toBe(first);
    nowMs += hourMs;
    expect(await sentId({ text: 'again' }, { uuid: 'u-1' })).not.toBe(first);
  });

  test.each([
    ['a chat that there is not', {}, { to: 'oc_00' }, 230002],
    ['an id of another form', {}, { to: 'nobody' }, 230034],
    ['a person whom nobody knows', {}, { by: 'open_id', to: 'ou_00' }, 230034],
    ['an unknown type', {}, { type: 'telegram' }, 230001],
    ['a text without text', { text: '' }, {}, 230001],
    ['more than 150 KB of text', { text: 'x'.repeat(150 * 1024) }, {}, 230025],
    ['more than 30 KB of a post', { zh_cn: { title: 'x'.repeat(30 * 1024), content: [] } }, { type: 'post' }, 230025],
    ['a post without a language', { title: '', content: [[]] }, { type: 'post' }, 230001],
    ['an unknown element', { zh_cn: { content: [[{ tag: 'blink' }]] } }, { type: 'post' }, 230001],
    ['an image that there is not', { image_key: 'img_0' }, { type: 'image' }, 230001],
    ['an empty card', {}, { type: 'interactive' }, 230099],
    [
      'a card that names nobody',
      { elements: [{ tag: 'markdown', content: '<at id=ou_nobody></at>' }] },
      { type: 'interactive' },
      230099,
    ],
    ['a system message in a group', { type: 'divider' }, { type: 'system' }, 230001],
  ])('%s is refused', async (_what, content, sent, code) => {
    expect(await send({ text: 'x', ...content }, sent)).toMatchObject({ http: 400, code });
  });

  test('a card with four tables is refused with 11310', async () => {
    const table = '| a | b |\n|---|---|\n| 1 | 2 |';
    const card = (count: number): JsonObject => ({
      elements: Array.from({ length: count }, () => ({ tag: 'markdown', content: table })),
    });
    expect(await send(card(3), { type: 'interactive' })).toMatchObject({ code: 0 });
    const { code, json } = await send(card(4), { type: 'interactive' });
    expect(code).toBe(230099);
    expect(json.msg).toContain('11310');
  });

  test('files carry the type that was uploaded', async () => {
    const key = await uploadFile('stream');
    expect(await send({ file_key: key }, { type: 'file' })).toMatchObject({ code: 0 });
    expect(await send({ file_key: key }, { type: 'audio' })).toMatchObject({ code: 230055 });
    const audio = await sentId({ file_key: await uploadFile('opus') }, { type: 'audio' });
    expect(await contentOf(audio)).toMatchObject({ duration: 3000 });
  });

  test('people may refuse bots, and leave', async () => {
    const to = openId(3);
    sandbox.people.refuseBots(to, 'unavailable');
    expect(await send({ text: 'x' }, { by: 'open_id', to })).toMatchObject({ code: 230013 });
    sandbox.people.refuseBots(to, 'stopped');
    expect(await send({ text: 'x' }, { by: 'open_id', to })).toMatchObject({ code: 230053 });
    sandbox.people.refuseBots(to, 'no');
    expect(await send({ text: 'x' }, { by: 'open_id', to })).toMatchObject({ code: 0 });
    sandbox.tenant.directory.removePerson(to);
    expect(await send({ text: 'x' }, { by: 'open_id', to })).toMatchObject({ code: 230029 });
    sandbox.tenant.directory.restorePerson(to);
  });
});

test('five messages a second go to one group, from all bots together, and five to one person', async () => {
  arrivedMs += 10_000;
  const to = (bot: SandboxCaller, by: string, id: string): Promise<CallAnswer> =>
    bot.call('POST', messages, {
      query: { receive_id_type: by },
      body: { receive_id: id, msg_type: 'text', content: '{"text":"x"}' },
    });
  const codes: unknown[] = [];
  for (const bot of [caller, second, caller, second, caller, second])
    codes.push((await to(bot, 'chat_id', group)).code);
  expect(codes).toEqual([0, 0, 0, 0, 0, 230020]);
  for (let at = 0; at < 6; at++) codes.push((await to(caller, 'open_id', openId(0))).code);
  expect(codes.slice(6)).toEqual([0, 0, 0, 0, 0, 230020]);
});

describe('answers', () => {
  test('a chain keeps its first and its last message', async () => {
    const first = await sentId({ text: 'first' });
    const next = (await reply(first)).data;
    expect(next).toMatchObject({ root_id: first, parent_id: first });
    const last = (await reply(String(next.message_id))).data;
    expect(last).toMatchObject({ root_id: first, parent_id: next.message_id });
    expect(last.thread_id).toBeUndefined();
  });

  test('reply_in_thread begins a topic, which the chat lists by its first message only', async () => {
    const first = await sentId({ text: 'first' });
    const begun = (await reply(first, { reply_in_thread: true })).data;
    const inside = (await reply(String(begun.message_id))).data;
    expect(inside).toMatchObject({ thread_id: begun.thread_id, root_id: first, parent_id: first });
    expect(await read(first)).toMatchObject({ thread_id: begun.thread_id });
    const listed = async (kind: string, id: string): Promise<unknown[]> => {
      const query = { container_id_type: kind, container_id: id, page_size: '50', sort_type: 'ByCreateTimeDesc' };
      const { items } = await caller.pages(messages, 'items', { query });
      return items.map((item) => item.message_id);
    };
    expect(await listed('thread', String(begun.thread_id))).toEqual([inside.message_id, begun.message_id, first]);
    const inChat = await listed('chat', group);
    expect(inChat).toContain(first);
    expect(inChat).not.toContain(begun.message_id);
  });

  test('every message of a group of topics begins one', async () => {
    const { data } = await send({ text: 'topic' }, { to: topics });
    expect(data.thread_id).toMatch(/^omt_/);
    expect((await reply(String(data.message_id))).data.thread_id).toBe(data.thread_id);
  });

  test('what was taken back, and what was forwarded together, cannot be answered', async () => {
    const { messageId } = sandbox.say({ chat: 'group', text: 'oops' });
    sandbox.people.recall(messageId);
    expect(await reply(messageId)).toMatchObject({ code: 230011 });
    const forward = sandbox.say({ chat: 'group', forward: [messageId] });
    expect(await reply(forward.messageId, { reply_in_thread: true })).toMatchObject({ code: 230072 });
  });
});

describe('changes', () => {
  test('a text is edited twenty times', async () => {
    const message_id = await sentId({ text: 'v0' });
    const edit = (): Promise<CallAnswer> =>
      call('PUT', one, { params: { message_id }, body: { msg_type: 'text', content: '{"text":"v1"}' } });
    for (let at = 0; at < 20; at++) expect((await edit()).code).toBe(0);
    expect(await edit()).toMatchObject({ code: 230072 });
    expect(await read(message_id)).toMatchObject({ updated: true, body: { content: '{"text":"v1"}' } });
  });

  test('nobody edits what others have written, or a card', async () => {
    const body = { msg_type: 'text', content: '{"text":"x"}' };
    const { messageId } = sandbox.say({ chat: 'group', text: 'mine' });
    expect(await call('PUT', one, { params: { message_id: messageId }, body })).toMatchObject({ code: 230071 });
    const card = await sentId({ elements: [{ tag: 'hr' }] }, { type: 'interactive' });
    expect(await call('PUT', one, { params: { message_id: card }, body })).toMatchObject({ code: 230054 });
  });

  test('a card is changed when it says so before and after, for fourteen days', async () => {
    const card = { config: { update_multi: true }, elements: [{ tag: 'markdown', content: 'a' }] };
    const { config: _, ...silent } = card;
    const patch = (message_id: string, content: JsonObject): Promise<CallAnswer> =>
      call('PATCH', one, { params: { message_id }, body: { content: JSON.stringify(content) } });
    const shared = await sentId(card, { type: 'interactive' });
    const own = await sentId(silent, { type: 'interactive' });
    expect(await patch(shared, card)).toMatchObject({ code: 0 });
    expect(await patch(shared, silent)).toMatchObject({ code: 230099 });
    expect(await patch(own, card)).toMatchObject({ code: 230099 });
    expect(await patch(await sentId({ text: 'x' }), card)).toMatchObject({ code: 230001 });
    nowMs += 14 * 24 * hourMs + 1;
    expect(await patch(shared, card)).toMatchObject({ code: 230031 });
  });

  test('a bot takes back its own for a day', async () => {
    const message_id = await sentId({ text: 'x' });
    const recall = (id: string): Promise<CallAnswer> => call('DELETE', one, { params: { message_id: id } });
    expect(await recall(sandbox.say({ chat: 'group', text: 'mine' }).messageId)).toMatchObject({ code: 230026 });
    expect(await recall(message_id)).toMatchObject({ code: 0 });
    expect(await read(message_id)).toMatchObject({ deleted: true, body: { content: 'This message was recalled' } });
    const old = await sentId({ text: 'x' });
    nowMs += 24 * hourMs + 1;
    expect(await recall(old)).toMatchObject({ code: 230009 });
  });
});

describe('reading', () => {
  test('a forward comes with everything in it, flat', async () => {
    const said = sandbox.say({ chat: 'group', text: 'inner' });
    const inner = sandbox.say({ chat: 'group', forward: [said.messageId] });
    const outer = sandbox.say({ chat: 'group', forward: [said.messageId, inner.messageId] });
    const { data } = await call('GET', one, { params: { message_id: outer.messageId } });
    const items = readObjects(data, 'items');
    expect(items.map(({ msg_type }) => msg_type)).toEqual(['merge_forward', 'text', 'merge_forward', 'text']);
    expect(items[3]?.upper_message_id).toBe(items[2]?.message_id);
    expect(items[0]).toMatchObject({ body: { content: 'Merged and Forwarded Message' } });
  });

  test('a card of JSON 2.0 is shown to those who ask for it', async () => {
    const card = { schema: '2.0', body: { elements: [{ tag: 'markdown', content: 'hello' }] } };
    const id = await sentId(card, { type: 'interactive' });
    expect(JSON.stringify(await read(id))).toContain('请升级');
    expect(await read(id, { card_msg_content_type: 'user_card_content' })).toMatchObject({
      body: { content: JSON.stringify(card) },
    });
  });

  test('the bot of another app, and one that was taken out of the group, sees nothing', async () => {
    const direct = sandbox.say({ text: 'to the first bot' });
    expect(await second.call('GET', one, { params: { message_id: direct.messageId } })).toMatchObject({ code: 230002 });
    sandbox.people.removeBot('group', secondApp.appId);
    const query = { container_id_type: 'chat', container_id: group };
    expect(await second.call('GET', messages, { query })).toMatchObject({ code: 230002 });
    sandbox.people.addBot('group', secondApp.appId);
  });

  test('what hangs on a message is downloaded by it, and by its uploader', async () => {
    const { messageId } = sandbox.say({ chat: 'group', file: { name: 'a.txt', bytes: Buffer.from('hello') } });
    const file_key = readText(await contentOf(messageId), 'file_key') ?? '';
    const path = `${one}/resources/:file_key`;
    const got = await call('GET', path, { params: { message_id: messageId, file_key }, query: { type: 'file' } });
    expect([got.http, got.text]).toEqual([200, 'hello']);
    expect(got.headers.get('content-disposition')).toContain('a.txt');
    const other = sandbox.say({ chat: 'group', text: 'no file' });
    const wrong = { params: { message_id: other.messageId, file_key }, query: { type: 'file' } };
    expect(await call('GET', path, wrong)).toMatchObject({ code: 234003 });
    expect(await call('GET', '/open-apis/im/v1/files/:file_key', { params: { file_key } })).toMatchObject({
      code: 234008,
    });
    const image_key = readText((await uploadImage()).data, 'image_key') ?? '';
    expect(
      (await call('GET', '/open-apis/im/v1/images/:image_key', { params: { image_key } })).headers.get('content-type'),
    ).toBe('image/png');
    expect(await uploadImage(Buffer.from('no image'))).toMatchObject({ code: 234011 });
    expect(await uploadImage(Buffer.alloc(0))).toMatchObject({ code: 234010 });
  });
});

test('emojis: once for each, taken away by whom they are of', async () => {
  const { messageId } = sandbox.say({ chat: 'group', text: 'nice' });
  const path = `${one}/reactions`;
  const add = (emoji_type: string): Promise<CallAnswer> =>
    call('POST', path, { params: { message_id: messageId }, body: { reaction_type: { emoji_type } } });
  const first = readText((await add('Typing')).data, 'reaction_id') ?? '';
  expect(readText((await add('Typing')).data, 'reaction_id')).toBe(first);
  expect(await add('NoSuch')).toMatchObject({ code: 231001 });
  sandbox.people.react(messageId, 'OK', { as: openId(1) });
  const { data } = await call('GET', path, { params: { message_id: messageId } });
  const items = readObjects(data, 'items');
  expect(items.map(({ operator }) => operator)).toEqual([
    { operator_id: sandbox.options.appId, operator_type: 'app' },
    { operator_id: openId(1), operator_type: 'user' },
  ]);
  const remove = (reaction_id: string): Promise<CallAnswer> =>
    call('DELETE', `${path}/:reaction_id`, { params: { message_id: messageId, reaction_id } });
  expect(await remove(readText(items[1] ?? {}, 'reaction_id') ?? '')).toMatchObject({ code: 231007 });
  expect(await remove(first)).toMatchObject({ code: 0 });
  expect(await remove(first)).toMatchObject({ code: 231010 });
  sandbox.people.recall(messageId);
  expect(await add('OK')).toMatchObject({ code: 231003 });
});

test('chats: groups of the bot by pages, public ones by search, members without bots', async () => {
  const ids = Array.from({ length: 3 }, (_, at) => sandbox.people.addGroup({ name: `Team ${at}` }));
  const listed = await caller.pages('/open-apis/im/v1/chats', 'items', { query: { page_size: '2' } });
  expect(listed.items.map((chat) => chat.chat_id)).toEqual(expect.arrayContaining([group, topics, ...ids]));
  expect(listed.items.map((chat) => chat.name)).not.toContain('Board');
  const search = (query: string): Promise<CallAnswer> =>
    call('GET', '/open-apis/im/v1/chats/search', { query: { query } });
  expect(readObjects((await search('全员')).data, 'items')).toHaveLength(1);
  expect(readObjects((await search('Board')).data, 'items')).toHaveLength(0);
  const params = { chat_id: group };
  const members = await caller.pages('/open-apis/im/v1/chats/:chat_id/members', 'items', {
    params,
    query: { page_size: '5' },
  });
  expect(members.items).toHaveLength(12);
  expect(await call('GET', '/open-apis/im/v1/chats/:chat_id', { params })).toMatchObject({
    data: { chat_mode: 'group', chat_type: 'private' },
  });
  sandbox.people.disband(ids[0] ?? '');
  expect(await send({ text: 'x' }, { to: ids[0] ?? '' })).toMatchObject({ code: 232009 });
});

test('bubbles hang once on the newest answer of a direct chat, for ten minutes', async () => {
  const push = (message_id: string, contents: readonly string[] = ['more']): Promise<CallAnswer> =>
    call('POST', `${one}/push_follow_up`, {
      params: { message_id },
      body: { follow_ups: contents.map((content) => ({ content })) },
    });
  const direct = (): Promise<string> => sentId({ text: 'x' }, { by: 'open_id', to: openId(0) });
  const [old, last] = [await direct(), await direct()];
  expect(await push(old)).toMatchObject({ code: 230006 });
  expect(await push(last)).toMatchObject({ code: 0 });
  expect(await push(last)).toMatchObject({ code: 230008 });
  expect(await push(await sentId({ text: 'x' }))).toMatchObject({ code: 230003 });
  const late = await direct();
  nowMs += 600_001;
  expect(await push(late)).toMatchObject({ code: 230002 });
});
