import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, parseJson, readObject, readText } from '../../src/util/json.ts';
import { EventCatcher } from '../support/event-catcher.ts';
import { SandboxCaller } from '../support/sandbox-caller.ts';

/** What people do in chats reaches the bots that may know of it, in the platform's shapes. */

const secondApp = { appId: 'cli_00000000000000b2', appSecret: 'second secret' };
const nowMs = Date.UTC(2026, 8, 16, 4);

let sandbox: Sandbox;
const closings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

async function start(options: SandboxOptions = {}): Promise<void> {
  const small = { users: 6, approvals: { definitions: 1, instancesPerDay: 1 }, bases: [], limits: 'off' } as const;
  sandbox = await startSandbox({ ...small, now: () => nowMs, extraApps: [secondApp], ...options });
  closings.push(() => sandbox.close());
}

/** Takes down what an app is sent. */
async function listen(appId: string = sandbox.options.appId): Promise<EventCatcher> {
  const catcher = await EventCatcher.start();
  closings.push(() => catcher[Symbol.asyncDispose]());
  sandbox.events.configure(appId, { mode: 'webhook', url: catcher.url });
  return catcher;
}

function openId(at: number): string {
  return sandbox.tenant.directory.personAt(at).openId;
}

/** Types of what was pushed to an app so far; a push is noted before it is sent. */
function pushed(appId: string = sandbox.options.appId): readonly string[] {
  return sandbox.events.deliveryQueue(appId).deliveries.map(({ type }) => type);
}

function lastEvent(appId: string = sandbox.options.appId): JsonObject {
  return readObject(sandbox.events.deliveryQueue(appId).deliveries.at(-1)?.body ?? {}, 'event');
}

/** The message of the last event, with its content as an object. */
function lastMessage(appId?: string): JsonObject {
  const message = readObject(lastEvent(appId), 'message');
  const content = readText(message, 'content') ?? '';
  return { ...message, content: content.startsWith('{') ? parseJson(content) : content };
}

describe('a message of a person', () => {
  test('comes with its sender, its mentions and where it stands', async () => {
    await start();
    const catcher = await listen();
    const { messageId, chatId } = sandbox.say({
      chat: 'group',
      mention: ['bot', openId(1)],
      text: 'hello',
      as: openId(2),
    });
    const [caught] = await catcher.count(1);
    const { unionId, userId } = sandbox.tenant.directory.personAt(2);
    expect(readObject(caught?.body ?? {}, 'event')).toMatchObject({
      sender: { sender_type: 'user', sender_id: { open_id: openId(2), union_id: unionId, user_id: userId } },
      message: {
        message_id: messageId,
        chat_id: chatId,
        chat_type: 'group',
        message_type: 'text',
        content: '{"text":"@_user_1 @_user_2 hello"}',
        create_time: String(nowMs),
        mentions: [
          { key: '@_user_1', mentioned_type: 'bot', name: 'Sandbox bot' },
          { key: '@_user_2', mentioned_type: 'user', id: { open_id: openId(1) } },
        ],
      },
    });
  });

  test('of every type arrives as the catalogue has it', async () => {
    await start();
    await listen();
    const post = { title: 'T', content: [[{ tag: 'a', href: 'https://x.test', text: 'x' }]] };
    const raw = (type: string, content: JsonObject): JsonObject => {
      sandbox.say({ raw: { type, content } });
      return lastMessage();
    };
    sandbox.say({ text: 'hi' });
    expect(lastMessage()).toMatchObject({ chat_type: 'p2p', message_type: 'text', content: { text: 'hi' } });
    sandbox.say({ post });
    expect(lastMessage()).toMatchObject({ message_type: 'post', content: post });
    sandbox.say({ image: {} });
    expect(lastMessage()).toMatchObject({
      message_type: 'image',
      content: { image_key: expect.stringMatching(/^img_/) },
    });
    sandbox.say({ file: { name: 'a.pdf', size: 10 } });
    expect(lastMessage()).toMatchObject({ message_type: 'file', content: { file_name: 'a.pdf' } });
    sandbox.say({ audio: { durationMs: 2_000 } });
    expect(lastMessage()).toMatchObject({ message_type: 'audio', content: { duration: 2_000 } });
    sandbox.say({ video: { name: 'v.mp4' } });
    expect(lastMessage()).toMatchObject({
      message_type: 'media',
      content: { file_name: 'v.mp4', image_key: expect.any(String) },
    });
    sandbox.say({ forward: [sandbox.say({ text: 'x' }).messageId] });
    expect(lastMessage()).toMatchObject({ message_type: 'merge_forward', content: 'Merged and Forwarded Message' });
    expect(raw('sticker', { file_key: 'k' })).toMatchObject({ message_type: 'sticker', content: { file_key: 'k' } });
    expect(raw('location', { name: 'here', longitude: '1', latitude: '2' })).toMatchObject({
      content: { name: 'here' },
    });
    expect(raw('vote', { topic: 'lunch', options: ['a', 'b'] })).toMatchObject({ message_type: 'vote' });
    expect(raw('share_user', { user_id: openId(1) })).toMatchObject({ message_type: 'share_user' });
  });

  test('stands in the topic in which it was said', async () => {
    await start();
    const first = sandbox.say({ chat: 'group', text: 'first' });
    const begun = sandbox.say({ replyTo: first.messageId, inThread: true, text: 'topic' });
    await listen();
    sandbox.say({ thread: begun.threadId ?? '', text: 'inside' });
    expect(lastMessage()).toMatchObject({
      thread_id: begun.threadId,
      root_id: first.messageId,
      parent_id: first.messageId,
    });
    expect(sandbox.say({ chat: 'topic', text: 'another' }).threadId).toMatch(/^omt_/);
  });
});

