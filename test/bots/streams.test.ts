import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowOf, textAct } from '../../src/triggers/flow/rows-to-say.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { BotWorld } from '../support/bot-room.ts';
import { answerWith, botSaid } from '../support/bot-service.ts';

const patient = { timeout: 60_000 };
/** `npm run test:crash` asks for a thousand: they are sent one by one. */
const answers = Number(process.env.BOT_ANSWERS ?? 200);
let world: BotWorld;

beforeAll(async () => {
  world = await BotWorld.start({ limits: 'documented' });
  await world.connected();
}, 120_000);
afterAll(async () => await world[Symbol.asyncDispose]());

/** What an agent is given to say, one piece after another, until it is closed. */
class Script {
  readonly #waiting: JsonObject[] = [];
  #wake = Promise.withResolvers<void>();
  #isClosed = false;

  say(text: string): void {
    this.#waiting.push({ text });
    this.#wake.resolve();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JsonObject> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else if (this.#isClosed) return;
      else {
        await this.#wake.promise;
        this.#wake = Promise.withResolvers();
      }
    }
  }
}

test('acceptance 8: a stream of twelve minutes is complete at its end, and nothing goes on streaming', async () => {
  const script = new Script();
  const { chat } = await world.room({}, { work: (_, response) => answerWith(response, script) });
  world.sandbox.say({ chat, text: 'tell me everything' });
  const whole = (): string => botSaid(world.sandbox, chat).join(' ');
  const since = world.time.now();
  let said = 0;
  while (world.time.now() - since < 12 * 60_000) {
    said += 1;
    script.say(`step${said} `);
    await expect.poll(whole, patient).toContain(`step${said}`);
    await world.time.move(15_000);
  }
  script.say('The end.');
  script.close();
  await expect.poll(whole, patient).toContain('The end.');
  const cards = () => world.sandbox.people.transcript(chat).flatMap(({ card }) => card ?? []);
  await expect.poll(() => cards().some(({ isStreaming }) => isStreaming), patient).toBe(false);
  const words = whole().match(/step\d+/g) ?? [];
  expect(words).toEqual(Array.from({ length: said }, (_, at) => `step${at + 1}`));
  expect(cards().length, 'cards that follow each other').toBeGreaterThan(1);
});

test(`acceptance 11: ${answers} answers in one chat keep to its five a second, and to their order`, async () => {
  const count = answers;
  const texts = Array.from({ length: count }, (_, at) => `answer ${at}`);
  const { chat, triggerId } = await world.room();
  const { store, bodies } = world.service.parts;
  const now = await store.now();
  const of = { integrationId: world.integrationId, tenantKey: world.sandbox.tenantKey, lane: chat, now };
  const owner = { kind: 'trigger', id: triggerId } as const;
  const rows = texts.map((text, at) => {
    const act = textAct(text, { kind: 'chat', chatId: chat });
    return rowOf(bodies, { ...of, id: `thousand-${at}`, act, owner });
  });
  world.sandbox.resetStats();
  await store.outbox.add(await Promise.all(rows));
  const said = (): number => botSaid(world.sandbox, chat).length;
  const since = world.time.now();
  for (let before = said(); before < count; before = said()) {
    await world.time.move(1_000);
    await expect.poll(said, patient).toBeGreaterThanOrEqual(Math.min(count, before + 3));
  }
  expect(botSaid(world.sandbox, chat)).toEqual(texts);
  expect(world.sandbox.stats().endpoints['/open-apis/im/v1/messages']?.throttled ?? 0).toBe(0);
  expect(world.time.now() - since).toBeGreaterThanOrEqual((count / 5) * 1_000);
});

test('complaint 6: four tables, and a card that CardKit refuses to make, are answers all the same, complete and not streaming', async () => {
  const table = '| a | b |\n| --- | --- |\n| 1 | 2 |\n\n';
  const { chat, agent } = await world.room(
    {},
    { work: (_, response) => answerWith(response, [{ text: table.repeat(4) }, { text: 'Done.' }]) },
  );
  const cards = () => world.sandbox.people.transcript(chat).flatMap(({ card }) => card ?? []);
  world.sandbox.say({ chat, text: 'tables' });
  await expect.poll(() => botSaid(world.sandbox, chat).join(' '), patient).toContain('Done.');
  await expect.poll(() => cards().some(({ isStreaming }) => isStreaming), patient).toBe(false);
  world.sandbox.faults.add({ path: '/open-apis/cardkit/v1/cards', kind: 'code-in-400', code: 200_500 });
  const script = new Script();
  agent.work = (_, response) => answerWith(response, script);
  world.sandbox.say({ chat, text: 'without CardKit' });
  for (const word of ['one ', 'two ', 'three']) {
    script.say(word);
    await world.time.move(1_000);
  }
  script.close();
  await expect.poll(() => botSaid(world.sandbox, chat).at(-1), patient).toBe('one two three');
  world.sandbox.faults.clear();
});
