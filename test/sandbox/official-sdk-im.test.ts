import { Readable } from 'node:stream';
import { Client, type Domain, EventDispatcher, LoggerLevel, WSClient } from '@larksuiteoapi/node-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

/** A bot that is written with the official SDK for Node, unmodified, talks with people of the sandbox over the long connection. */

let sandbox: Sandbox;
let client: Client;
let socket: WSClient;
const answered: string[] = [];

beforeAll(async () => {
  const small = { users: 6, approvals: { definitions: 1, instancesPerDay: 1 }, bases: [] };
  sandbox = await startSandbox({ ...small, limits: 'off', events: { mode: 'long_connection' } });
  const { appId, appSecret } = sandbox.options;
  // The SDK takes another host than its two only when the type is overruled.
  const domain = sandbox.url as unknown as Domain;
  const about = { appId, appSecret, domain, loggerLevel: LoggerLevel.fatal };
  client = new Client(about);
  const eventDispatcher = new EventDispatcher({ loggerLevel: LoggerLevel.fatal }).register({
    'im.message.receive_v1': async ({ message }) => {
      const content = JSON.stringify({ text: `heard: ${message.content}` });
      const path = { message_id: message.message_id };
      const answer = await client.im.message.reply({ path, data: { msg_type: 'text', content } });
      answered.push(answer.data?.message_id ?? '');
    },
    'card.action.trigger': () => ({ toast: { type: 'success', content: 'noted' } }),
  });
  await new Promise<void>((resolve, reject) => {
    socket = new WSClient({ ...about, onReady: () => resolve(), onError: reject });
    void socket.start({ eventDispatcher });
  });
});

afterAll(async () => {
  socket.close({ force: true });
  await sandbox.close();
});

test('it answers what a person asks, below the question', async () => {
  const { messageId } = sandbox.say({ text: 'hello' });
  await expect.poll(() => answered).toHaveLength(1);
  expect(sandbox.people.transcript()).toMatchObject([
    { messageId, from: { kind: 'user' }, text: 'hello' },
    { messageId: answered[0], from: { kind: 'bot' }, text: 'heard: {"text":"hello"}', replyTo: messageId },
  ]);
});

test('it streams into a card, and hears of its button', async () => {
  const elements = [
    { tag: 'markdown', element_id: 'answer', content: '' },
    {
      tag: 'button',
      text: { tag: 'plain_text', content: 'Good' },
      behaviors: [{ type: 'callback', value: { good: true } }],
    },
  ];
  const card = { schema: '2.0', config: { streaming_mode: true }, body: { elements } };
  const made = await client.cardkit.v1.card.create({ data: { type: 'card_json', data: JSON.stringify(card) } });
  const card_id = made.data?.card_id ?? '';
  const sent = await client.im.message.create({
    params: { receive_id_type: 'chat_id' },
    data: {
      receive_id: sandbox.tenant.chats.chatId,
      msg_type: 'interactive',
      content: JSON.stringify({ type: 'card', data: { card_id } }),
    },
  });
  const path = { card_id, element_id: 'answer' };
  let sequence = 0;
  for (const content of ['Three', 'Three approvals', 'Three approvals wait.'])
    await client.cardkit.v1.cardElement.content({ path, data: { content, sequence: ++sequence } });
  const settings = JSON.stringify({ config: { streaming_mode: false } });
  await client.cardkit.v1.card.settings({ path: { card_id }, data: { settings, sequence: ++sequence } });
  const pressed = await sandbox.people.press(sent.data?.message_id ?? '', { button: 'Good' });
  expect(pressed.toast).toEqual({ type: 'success', text: 'noted' });
  expect(sandbox.people.transcript('group')).toMatchObject([
    { card: { markdown: 'Three approvals wait.', isStreaming: false, buttons: ['Good'] }, toasts: [{ text: 'noted' }] },
  ]);
});

test('it uploads, sends and downloads a file', async () => {
  const uploaded = await client.im.file.create({
    data: { file_type: 'stream', file_name: 'report.txt', file: Buffer.from('the report') },
  });
  const sent = await client.im.message.create({
    params: { receive_id_type: 'chat_id' },
    data: {
      receive_id: sandbox.tenant.chats.chatId,
      msg_type: 'file',
      content: JSON.stringify({ file_key: uploaded?.file_key ?? '' }),
    },
  });
  const got = await client.im.messageResource.get({
    path: { message_id: sent.data?.message_id ?? '', file_key: uploaded?.file_key ?? '' },
    params: { type: 'file' },
  });
  const chunks = await Readable.from(got.getReadableStream()).toArray();
  expect(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))).toString()).toBe('the report');
});