describe('what a bot hears', () => {
  const hello = { text: 'hello' };
  const hears = (scopes: readonly string[], act: () => void): number => {
    const before = pushed().length;
    sandbox.setGrantedScopes(scopes);
    act();
    return pushed().length - before;
  };

  test('each scope opens its own traffic', async () => {
    await start();
    sandbox.events.configure(sandbox.options.appId, { mode: 'webhook', url: 'http://127.0.0.1:1/' });
    const acts = {
      direct: () => sandbox.say(hello),
      named: () => sandbox.say({ ...hello, chat: 'group', mention: ['bot'] }),
      other: () => sandbox.say({ ...hello, chat: 'group' }),
      byBot: () => sandbox.say({ ...hello, chat: 'group', as: secondApp.appId, mention: ['bot'] }),
      all: () => sandbox.say({ ...hello, chat: 'group', mention: ['all'] }),
    };
    const heard = (scope: string): readonly string[] =>
      Object.entries(acts).flatMap(([name, act]) => (hears([scope], act) > 0 ? [name] : []));
    expect(heard('im:message.p2p_msg:readonly')).toEqual(['direct']);
    expect(heard('im:message.group_at_msg:readonly')).toEqual(['named']);
    expect(heard('im:message.group_at_msg.include_bot:readonly')).toEqual(['named', 'byBot']);
    expect(heard('im:message.group_msg')).toEqual(['named', 'other', 'all']);
    expect(heard('im:message')).toEqual([]);
  });

  test('no bot hears itself, or chats that it is not in', async () => {
    await start();
    for (const { appId } of [sandbox.options, secondApp])
      sandbox.events.configure(appId, { mode: 'webhook', url: 'http://127.0.0.1:1/' });
    const caller = new SandboxCaller(sandbox);
    const body = {
      receive_id: sandbox.tenant.chats.chatId,
      msg_type: 'text',
      content: '{"text":"<at user_id=\\"cli_00000000000000b2\\"></at>"}',
    };
    await caller.call('POST', '/open-apis/im/v1/messages', { query: { receive_id_type: 'chat_id' }, body });
    expect([pushed().length, pushed(secondApp.appId).length]).toEqual([0, 1]);
    expect(lastEvent(secondApp.appId)).toMatchObject({ sender: { sender_type: 'bot' } });
    sandbox.say({ text: 'for the first bot only' });
    expect([pushed().length, pushed(secondApp.appId).length]).toEqual([1, 1]);
  });
});

