import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type JsonObject, parseJson, readObject, readText } from '../../src/util/json.ts';
import { EventCatcher } from '../support/event-catcher.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SandboxCaller } from '../support/sandbox-caller.ts';

/** Conversations written down as scripts, played against a bot that answers what it is told here. */

let sandbox: Sandbox;
let bot: EventCatcher;

beforeEach(async () => {
  const small = { users: 6, approvals: { definitions: 1, instancesPerDay: 1 }, bases: [], limits: 'off' } as const;
  bot = await EventCatcher.start();
  sandbox = await startSandbox({ ...small, events: { mode: 'webhook', url: bot.url } });
});
afterEach(async () => {
  await sandbox.close();
  await bot[Symbol.asyncDispose]();
});

/** Answers the message that has come as number so and so. */
async function answer(count: number, said: JsonObject): Promise<void> {
  const caught = await bot.count(count);
  const message = readObject(readObject(caught[count - 1]?.body ?? {}, 'event'), 'message');
  const path = `/open-apis/im/v1/messages/${readText(message, 'message_id')}/reply`;
  await new SandboxCaller(sandbox).call('POST', path, { body: said });
}

const text = (words: string): JsonObject => ({ msg_type: 'text', content: JSON.stringify({ text: words }) });
const card = (words: string, button: string): JsonObject => {
  const behaviors = [{ type: 'callback', value: {} }];
  const elements = [
    { tag: 'markdown', content: words },
    { tag: 'button', text: { tag: 'plain_text', content: button }, behaviors },
  ];
  return { msg_type: 'interactive', content: JSON.stringify({ schema: '2.0', body: { elements } }) };
};

test('a conversation in a group: a mention, an answer with a button, a topic, an emoji, an edit, a recall', async () => {
  const playing = sandbox.people.play(`
# Who they are does not matter.
group "Ops" with ann, bob
ann in "Ops": @bot how many approvals wait? @bob wants to know
wait for bot /3 approvals/
press "More" as bob
expect toast "Here they are"
react THUMBSUP as bob
bob in thread: and these?
edit: and those?
ann here: never mind
recall last
`);
  bot.answer = JSON.stringify({ toast: { type: 'success', content: 'Here they are' } });
  await answer(2, card('**3 approvals** wait', 'More'));
  const { steps, messages } = await playing;
  expect(steps).toBe(10);
  expect(messages.map(({ text: words, card: shown }) => shown?.markdown ?? words)).toEqual([
    expect.stringContaining('@Sandbox bot how many'),
    '**3 approvals** wait',
    'and those?',
    '',
  ]);
  expect(messages[0]?.text).toContain(`@${sandbox.tenant.directory.personAt(1).name} wants`);
  expect(messages[1]?.reactions).toMatchObject([{ emoji: 'THUMBSUP' }]);
  expect(messages[2]?.threadId).toBe(messages[1]?.threadId);
  expect(messages[3]?.isRecalled).toBe(true);
});

test('a person alone with the bot, over HTTP, as plain text', async () => {
  const script = 'open as ann\nann: hello\nwait for bot "hello back"\nann sends file "plan.pdf"\n';
  const playing = fetch(`${sandbox.url}/sandbox/im/script`, { method: 'POST', body: script });
  await bot.count(1);
  await answer(2, text('hello back'));
  const answered = parseJson(await (await playing).text());
  expect(answered).toMatchObject({
    steps: 4,
    messages: [{ text: 'hello' }, { text: 'hello back', from: { kind: 'bot' } }, { text: '[file] plan.pdf' }],
  });
});

test.each([
  ['ann in "Nowhere": hello', 'There is no group "Nowhere"'],
  ['react OK', 'Nothing has been said here yet'],
  ['ann: x\nwait for bot /never/ within 0 s', 'The bot did not say /never/ within 0 s'],
  ['group "A" with ann\nbob in "A": may I?', 'is not in the chat'],
])('%s: says the line and what is wrong', { timeout: 30_000 }, async (script, words) => {
  const line = script.split('\n').length;
  await expect(sandbox.people.play(script)).rejects.toThrow(
    new RegExp(`^line ${line}: .*${words.replace(/[()]/g, '.')}`, 's'),
  );
  const refused = await fetch(`${sandbox.url}/sandbox/im/script`, { method: 'POST', body: 'shout' });
  expect(refused.status).toBe(400);
  expect(parseJson(await refused.text())).toMatchObject({ faults: [{ line: 1, message: { zh: expect.any(String) } }] });
});

test('from the command line: what was said, and where it did not go as the script says', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'larkstream-chat-'));
  const play = async (script: string) => {
    const file = join(folder, 'talk.txt');
    await writeFile(file, script);
    return await runInProcess(['sandbox', 'chat', file, '--url', sandbox.url]);
  };
  const playing = play(
    'group "Ops" with ann\nann in "Ops": @bot hello\nwait for bot "back"\nann: alone\nedit: all alone',
  );
  await answer(2, card('hello **back**', 'More'));
  const { code, out } = await playing;
  const [ann] = [sandbox.tenant.directory.personAt(0).name];
  expect(code).toBe(0);
  expect(out).toBe(
    `Ops\n  ${ann}: @Sandbox bot hello\n  Sandbox bot: hello **back**\n    [More]\n\n${ann} and the bot\n  ${ann}: all alone (edited)\n\nIt went as the script says.\n`,
  );
  const failed = await play('ann: and now?\nwait for bot "never" within 0 s');
  expect([failed.code, failed.out]).toEqual([1, expect.stringContaining(`talk.txt:2: The bot did not say "never"`)]);
  expect((await play('shout')).code).toBe(2);
  const away = await runInProcess(['sandbox', 'chat', join(folder, 'talk.txt'), '--url', 'http://127.0.0.1:1']);
  expect([away.code, away.error]).toEqual([1, expect.stringContaining('next: Start one with `larkstream sandbox`')]);
  await rm(folder, { recursive: true });
});
