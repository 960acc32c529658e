import { createLarkChannel, type LarkChannel, LoggerLevel, type NormalizedMessage } from '@larksuiteoapi/node-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

/** The channel of the official SDK, unmodified: what agents such as OpenClaw's receive and answer by, over the long connection. */

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const quiet = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
let sandbox: Sandbox;
let channel: LarkChannel;
const heard: NormalizedMessage[] = [];
const pressed: unknown[] = [];

beforeAll(async () => {
  const small = { users: 6, approvals: { definitions: 1, instancesPerDay: 1 }, bases: [] };
  sandbox = await startSandbox({ ...small, limits: 'off', events: { mode: 'long_connection' } });
  const { appId, appSecret } = sandbox.options;
  channel = createLarkChannel({
    appId,
    appSecret,
    domain: sandbox.url,
    logger: quiet,
    loggerLevel: LoggerLevel.fatal,
    policy: { requireMention: true },
    safety: { batch: { text: { delayMs: 1 }, media: { delayMs: 1 } } },
  });
  channel.on({
    message: (message) => void heard.push(message),
    cardAction: ({ action }) => void pressed.push(action.value),
  });
  await channel.connect();
});

afterAll(async () => {
  await channel.disconnect();
  await sandbox.close();
});

/** What came of a message of a person. */
async function hear(said: Parameters<Sandbox['say']>[0]): Promise<NormalizedMessage> {
  const { messageId } = sandbox.say(said);
  const find = () => heard.find((message) => message.messageId === messageId);
  await expect.poll(find).toBeDefined();
  const found = find();
  if (found === undefined) throw new Error('was heard before');
  return found;
}

test('it knows the bot, and hears what people write to it', async () => {
  expect(channel.botIdentity?.name).toBe('Sandbox bot');
  const direct = await hear({ text: 'hello' });
  expect(direct).toMatchObject({ chatType: 'p2p', content: 'hello' });
  expect(await channel.getChatMode(direct.chatId)).toBe('p2p');
  const mentioned = await hear({ chat: 'group', mention: ['bot'], text: 'and here?' });
  expect(mentioned).toMatchObject({ chatType: 'group', mentionedBot: true });
  expect(mentioned.content).toContain('and here?');
  expect(await channel.getChatInfo(mentioned.chatId)).toMatchObject({ chatType: 'group', memberCount: '6' });
});

test('it answers with markdown, edits and recalls it, and reacts', async () => {
  const { chatId, messageId } = await hear({ text: 'two' });
  const seen = (id: string) => sandbox.people.transcript().find((message) => message.messageId === id);
  const text = await channel.send(chatId, { text: 'a text' }, { replyTo: messageId });
  const markdown = await channel.send(chatId, { markdown: '**bold** and `code`\n\n- a\n- b' }, { replyTo: messageId });
  expect(seen(text.messageId)).toMatchObject({ text: 'a text', replyTo: messageId });
  expect(JSON.stringify(seen(markdown.messageId))).toContain('bold');
  await channel.editMessage(text.messageId, 'another text');
  expect(seen(text.messageId)?.text).toContain('another text');
  await channel.recallMessage(text.messageId);
  expect(seen(text.messageId)?.isRecalled).toBe(true);
  await channel.addReaction(messageId, 'OK');
  expect(seen(messageId)?.reactions).not.toEqual([]);
  expect(await channel.removeReactionByEmoji(messageId, 'OK')).toBe(true);
});

test('it sends a card, whose button it hears, and changes it', async () => {
  const { chatId } = await hear({ text: 'three' });
  const button = {
    tag: 'button',
    text: { tag: 'plain_text', content: 'Good' },
    behaviors: [{ type: 'callback', value: { good: true } }],
  };
  const card = (content: string) => ({
    schema: '2.0',
    config: { update_multi: true },
    body: { elements: [{ tag: 'markdown', content }, button] },
  });
  const { messageId } = await channel.send(chatId, { card: card('before') });
  await sandbox.people.press(messageId, { button: 'Good' });
  await expect.poll(() => pressed).toEqual([{ good: true }]);
  await channel.updateCard(messageId, card('after'));
  expect(sandbox.people.transcript().at(-1)?.card).toMatchObject({ markdown: 'after', buttons: ['Good'] });
});

test('it streams markdown into a card of CardKit', async () => {
  const { chatId, messageId } = await hear({ text: 'four' });
  const producer = async (stream: { append(chunk: string): Promise<void> }): Promise<void> => {
    for (const chunk of ['Three ', 'approvals ', 'wait.']) await stream.append(chunk);
  };
  await channel.stream(chatId, { markdown: producer }, { replyTo: messageId });
  expect(sandbox.people.transcript().at(-1)?.card).toMatchObject({
    markdown: 'Three approvals wait.',
    isStreaming: false,
  });
});

test('it sends files', async () => {
  const { chatId } = await hear({ text: 'five' });
  await channel.send(chatId, { file: { source: Buffer.from('the report'), fileName: 'report.txt' } });
  await channel.send(chatId, { image: { source: Buffer.from(dot, 'base64') } });
  expect(sandbox.people.transcript().slice(-2)).toMatchObject([{ type: 'file' }, { type: 'image' }]);
});
