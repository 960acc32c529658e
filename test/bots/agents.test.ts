import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHandler } from '../../src/control/handlers/create-handler.ts';
import { testHandler } from '../../src/control/handlers/test-handler.ts';
import { createTrigger } from '../../src/control/triggers/create-trigger.ts';
import { publishTrigger } from '../../src/control/triggers/publish-trigger.ts';
import { connectAgent, createAgent, startService } from '../../src/public/agents.ts';
import { type JsonObject, readObject } from '../../src/util/json.ts';
import { apiToken } from '../support/api-token.ts';
import { BotWorld } from '../support/bot-room.ts';
import { answerAtOnce, botSaid, publishBot } from '../support/bot-service.ts';
import { alice } from '../support/receiving.ts';

/** Functions of a program that has connected, and of one that runs the service itself; ids of people that a handler tells. */

const patient = { timeout: 60_000 };
let world: BotWorld;
let token: string;

beforeAll(async () => {
  world = await BotWorld.start();
  token = await apiToken(world.service.parts, 'operator');
  await world.connected();
}, 120_000);
afterAll(async () => await world[Symbol.asyncDispose]());

/** A group that functions answer. */
async function functionRoom(name: string): Promise<{ readonly chat: string; readonly handlerId: string }> {
  const { parts } = world.service;
  const { handler } = await createHandler(parts, alice, { name, kind: 'function', settings: { name }, secrets: {} });
  const chat = world.sandbox.people.addGroup({ name: 'Room' });
  const messages = { chatKinds: ['group'], groupStrategy: 'all', chats: { allow: [chat], deny: [] } };
  const settings = { handlerId: handler.id, messages };
  const { integrationId } = world;
  const made = await createTrigger(parts, alice, { name, integrationId, isShadow: false, settings });
  await publishTrigger(parts, alice, { id: made.id, version: made.version }, new AbortController().signal);
  return { chat, handlerId: handler.id };
}

const agentOf = (suffix = '') => {
  const agent = createAgent();
  agent.onMessage(/order (\d+)/, async ({ matches, message, write }) => {
    await write(`Order ${matches?.[1]} `);
    await write(`for ${message.sender.openId}${suffix}`);
  });
  agent.onMessage(async ({ say, session }) => await say(`Hello in ${session?.chatId}`));
  return agent;
};

test('what is said while no program is connected waits, the test of the handler says so, and the program that connects answers', async () => {
  const { chat, handlerId } = await functionRoom('shop');
  const { parts, url = '' } = world.service;
  const { lines } = await testHandler(parts, alice, handlerId, new AbortController().signal);
  expect(lines).toMatchObject([{ outcome: 'failed', code: 'handler.away' }]);
  world.sandbox.say({ chat, as: world.person(1), text: 'order 7' });
  const waits = async () => await world.rows(`SELECT state, failures FROM larkstream.turns WHERE state = 'retrying'`);
  await expect.poll(waits, patient).toEqual([['retrying', 0]]);
  const stop = new AbortController();
  const connected = Promise.withResolvers<void>();
  const options = { url, token, handler: 'shop', signal: stop.signal, onConnected: connected.resolve };
  const ended = connectAgent(agentOf(), options);
  await connected.promise;
  await world.time.move(10_000);
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toEqual([`Order 7 for ${world.person(1)}`]);
  world.sandbox.say({ chat, text: 'hi' });
  await expect.poll(() => botSaid(world.sandbox, chat).at(-1), patient).toBe(`Hello in ${chat}`);
  expect(await testHandler(parts, alice, handlerId, new AbortController().signal)).toMatchObject({ isOk: true });
  stop.abort();
  await ended;
});

test('a handler that is not there, or is none of functions, is refused', async () => {
  const { url = '' } = world.service;
  await expect(connectAgent(agentOf(), { url, token, handler: 'nobody' })).rejects.toMatchObject({
    code: 'api.call.invalid',
  });
});

test('a handler is asked once for its own id of a person, signed; when it fails, messages go on without or wait, as its settings say', async () => {
  const ids: JsonObject[] = [];
  let fails = 0;
  const directory = await world.agent((asked, response, { headers }) => {
    ids.push({ ...readObject(asked, 'user'), signed: typeof headers['webhook-signature'] === 'string' });
    if (fails > 0) {
      fails -= 1;
      response.writeHead(503).end();
    } else answerAtOnce(response, { userId: `emp-${ids.length}` });
  });
  const asked = async (provisionFailure: string, chat: string) => {
    const agent = await world.agent();
    const messages = { chatKinds: ['group'], groupStrategy: 'all', chats: { allow: [chat], deny: [] } };
    const handlerSettings = { provisionUrl: directory.url, provisionFailure };
    const made = { integrationId: world.integrationId, url: agent.url, settings: { messages }, handlerSettings };
    await publishBot(world.service.parts, made);
    return agent;
  };
  const [one, other] = [
    world.sandbox.people.addGroup({ name: 'One' }),
    world.sandbox.people.addGroup({ name: 'Other' }),
  ];
  const [lenient, strict] = [await asked('go_on', one), await asked('refuse', other)];
  const idsOf = ({ turns }: typeof lenient) => turns.map((turn) => readObject(turn, 'user').handlerUserId);
  const [ann, bob, cy] = [world.person(0), world.person(1), world.person(2)];
  world.sandbox.say({ chat: one, as: ann, text: 'a' });
  await expect.poll(() => idsOf(lenient), patient).toEqual(['emp-1']);
  world.sandbox.say({ chat: one, as: ann, text: 'b' });
  await expect.poll(() => idsOf(lenient), patient).toEqual(['emp-1', 'emp-1']);
  expect(ids).toMatchObject([{ openId: ann, signed: true }]);
  fails = 3;
  world.sandbox.say({ chat: one, as: bob, text: 'c' });
  await world.time.move(5_000);
  await expect.poll(() => idsOf(lenient).at(-1), patient).toBe(null);
  fails = 3;
  world.sandbox.say({ chat: other, as: cy, text: 'd' });
  await expect.poll(() => fails, patient).toBe(0);
  expect(strict.turns).toEqual([]);
  await world.time.move(10_000);
  await expect.poll(() => idsOf(strict), patient).toEqual([expect.stringMatching(/^emp-\d+$/)]);
});

test('a service within a program is answered by the functions that it was given', async () => {
  const { chat } = await functionRoom('embedded');
  await world.down();
  const service = await startService({
    functions: { embedded: agentOf(' by ourselves') },
    store: world.store,
    environment: world.folder.env,
    allowPrivateHosts: true,
  });
  world.sandbox.say({ chat, as: world.person(1), text: 'order 8' });
  await expect
    .poll(() => botSaid(world.sandbox, chat), patient)
    .toEqual([`Order 8 for ${world.person(1)} by ourselves`]);
  await service.close();
  await world.serve();
});
