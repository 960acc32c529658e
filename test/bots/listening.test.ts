import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../src/client/create-client.ts';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import { isObject, type JsonObject } from '../../src/util/json.ts';
import { apiToken } from '../support/api-token.ts';
import { beginLarkstream, type Running } from '../support/begin-larkstream.ts';
import { BotWorld } from '../support/bot-room.ts';
import { type Agent, answerAtOnce, answerWith, botSaid } from '../support/bot-service.ts';
import { startReceiving } from '../support/receiving.ts';

/** Turns are worked on in one process, listeners are connected to another one. */

const patient = { timeout: 60_000 };
let world: BotWorld;
let door: RunningService;
let token: string;
let local: Agent;

beforeAll(async () => {
  world = await BotWorld.start();
  door = await startReceiving(world.folder, world.url, world.time, ['api']);
  token = await apiToken(world.service.parts, 'operator');
  local = await world.agent();
  await world.connected();
}, 120_000);
afterAll(async () => {
  await door.close();
  await world[Symbol.asyncDispose]();
});

const env = (): NodeJS.ProcessEnv => ({ LARKSTREAM_SERVER: door.url, LARKSTREAM_TOKEN: token });

async function listening(triggerId: string, ...flags: readonly string[]): Promise<Running> {
  const running = beginLarkstream(['triggers', 'listen', triggerId, '--forward', local.url, ...flags], env());
  await running.next('listening');
  return running;
}

test('what a developer writes goes to the program on their machine, signed; what others write to the handler, and all of it when nobody listens any more', async () => {
  const { chat, agent, triggerId } = await world.room();
  const [ann, bob] = [world.person(1), world.person(2)];
  const file = join(world.folder.path, 'signing-key');
  const running = await listening(triggerId, '--from', ann, '--key-file', file);
  const genuine: boolean[] = [];
  local.work = async (turn, response, { headers }) => {
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${JSON.stringify(turn)}`;
    const key = Buffer.from(readFileSync(file, 'utf8').trim().slice('whsec_'.length), 'base64');
    const right = createHmac('sha256', key).update(signed).digest('base64');
    genuine.push(headers['webhook-signature'] === `v1,${right}`);
    await answerWith(response, [{ text: 'from my ' }, { text: `machine: ${turn.text}` }]);
  };
  world.sandbox.say({ chat, as: ann, text: 'one' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toEqual(['from my machine: one']);
  expect(await running.next('forwarded_turn')).toMatchObject({ type: 'message', status: 200, error: null });
  world.sandbox.say({ chat, as: bob, text: 'two' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toEqual(['from my machine: one', 're: two']);
  await running.end('SIGTERM');
  world.sandbox.say({ chat, as: ann, text: 'three' });
  await expect.poll(() => botSaid(world.sandbox, chat).at(-1), patient).toBe('re: three');
  expect(genuine).toEqual([true]);
  expect(agent.turns.map(({ text }) => text)).toEqual(['two', 'three']);
  const audit = await world.rows(`SELECT detail FROM larkstream.audit WHERE action = 'trigger.listen'`);
  expect(JSON.stringify(audit)).toContain(ann);
});

test('a developer whose program dies in the middle of an answer loses nothing: the handler answers, once', async () => {
  const { chat, agent, triggerId } = await world.room();
  const running = await listening(triggerId, '--all');
  const asked = Promise.withResolvers<void>();
  local.work = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: delta\ndata: {"text": "half of an an"}\n\n');
    asked.resolve();
  };
  world.sandbox.say({ chat, text: 'hello' });
  await asked.promise;
  running.kill();
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toEqual(['re: hello']);
  expect(agent.turns.map(({ text }) => text)).toEqual(['hello']);
});

test('a turn that was handed to a process that is gone goes to the handler when its lease is over', async () => {
  const { chat, triggerId } = await world.room();
  const { listeners } = world.service.parts.store;
  const by = { accountId: 'acc_1', by: 'Alice', from: undefined };
  await listeners.begin({ id: 'li_gone', triggerId, handlerId: undefined, ...by }, 15_000);
  world.sandbox.say({ chat, text: 'hello' });
  await expect.poll(() => listeners.relaysOf('li_gone'), patient).toHaveLength(1);
  expect(botSaid(world.sandbox, chat)).toEqual([]);
  await world.time.move(16_000);
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toEqual(['re: hello']);
});

test('a test conversation goes to whoever listens, also of a draft without a handler; nothing else does unless it is asked for', async () => {
  const { chat, triggerId } = await world.room();
  const client = createClient({ url: door.url ?? '', token });
  const { name, integrationId } = await client.call('GET /triggers/{id}', { params: { id: triggerId } });
  const body = { name: `${name} draft`, integrationId, settings: {} };
  const { id } = await client.call('POST /triggers', { body });
  local.work = (turn, response) => answerAtOnce(response, { text: `tried: ${turn.text}` });
  const [one, other] = [await listening(triggerId), await listening(id)];
  const said: JsonObject[] = [];
  for await (const { event, data } of client.stream('POST /triggers/{id}/test', {
    params: { id },
    body: { text: 'hi' },
  }))
    if (event === 'text' && isObject(data)) said.push(data);
  expect(said).toMatchObject([{ text: 'tried: hi' }]);
  world.sandbox.say({ chat, text: 'hello' });
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toEqual(['re: hello']);
  await Promise.all([one.end('SIGTERM'), other.end('SIGTERM')]);
});

test('an answer is taken from the account that listens only, and who may change no triggers may not listen', async () => {
  const { triggerId } = await world.room();
  const { parts } = world.service;
  const viewer = createClient({ url: door.url ?? '', token: await apiToken(parts, 'viewer') });
  const of = { params: { id: triggerId }, body: { all: true } };
  await expect(Array.fromAsync(viewer.stream('POST /triggers/{id}/listen', of))).rejects.toMatchObject({ status: 403 });
  const by = { accountId: 'acc_other', by: 'Alice', from: [] };
  await parts.store.listeners.begin({ id: 'li_other', triggerId, handlerId: undefined, ...by }, 15_000);
  const answer = { relayId: 'rl_1', seq: 1, events: [], isLast: true };
  const stranger = createClient({ url: door.url ?? '', token });
  await expect(
    stranger.call('POST /listeners/{id}/answers', { params: { id: 'li_other' }, body: answer }),
  ).rejects.toMatchObject({ status: 404 });
});
