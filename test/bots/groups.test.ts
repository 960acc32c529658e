import { afterAll, beforeAll, expect, test } from 'vitest';
import { type JsonObject, readText } from '../../src/util/json.ts';
import { BotWorld, codesOf, sessionOf } from '../support/bot-room.ts';
import { answerAtOnce, answerWith, botSaid, publishBot } from '../support/bot-service.ts';

const patient = { timeout: 30_000 };
const otherBot = { appId: 'cli_00000000000000b0', appSecret: 'secret-of-other-bot' };
let world: BotWorld;

beforeAll(async () => {
  world = await BotWorld.start({ extraApps: [otherBot], switches: { imAtAll: 'delivered' } }, { pingSeconds: 86_400 });
  await world.connected();
}, 120_000);
afterAll(async () => await world[Symbol.asyncDispose]());

const textsOf = ({ turns }: { readonly turns: readonly JsonObject[] }): unknown[] => turns.map(({ text }) => text);

/** How many messages wait in turns of a trigger. */
async function gathered(triggerId: string): Promise<number> {
  const [row] = await world.rows(
    `SELECT count(*) FROM larkstream.turn_messages JOIN larkstream.turns ON turns.id = turn_id WHERE turns.trigger_id = '${triggerId}'`,
  );
  return Number(row?.[0]);
}

