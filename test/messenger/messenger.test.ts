import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ContactPeople } from '../../src/messenger/contact-people.ts';
import { OpenPlatformMessenger } from '../../src/messenger/open-platform-messenger.ts';
import { RecordError } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Attachment } from '../../src/model/triggers/inbound-message.ts';
import type { OutgoingContent, Target } from '../../src/model/triggers/messenger.ts';
import { judgeSendError } from '../../src/model/triggers/send-faults.ts';
import { platformCode } from '../../src/open-platform/error-map.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

/** The messenger over real sockets, against the simulated tenant. */

let sandbox: Sandbox;
let client: OpenPlatformClient;
let messenger: OpenPlatformMessenger;
let group: string;
let topics: string;
let ann: string;
let nowMs = Date.UTC(2026, 8, 16, 4);

beforeAll(async () => {
  sandbox = await startSandbox({
    now: () => nowMs,
    limits: 'off',
    users: 5,
    approvals: { definitions: 1, instancesPerDay: 1 },
    bases: [],
  });
  const { appId, appSecret } = sandbox.options;
  const credentials = { appId, appSecret: new Secret(appSecret) };
  client = new OpenPlatformClient({ region: 'feishu', baseUrl: sandbox.url, credentials, rateLimitScale: 0 });
  messenger = new OpenPlatformMessenger({ client, language: 'en' });
  group = sandbox.tenant.chats.chatId;
  topics = sandbox.people.chats().find(({ mode }) => mode === 'topic')?.chatId ?? '';
  ann = sandbox.tenant.directory.personAt(0).openId;
});

afterAll(async () => {
  await client.close();
  await sandbox.close();
});

const text = (words: string): OutgoingContent => ({ type: 'text', content: { text: words } });
const toGroup = (): Target => ({ kind: 'chat', chatId: group });
const seen = (chatId: string) => sandbox.people.transcript(chatId, { as: ann });
const last = (chatId: string) => seen(chatId).at(-1);

async function refusal(work: Promise<unknown>): Promise<number | undefined> {
  try {
    await work;
  } catch (error) {
    return platformCode(error);
  }
  return 0;
}

test('of people Contact tells their names, and their departments with those above, until it may have changed', async () => {
  const people = new ContactPeople({ client, clock: { elapsed: () => nowMs } });
  const { directory } = sandbox.tenant;
  const { openId, name, unionId } = directory.personAt(1);
  const top = directory.addDepartment({ name: 'Top' });
  const middle = directory.addDepartment({ name: 'Middle', parentId: top });
  const low = directory.addDepartment({ name: 'Low', parentId: middle });
  directory.updatePerson(openId, { departments: [low, top] });
  await messenger.botOpenId();
  const calls = sandbox.stats().calls;
  const asked = await Promise.all([people.personOf(openId), people.personOf(openId)]);
  const departments = ['0', low, top, middle];
  expect(asked).toEqual([1, 2].map(() => ({ name, unionId, departments })));
  expect(sandbox.stats().calls - calls).toBe(3);
  directory.updatePerson(openId, { departments: [middle] });
  expect((await people.personOf(openId))?.departments).toEqual(departments);
  nowMs += 11 * 60_000;
  expect((await people.personOf(openId))?.departments).toEqual(['0', middle, top]);
  expect(await people.personOf('ou_nobody')).toBeUndefined();
});

describe('what is said', () => {
  test('to a chat, to a person, as an answer, in a topic', async () => {
    const first = await messenger.send(toGroup(), text('Hello'), 'u1');
    expect(first).toMatchObject({ chatId: group, threadId: undefined });
    const direct = await messenger.send({ kind: 'person', openId: ann }, text('Psst'), 'u2');
    expect(direct.chatId).not.toBe(group);
    const reply = { kind: 'reply', messageId: first.messageId, chatId: group } as const;
    const answer = await messenger.send({ ...reply, inThread: false }, text('Again'), 'u3');
    expect(answer.threadId).toBeUndefined();
    const inTopic = await messenger.send({ ...reply, inThread: true }, text('Here'), 'u4');
    expect(inTopic.threadId).toMatch(/^omt_/);
  });

  test('with the same uuid once', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => messenger.send(toGroup(), text('Once'), 'same')));
    expect(new Set(ids.map(({ messageId }) => messageId)).size).toBe(1);
  });

  test('is edited, recalled, reacted to', async () => {
    const { messageId } = await messenger.send(toGroup(), text('Helo'), 'u5');
    await messenger.edit(messageId, text('Hello'));
    expect((await messenger.read(messageId))?.quoted.text).toBe('Hello');
    const reaction = await messenger.react(messageId, 'OnIt');
    expect(last(group)?.reactions).toMatchObject([{ emoji: 'OnIt' }]);
    await messenger.unreact(messageId, reaction);
    expect(last(group)?.reactions).toEqual([]);
    await messenger.recall(messageId);
    expect(await messenger.read(messageId)).toBeUndefined();
  });

  test('suggestions below an answer, and a card for one person', async () => {
    const { messageId } = await messenger.send({ kind: 'person', openId: ann }, text('More?'), 'u6');
    await messenger.followUps(messageId, ['Yes', 'No']);
    expect(await refusal(messenger.followUps(messageId, ['Yes']))).toBe(230008);
    await messenger.sendEphemeral(group, ann, card('For you'));
    expect(JSON.stringify(last(group))).toContain('For you');
  });
});

function card(content: string, isStreaming = false) {
  const config = { update_multi: true, ...(isStreaming ? { streaming_mode: true } : {}) };
  return { schema: '2.0', config, body: { elements: [{ tag: 'markdown', element_id: 'answer', content }] } };
}

