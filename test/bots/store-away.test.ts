import { afterAll, beforeAll, expect, test } from 'vitest';
import { BotWorld } from '../support/bot-room.ts';
import { answerAtOnce, answerWith, botSaid } from '../support/bot-service.ts';
import { Wire } from '../support/cut-wire.ts';

const patient = { timeout: 60_000 };
let world: BotWorld;
let wire: Wire;

beforeAll(async () => {
  world = await BotWorld.start(
    {},
    {
      storeOf: async (url) => {
        const address = new URL(url);
        wire = await Wire.to(address.hostname, Number(address.port));
        address.port = String(wire.port);
        return address.href;
      },
    },
  );
  await world.connected();
}, 120_000);
afterAll(async () => {
  await wire.join().catch(() => undefined);
  await world[Symbol.asyncDispose]();
  await wire[Symbol.asyncDispose]();
});

test('Postgres is away for a minute, while one answer is worked on and another grows: nothing is lost, and nothing said twice', async () => {
  const { chat: plain, agent: working } = await world.room();
  const { chat: grown, agent: growing } = await world.room();
  const { chat: later } = await world.room();
  const asked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const away = Promise.withResolvers<void>();
  working.work = async (turn, response) => {
    asked[0]?.resolve();
    await away.promise;
    answerAtOnce(response, { text: `re: ${turn.text}` });
  };
  growing.work = async (turn, response) => {
    await answerWith(
      response,
      (async function* () {
        yield { text: 'It begins, ' };
        asked[1]?.resolve();
        await away.promise;
        yield { text: `and ends: ${turn.text}` };
      })(),
    );
  };
  world.sandbox.say({ chat: plain, text: 'one' });
  world.sandbox.say({ chat: grown, text: 'two' });
  await Promise.all(asked.map(({ promise }) => promise));
  await expect.poll(() => botSaid(world.sandbox, grown), patient).toEqual([expect.stringContaining('It begins')]);
  await wire.cut();
  world.sandbox.say({ chat: later, text: 'three' });
  for (let seconds = 0; seconds < 60; seconds += 5) {
    await world.time.move(5_000);
    if (seconds === 30) away.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await wire.join();
  const said = (): unknown[] => [plain, grown, later].map((chat) => botSaid(world.sandbox, chat));
  const until = Date.now() + patient.timeout;
  while (said().flat().length < 3 && Date.now() < until) {
    world.sandbox.events.deliveryQueue(world.sandbox.options.appId).retryNow();
    await world.time.move(5_000);
    await expect.poll(async () => (await world.rows('SELECT 1')).length).toBe(1);
  }
  await expect.poll(said, patient).toEqual([['re: one'], ['It begins, and ends: two'], ['re: three']]);
});