test('acceptance 5: two topics in one group are two sessions, each answered in its topic', async () => {
  const { chat, agent } = await world.room({}, { mode: 'topic' });
  const first = world.sandbox.say({ chat, text: 'first topic' });
  const second = world.sandbox.say({ chat, text: 'second topic' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toHaveLength(2);
  world.sandbox.say({ thread: first.threadId ?? '', text: 'first again' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toHaveLength(3);
  const sessions = new Map(agent.turns.map((turn) => [turn.text, sessionOf(turn)]));
  expect(sessions.get('first again')).toBe(sessions.get('first topic'));
  expect(sessions.get('second topic')).not.toBe(sessions.get('first topic'));
  const placed = world.sandbox.people
    .transcript(chat)
    .filter(({ from }) => from.kind === 'bot')
    .map(({ card, text, threadId }) => [card?.markdown ?? text, threadId]);
  expect(new Set(placed)).toEqual(
    new Set([
      ['re: first topic', first.threadId],
      ['re: second topic', second.threadId],
      ['re: first again', first.threadId],
    ]),
  );
});

test('acceptance 6: a button of one person that another presses is a word to the other, and nothing else', async () => {
  const [ann, ben] = [world.person(0), world.person(1)];
  const { chat, agent } = await world.room(
    {},
    {
      people: [ann, ben],
      work: (turn, response) =>
        answerAtOnce(
          response,
          turn.kind === 'card_action'
            ? { text: 'Confirmed' }
            : { text: 'Really?', buttons: [{ id: 'confirm', text: 'Confirm' }] },
        ),
    },
  );
  world.sandbox.say({ chat, as: ann, text: 'Delete it' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toEqual(['Really?']);
  const card = world.sandbox.people.transcript(chat).at(-1);
  const press = (as: string) => world.sandbox.people.press(card?.messageId ?? '', { button: 'Confirm', as });
  expect((await press(ben)).toast).toEqual({ type: 'warning', text: expect.stringMatching(/only|只有/i) });
  expect(await press(ann)).toMatchObject({ toast: undefined, error: undefined });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toEqual(['Really?', 'Confirmed']);
  expect(agent.turns.map(({ kind }) => kind)).toEqual(['message', 'card_action']);
});

test('acceptance 7: somebody who says more each second is answered within eight', async () => {
  const aggregation = { quietMs: 5_000, longestMs: 8_000, mostMessages: 50 };
  const { chat, agent, triggerId } = await world.room({ aggregation });
  let said = 0;
  while (said < 12 && agent.turns.length === 0) {
    said += 1;
    world.sandbox.say({ chat, text: `word ${said}` });
    await expect.poll(async () => agent.turns.length > 0 || (await gathered(triggerId)) >= said, patient).toBe(true);
    await world.time.move(1_000);
  }
  await expect.poll(() => botSaid(world.sandbox, chat), patient).not.toEqual([]);
  // Nine of them have moved time by as many seconds.
  expect(said).toBeLessThanOrEqual(9);
  expect(readText(agent.turns[0] ?? {}, 'text')).toContain('word 3');
});

test('what was edited while more was waited for is answered as it stands', async () => {
  const aggregation = { quietMs: 5_000, longestMs: 60_000, mostMessages: 50 };
  const { chat, agent, triggerId } = await world.room({ aggregation });
  const { messageId } = world.sandbox.say({ chat, text: 'the price of seven?' });
  await expect.poll(async () => await gathered(triggerId), patient).toBe(1);
  world.sandbox.people.edit(messageId, { text: 'the price of eight?' });
  await world.time.move(6_000);
  await expect.poll(() => agent.turns, patient).toMatchObject([{ text: 'the price of eight?' }]);
});

test('acceptance 9: a question that is taken back while it is worked on ends the work, and nobody answers', async () => {
  const ended = Promise.withResolvers<void>();
  const { chat, agent } = await world.room(
    {},
    { work: (_, response) => void response.on('close', () => ended.resolve()) },
  );
  const { messageId } = world.sandbox.say({ chat, text: 'How much does Ben earn?' });
  await expect.poll(() => agent.turns.length, patient).toBe(1);
  const reactions = (): number => world.sandbox.people.transcript(chat)[0]?.reactions.length ?? 0;
  await expect.poll(reactions, patient).toBe(1);
  world.sandbox.people.recall(messageId);
  await ended.promise;
  agent.work = (turn, response) => answerAtOnce(response, { text: `re: ${turn.text}` });
  world.sandbox.say({ chat, text: 'Hello' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toEqual(['re: Hello']);
  expect(JSON.stringify(agent.turns.at(-1))).not.toContain('earn');
});

test('acceptance 12: two bots that answer each other stop after ten turns, and go on when a person speaks', async () => {
  const ann = world.person(0);
  const { chat, agent, triggerId } = await world.room(
    { messages: { groupStrategy: 'mention' } },
    { people: [ann], bots: [world.sandbox.options.appId, otherBot.appId] },
  );
  const talk = (text: string): unknown =>
    world.sandbox.say({ chat, as: otherBot.appId, mention: [world.sandbox.options.appId], text });
  for (let said = 1; said <= 11; said += 1) {
    talk(`turn ${said}`);
    await expect.poll(async () => (await codesOf(world, triggerId)).length, patient).toBe(said);
    if (said <= 10) await expect.poll(() => agent.turns.length, patient).toBe(said);
  }
  expect((await codesOf(world, triggerId)).at(-1)).toBe('bot_loop');
  expect(agent.turns).toHaveLength(10);
  world.sandbox.say({ chat, as: ann, mention: ['bot'], text: 'go on' });
  await expect.poll(() => agent.turns.length, patient).toBe(11);
  talk('and more');
  await expect.poll(() => agent.turns.length, patient).toBe(12);
});

test('acceptance 15: group A has handler 1, group B handler 2, and /hr in direct chats handler 3, all with one app', async () => {
  const [one, two] = [await world.room(), await world.room()];
  const hr = await world.agent();
  await publishBot(world.service.parts, {
    integrationId: world.integrationId,
    url: hr.url,
    settings: { messages: { chatKinds: ['direct'], commands: ['/hr'] } },
  });
  world.sandbox.say({ chat: one.chat, text: 'in A' });
  world.sandbox.say({ chat: two.chat, text: 'in B' });
  world.sandbox.say({ text: '/hr leave' });
  world.sandbox.say({ text: 'something else' });
  await expect
    .poll(() => [one.agent, two.agent, hr].map(textsOf), patient)
    .toEqual([['in A'], ['in B'], ['/hr leave']]);
  await expect.poll(() => botSaid(world.sandbox), patient).toEqual(['re: /hr leave']);
});

test('complaint 3: people of one group do not share what they have said, and answers stand where the question does', async () => {
  const [ann, ben] = [world.person(0), world.person(1)];
  const { chat, agent } = await world.room({ session: { scope: 'chat_user' } }, { people: [ann, ben] });
  const said = world.sandbox.say({ chat, as: ann, text: 'I am Ann' });
  await expect.poll(() => agent.turns.length, patient).toBe(1);
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toHaveLength(1);
  world.sandbox.say({ chat, as: ben, text: 'Who am I?' });
  world.sandbox.say({ as: ann, chat, replyTo: said.messageId, inThread: true, text: 'and in a topic' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toHaveLength(3);
  expect(agent.turns.map(sessionOf)[0]).not.toBe(agent.turns.map(sessionOf)[1]);
  expect(JSON.stringify(agent.turns.find(({ text }) => text === 'Who am I?'))).not.toContain('I am Ann');
  const seen = world.sandbox.people.transcript(chat).map((one) => [one.card?.markdown ?? one.text, one.threadId]);
  const topic = seen.find(([text]) => text === 'and in a topic')?.[1];
  expect(topic).toBeDefined();
  expect(seen).toContainEqual(['re: and in a topic', topic]);
  expect(seen).toContainEqual(['re: Who am I?', undefined]);
});

test('complaint 4: who was answered in a thread need not mention the bot again there', async () => {
  const { chat, agent } = await world.room({ messages: { groupStrategy: 'thread' }, reply: { inThread: true } });
  world.sandbox.say({ chat, mention: ['bot'], text: 'begin' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toHaveLength(1);
  const thread = world.sandbox.people.transcript(chat).at(-1)?.threadId ?? '';
  world.sandbox.say({ thread, text: 'without a mention' });
  world.sandbox.say({ chat, text: 'not for the bot' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toHaveLength(2);
  world.sandbox.say({ thread, text: 'and again' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toHaveLength(3);
  expect(agent.turns).toHaveLength(3);
  expect(new Set(agent.turns.map(sessionOf)).size, 'one conversation').toBe(1);
});

test('complaint 7: posts, quotes, forwards and files come with what they say', async () => {
  const { chat, agent } = await world.room();
  const asked = async (count: number): Promise<JsonObject> => {
    await expect.poll(() => agent.turns.length, patient).toBe(count);
    return agent.turns.at(-1) ?? {};
  };
  const link = { tag: 'a', href: 'https://example.com/plan', text: 'the plan' };
  const code = { tag: 'code_block', language: 'PYTHON', text: 'print(1)' };
  world.sandbox.say({ chat, post: { title: 'Plan', content: [[{ tag: 'text', text: 'See ' }, link], [code]] } });
  const post = readText(await asked(1), 'text') ?? '';
  for (const part of ['Plan', '[the plan](https://example.com/plan)', 'print(1)']) expect(post).toContain(part);
  const { messageId } = world.sandbox.say({ chat, text: 'the old price is 7' });
  await asked(2);
  world.sandbox.say({ chat, replyTo: messageId, text: 'is it still?' });
  expect(await asked(3)).toMatchObject({ messages: [{ quoted: { id: messageId, text: 'the old price is 7' } }] });
  world.sandbox.say({ chat, forward: [messageId] });
  expect(JSON.stringify(await asked(4))).toContain('the old price is 7');
  world.sandbox.say({ chat, file: { name: 'plan.pdf', bytes: Buffer.from('%PDF-1.4') } });
  expect(await asked(5)).toMatchObject({
    messages: [{ attachments: [{ kind: 'file', name: 'plan.pdf', canDownload: true }] }],
  });
});

test('complaint 9: while the bot is busy it says how things stand, and stops when it is told to', async () => {
  const { chat, agent } = await world.room({}, { work: () => undefined });
  world.sandbox.say({ chat, text: 'a long work' });
  await expect.poll(() => agent.turns.length, patient).toBe(1);
  world.sandbox.say({ chat, text: 'and then this' });
  await expect.poll(() => world.sandbox.people.transcript(chat).length, patient).toBe(2);
  world.sandbox.say({ chat, text: '/status' });
  await expect.poll(() => botSaid(world.sandbox, chat).at(-1), patient).toMatch(/2 questions under way or waiting/);
  agent.work = (turn, response) => answerAtOnce(response, { text: `re: ${turn.text}` });
  world.sandbox.say({ chat, text: '/stop' });
  await expect.poll(() => botSaid(world.sandbox, chat).at(-1), patient).toBe('Stopped.');
  world.sandbox.say({ chat, text: 'are you there?' });
  await expect.poll(() => botSaid(world.sandbox, chat).at(-1), patient).toBe('re: are you there?');
  expect(botSaid(world.sandbox, chat)).toHaveLength(3);
  const signs = (): number => world.sandbox.people.transcript(chat).flatMap(({ reactions }) => reactions).length;
  await expect.poll(signs, patient).toBe(0);
});

test('complaint 10: a conversation that is over says so, and goes on with one tap; @all is for people', async () => {
  const { chat, agent, triggerId } = await world.room({ messages: { groupStrategy: 'mention' } });
  const ask = async (text: string, count: number): Promise<void> => {
    world.sandbox.say({ chat, mention: ['bot'], text });
    await expect.poll(() => agent.turns.length, patient).toBe(count);
    await expect.poll(() => botSaid(world.sandbox, chat).at(-1), patient).toContain(text);
  };
  await ask('one', 1);
  await world.time.move(61 * 60_000);
  await ask('two', 2);
  const notice = world.sandbox.people.transcript(chat).find(({ card }) => (card?.buttons.length ?? 0) > 0);
  expect(notice?.card?.markdown).toMatch(/new conversation/);
  await world.sandbox.people.press(notice?.messageId ?? '', { button: 0 });
  await expect.poll(() => botSaid(world.sandbox, chat).at(-1), patient).toMatch(/We go on/);
  await ask('three', 3);
  const [one, two, three] = agent.turns.map(sessionOf);
  expect([three === one, two === one]).toEqual([true, false]);
  world.sandbox.say({ chat, mention: ['all'], text: 'lunch?' });
  await expect.poll(async () => (await codesOf(world, triggerId)).at(-1), patient).toBe('all_mention');
  expect(agent.turns).toHaveLength(3);
});

test('what is said to everybody is answered where the trigger says so', async () => {
  const { chat, agent } = await world.room({ messages: { groupStrategy: 'mention', answersAll: true } });
  world.sandbox.say({ chat, mention: ['all'], text: 'lunch?' });
  await expect.poll(() => textsOf(agent).length, patient).toBe(1);
});

test('an answer that grows is stopped in the middle, and stays as far as it has come', async () => {
  const { chat } = await world.room(
    {},
    {
      work: (_, response) =>
        answerWith(
          response,
          (async function* () {
            yield { text: 'The beginning' };
            await new Promise(() => undefined);
          })(),
        ),
    },
  );
  world.sandbox.say({ chat, text: 'tell me' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toEqual([expect.stringContaining('The beginning')]);
  world.sandbox.say({ chat, text: 'stop' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toContain('Stopped.');
  const streams = (): boolean => world.sandbox.people.transcript(chat).some(({ card }) => card?.isStreaming === true);
  await expect.poll(streams, patient).toBe(false);
});