describe('cards', () => {
  test('as JSON are patched', async () => {
    const { messageId } = await messenger.send(toGroup(), { type: 'interactive', content: card('One') }, 'u7');
    await messenger.patchCard(messageId, card('One two'));
    expect(JSON.stringify(last(group))).toContain('One two');
  });

  test('of CardKit are written to while they are seen', async () => {
    const cardId = await messenger.createCard(card('One', true));
    const content = { type: 'card', data: { card_id: cardId } };
    const { messageId } = await messenger.send(toGroup(), { type: 'interactive', content }, 'u8');
    await messenger.writeElement({ cardId, elementId: 'answer', content: 'One two', sequence: 1, uuid: 'w1' });
    expect(JSON.stringify(last(group))).toContain('One two');
    const settings = { config: { streaming_mode: false, summary: { content: 'Three' } } };
    await messenger.writeSettings({ cardId, settings, sequence: 2, uuid: 'w2' });
    await messenger.replaceCard({ cardId, card: card('Three'), sequence: 3, uuid: 'w3' });
    expect(last(group)).toMatchObject({ messageId });
    expect(JSON.stringify(last(group))).toContain('Three');
    const late = messenger.writeElement({ cardId, elementId: 'answer', content: 'x', sequence: 2, uuid: 'w4' });
    expect(judgeSendError('card_write', await late.catch((error: unknown) => error)).action).toBe('higher');
  });
});

describe('files', () => {
  const bytes = new Uint8Array(Array.from({ length: 3_000 }, (_, index) => index % 251));
  const attachment = (kind: Attachment['kind'], key: string): Attachment => ({
    kind,
    key,
    name: 'x',
    durationMs: undefined,
    canDownload: true,
  });

  test('are uploaded, sent, and downloaded again, up to a size', async () => {
    const file_key = await messenger.uploadFile('报告.bin', bytes);
    const { messageId } = await messenger.send(toGroup(), { type: 'file', content: { file_key } }, 'u9');
    const file = await messenger.download(messageId, attachment('file', file_key), 10_000);
    expect(new Uint8Array(file.content)).toEqual(bytes);
    const tooSmall = messenger.download(messageId, attachment('file', file_key), 1_000);
    await expect(tooSmall).rejects.toBeInstanceOf(RecordError);
    const elsewhere = messenger.download(messageId, attachment('file', 'file_00'), 10_000);
    await expect(elsewhere).rejects.toBeInstanceOf(RecordError);
    const { messageId: other } = await messenger.send(toGroup(), text('no file'), 'u10');
    const none = messenger.download(other, { ...attachment('sticker', 'k'), canDownload: false }, 10_000);
    await expect(none).rejects.toBeInstanceOf(RecordError);
  });

  test('images likewise', async () => {
    const image = Buffer.from('89504e470d0a1a0a', 'hex');
    const image_key = await messenger.uploadImage('dot.png', image);
    const { messageId } = await messenger.send(toGroup(), { type: 'image', content: { image_key } }, 'u11');
    const { type, content } = await messenger.download(messageId, attachment('image', image_key), 100);
    expect([type, Buffer.from(content).equals(image)]).toEqual(['image/png', true]);
  });
});

describe('what was said before', () => {
  test('is found by the bot that said it, in a chat and in a topic', async () => {
    nowMs += 60_000;
    const since = nowMs;
    const said = sandbox.say({ chat: topics, as: ann, text: 'A question' });
    const reply = { kind: 'reply', messageId: said.messageId, chatId: topics, inThread: true } as const;
    const answer = await messenger.send(reply, text('An answer'), 'u12');
    const plain = await messenger.send(toGroup(), { type: 'interactive', content: card('Words') }, 'u13');
    expect(await messenger.said(reply, since)).toMatchObject([
      { messageId: answer.messageId, type: 'text', content: { text: 'An answer' } },
    ]);
    expect(await messenger.said(toGroup(), since)).toMatchObject([
      { messageId: plain.messageId, type: 'interactive', content: card('Words') },
    ]);
    expect(await messenger.said(toGroup(), since + 60_000)).toEqual([]);
  });

  test('a forward is read with its parts', async () => {
    const { messageId } = sandbox.say({ chat: group, as: ann, text: 'Part one' });
    const forward = sandbox.say({ chat: group, as: ann, forward: [messageId] });
    expect((await messenger.read(forward.messageId))?.forwarded).toMatchObject([{ text: 'Part one' }]);
  });
});

test('the groups of the bot, by name and by page, each with its kind', async () => {
  const { items } = await messenger.chats({ search: undefined, cursor: undefined });
  expect(items.find(({ chatId }) => chatId === topics)?.kind).toBe('topic');
  expect(items.find(({ chatId }) => chatId === group)?.kind).toBe('group');
  const name = items.find(({ chatId }) => chatId === group)?.name ?? '';
  const found = await messenger.chats({ search: name, cursor: undefined });
  expect(found.items.map(({ chatId }) => chatId)).toContain(group);
});

test('the bot knows itself', async () => {
  const id = await messenger.botOpenId();
  expect(id).toMatch(/^ou_/);
  expect(sandbox.say({ chat: group, as: ann, mention: ['bot'], text: 'you' }).messageId).toMatch(/^om_/);
});

test('a refusal keeps its code, and is not repeated', async () => {
  const before = sandbox.stats().endpoints['/open-apis/im/v1/messages']?.calls ?? 0;
  sandbox.faults.add({ path: '/open-apis/im/v1/messages', kind: 'code-in-400', code: 230020, times: 1 });
  expect(await refusal(messenger.send(toGroup(), text('Too fast'), 'u14'))).toBe(230020);
  const after = sandbox.stats().endpoints['/open-apis/im/v1/messages']?.calls ?? 0;
  expect(after - before).toBe(1);
});