test('what else people do is told', async () => {
  await start();
  await listen();
  const { people } = sandbox;
  const { messageId, chatId } = sandbox.say({ chat: 'group', text: 'x' });
  people.react(messageId, 'OK', { as: openId(1) });
  expect(lastEvent()).toMatchObject({
    message_id: messageId,
    operator_type: 'user',
    reaction_type: { emoji_type: 'OK' },
  });
  people.unreact(messageId, 'OK', { as: openId(1) });
  people.edit(messageId, { text: 'y' });
  people.recall(messageId);
  expect(lastEvent()).toMatchObject({ message_id: messageId, chat_id: chatId, recall_type: 'message_owner' });
  people.openChat({ as: openId(1) });
  expect(lastEvent()).toMatchObject({ operator_id: { open_id: openId(1) } });
  people.clickMenu('help');
  expect(lastEvent()).toMatchObject({ event_key: 'help', timestamp: nowMs / 1000 });
  people.removePeople('group', [openId(3)]);
  people.addPeople('group', [openId(3)]);
  expect(lastEvent()).toMatchObject({ users: [{ user_id: { open_id: openId(3) } }] });
  people.updateChat('group', { name: 'Renamed' });
  expect(lastEvent()).toMatchObject({ after_change: { name: 'Renamed' } });
  people.read();
  const made = people.addGroup({ name: 'New' });
  people.removeBot(made);
  people.disband('topic');
  expect(pushed().map((type) => type.replace(/^im\./, ''))).toEqual([
    'message.receive_v1',
    'message.reaction.created_v1',
    'message.reaction.deleted_v1',
    'message.recalled_v1',
    'chat.access_event.bot_p2p_chat_entered_v1',
    'application.bot.menu_v6',
    'chat.member.user.deleted_v1',
    'chat.member.user.added_v1',
    'chat.updated_v1',
    'message.message_read_v1',
    'chat.member.bot.added_v1',
    'chat.member.bot.deleted_v1',
    'chat.disbanded_v1',
  ]);
});

test('another process does the same over the control API', async () => {
  await start();
  await listen();
  const post = async (name: string, body: JsonObject): Promise<JsonObject> => {
    const response = await fetch(`${sandbox.url}/sandbox/im/${name}`, { method: 'POST', body: JSON.stringify(body) });
    const answer = parseJson(await response.text());
    return isObject(answer) ? { ...answer, http: response.status } : {};
  };
  const file = { name: 'a.txt', base64: Buffer.from('hello').toString('base64') };
  const said = await post('say', { chat: 'group', as: openId(1), file, mention: [] });
  await post('react', { message_id: said.messageId ?? '', emoji: 'DONE' });
  expect(await post('say', { chat: 'oc_nowhere', text: 'x' })).toMatchObject({
    http: 400,
    error: expect.stringContaining('oc_nowhere'),
  });
  expect(await post('say', {})).toMatchObject({ http: 400, error: expect.stringContaining('Say something') });
  const shown = await fetch(`${sandbox.url}/sandbox/im/transcript?chat=group&as=${openId(1)}`);
  expect(parseJson(await shown.text())).toMatchObject({
    messages: [
      { messageId: said.messageId, text: '[file] a.txt', from: { id: openId(1) }, reactions: [{ emoji: 'DONE' }] },
    ],
  });
});

test('people see names, edits, and that something was taken back', async () => {
  await start();
  const name = sandbox.tenant.directory.personAt(1).name;
  const { messageId } = sandbox.say({ chat: 'group', mention: [openId(1), 'all'], text: 'lunch?' });
  const post = { title: 'Plan', content: [[{ tag: 'text', text: 'a' }], [{ tag: 'at', user_id: openId(1) }]] };
  sandbox.say({ chat: 'group', post });
  const { messageId: gone } = sandbox.say({ chat: 'group', text: 'oops' });
  sandbox.people.recall(gone);
  sandbox.people.edit(messageId, { text: 'dinner?' });
  expect(sandbox.people.transcript('group')).toMatchObject([
    { text: 'dinner?', isEdited: true },
    { text: `Plan\na\n@${name}` },
    { text: '', isRecalled: true },
  ]);
});

test('after a restart what is said and told has other ids in the same chats, unless it starts at the same moment', async () => {
  const told = async (startedAtMs: number) => {
    await start({ startedAtMs });
    await listen();
    const { chatId, messageId } = sandbox.say({ text: 'hello' });
    const group = sandbox.people.addGroup({ name: 'New' });
    const ids = sandbox.events.deliveryQueue(sandbox.options.appId).deliveries.map(({ id }) => id);
    return { first: sandbox.tenant.chats.chatId, chatId, own: [messageId, group, ...ids] };
  };
  const [before, after, again] = [await told(1), await told(2), await told(1)];
  expect([after.first, after.chatId]).toEqual([before.first, before.chatId]);
  expect(after.own.filter((id) => before.own.includes(id))).toEqual([]);
  expect(again).toEqual(before);
  expect(before.own.length).toBeGreaterThan(2);
});
