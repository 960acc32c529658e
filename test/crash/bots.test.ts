import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, parseJson, readNumber, readObject, readText } from '../../src/util/json.ts';
import {
  Agent,
  type AgentWork,
  answerAtOnce,
  answerWith,
  botSaid,
  connectBot,
  publishBot,
  startChats,
} from '../support/bot-service.ts';
import { MovedTime } from '../support/moved-time.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { startReceiving } from '../support/receiving.ts';
import { ServiceFolder, Serving } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

/** `BOT_CRASHES=200 npx vitest run test/crash/bots.test.ts` is the long run. */
const blows = Number(process.env.BOT_CRASHES ?? 3);
const seed = Number(process.env.CRASH_SEED ?? 1);
/** Direct chats and groups, one session each. */
const [people, groups] = [15, 5];
/** What a process held is free after this time. */
const leasesMs = 31_000;

const folder = new ServiceFolder();
let server: PostgresDatabases;
let url: string;
let time: MovedTime;
let sandbox: Sandbox;
let agent: Agent;
let person: RunningService;
let serving: Serving;
/** By chat, in their order. */
const said = new Map<string, string[]>();
const chats: { readonly id: string; readonly as: string; readonly isGroup: boolean }[] = [];

beforeAll(async () => {
  server = await sharedPostgres();
  url = await server.newDatabase();
  time = await MovedTime.of(server, url);
  sandbox = await startChats({ users: people + 1, now: time.now, arrivalNow: time.now });
  agent = await Agent.start(work);
  person = await startReceiving(folder, url, time, []);
  const integrationId = await connectBot(person.parts, sandbox);
  const of = { integrationId, url: agent.url };
  await publishBot(person.parts, { ...of, settings: { messages: { chatKinds: ['direct'] }, session: { idleMs: 0 } } });
  const gathers = { aggregation: { quietMs: 400, longestMs: 2_000 }, session: { idleMs: 0 } };
  const messages = { chatKinds: ['group'], groupStrategy: 'all' };
  await publishBot(person.parts, { ...of, settings: { ...gathers, messages } });
  const { directory } = sandbox.tenant;
  for (let at = 0; at < people; at += 1) {
    const as = directory.personAt(at).openId;
    chats.push({ id: sandbox.people.openChat({ as }), as, isGroup: false });
  }
  for (let at = 0; at < groups; at += 1) {
    const as = directory.personAt(at).openId;
    chats.push({ id: sandbox.people.addGroup({ name: `Group ${at}`, people: [as] }), as, isGroup: true });
  }
  serving = await begin();
}, 300_000);
afterAll(async () => {
  serving.running.kill();
  await person.close();
  await agent[Symbol.asyncDispose]();
  await sandbox.close();
  await server.dropDatabase(url);
  folder[Symbol.dispose]();
});

async function begin(): Promise<Serving> {
  const argv = ['--store', url, '--roles', 'receiver,worker', '--allow-base-url', '--allow-private-hosts'];
  return await Serving.begin(argv, folder.env);
}

/** Between 0 and 1, the same for the same number. */
function chance(number: number): number {
  const mixed = Math.imul(number * 7919 + seed * 104_729, 2_654_435_761) >>> 0;
  return mixed / 2 ** 32;
}

/** Answers at once, by a stream, or only when it is asked again: the text says it. */
const work: AgentWork = async (turn, response) => {
  const text = readText(turn, 'text') ?? '';
  if (text.includes('fail') && (readNumber(turn, 'attempt') ?? 1) < 2) return void response.writeHead(503).end();
  if (!text.includes('stream')) return answerAtOnce(response, { text: `re: ${text}` });
  const pieces = `re: ${text}`.match(/.{1,4}/gs) ?? [];
  await answerWith(
    response,
    (async function* () {
      for (const piece of pieces) {
        yield { text: piece };
        await delay(40);
      }
    })(),
  );
};

function speak(at: number, number: number): void {
  const chat = chats[at % chats.length];
  if (chat === undefined) return;
  const kind = ['plain', 'stream', 'fail', 'fail stream'][Math.floor(chance(number) * 4)];
  const text = `m${number} ${kind}`;
  said.set(chat.id, [...(said.get(chat.id) ?? []), text]);
  sandbox.say({ chat: chat.id, as: chat.as, text });
}

/** What came to the service, by chat, in the order in which it came: what the platform repeats comes later than what it was said before. */
async function order(): Promise<ReadonlyMap<string, readonly string[]>> {
  const sql = "SELECT chat_id, body FROM larkstream.events WHERE type = 'im.message.receive_v1' ORDER BY seq";
  const events = (await server.query(url, sql)).map(([chat, body]) => {
    const message = readObject(asObject(body), 'message');
    return {
      chat: String(chat),
      id: readText(message, 'message_id'),
      text: asObject(readText(message, 'content')).text,
    };
  });
  // Of what came twice, the first counts.
  const first = events.filter(({ id }, at) => events.findIndex((other) => other.id === id) === at);
  const byChat = Map.groupBy(first, ({ chat }) => chat);
  return new Map([...byChat].map(([chat, of]) => [chat, of.map(({ text }) => String(text))]));
}

function asObject(text: unknown): JsonObject {
  const found = typeof text === 'string' ? parseJson(text) : text;
  return isObject(found) ? found : {};
}

/** What was answered in a chat, in its order; of what was gathered each line. */
function answered(chat: string): readonly string[] {
  return botSaid(sandbox, chat).flatMap((text) => {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => line.replace(/^re: /, ''));
  });
}

test(`a process is killed at ${blows} random instants of a busy conversation: every message is answered once, in the order of its chat`, {
  timeout: 180_000 + blows * 60_000,
}, async () => {
  let number = 0;
  for (let blow = 0; blow < blows; blow += 1) {
    for (let at = 0; at < chats.length; at += 1) if (chance(blow * 100 + at) < 0.6) speak(at, ++number);
    await delay(chance(blow + 5_000) * 1_500);
    serving.running.kill();
    await serving.running.ended;
    await time.move(leasesMs);
    serving = await begin();
  }
  speak(0, ++number);
  const missing = (): number =>
    [...said].flatMap(([chat, texts]) => {
      const there = new Set(answered(chat));
      return texts.filter((text) => !there.has(text));
    }).length;
  const until = Date.now() + 150_000;
  while (missing() > 0 && Date.now() < until) {
    const { hub } = sandbox.events;
    // The platform tries a few times only: not while nobody is there to hear.
    if (hub.connections(sandbox.options.appId) > 0) sandbox.events.deliveryQueue(sandbox.options.appId).retryNow();
    await time.move(2_000);
    await delay(100);
  }
  const came = await order();
  for (const [chat, texts] of said) {
    expect(came.get(chat)?.toSorted(), 'all came').toEqual(texts.toSorted());
    expect(answered(chat), chat).toEqual(came.get(chat));
  }
  const streams = (): boolean =>
    chats.some(({ id }) => sandbox.people.transcript(id).some(({ card }) => card?.isStreaming === true));
  await expect.poll(streams, { timeout: 30_000 }).toBe(false);
});
