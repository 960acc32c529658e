import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { readText } from '../../src/util/json.ts';
import { Agent, answerAtOnce, botSaid, connectBot, publishBot, startChats } from '../support/bot-service.ts';
import { MovedTime } from '../support/moved-time.ts';
import { PostgresServer } from '../support/postgres-server.ts';
import { startReceiving } from '../support/receiving.ts';
import { ServiceFolder } from '../support/serving.ts';

/** `BOT_CRASHES=50 npx vitest run test/crash/bots-postgres.test.ts` is a longer run. */
const blows = Number(process.env.BOT_CRASHES ?? 2);
const seed = Number(process.env.CRASH_SEED ?? 1);
const people = 8;

const folder = new ServiceFolder();
let server: PostgresServer;
let time: MovedTime;
let sandbox: Sandbox;
let agent: Agent;
let service: RunningService;
const chats: { readonly id: string; readonly as: string; readonly said: string[] }[] = [];

beforeAll(async () => {
  // What is put on the disk a moment later is put there as late as it may be: all that is not waited for is lost.
  server = await PostgresServer.start(['wal_writer_delay=10s', 'wal_writer_flush_after=100MB', 'wal_buffers=64MB']);
  const url = await server.newDatabase();
  time = await MovedTime.of(server, url);
  sandbox = await startChats({ users: people, now: time.now, arrivalNow: time.now });
  agent = await Agent.start((turn, response) =>
    answerAtOnce(response, { text: `re: ${readText(turn, 'text') ?? ''}` }),
  );
  service = await startReceiving(folder, url, time, ['receiver', 'worker']);
  const integrationId = await connectBot(service.parts, sandbox);
  await publishBot(service.parts, {
    ...{ integrationId, url: agent.url },
    settings: { messages: { chatKinds: ['direct'] }, session: { idleMs: 0 } },
  });
  for (let at = 0; at < people; at += 1) {
    const as = sandbox.tenant.directory.personAt(at).openId;
    chats.push({ id: sandbox.people.openChat({ as }), as, said: [] });
  }
}, 120_000);
afterAll(async () => {
  await service.close();
  await agent[Symbol.asyncDispose]();
  await sandbox.close();
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** Between 0 and 1, the same for the same number. */
function chance(number: number): number {
  const mixed = Math.imul(number * 7919 + seed * 104_729, 2_654_435_761) >>> 0;
  return mixed / 2 ** 32;
}

const sorted = (texts: readonly string[]): readonly string[] => texts.toSorted();

test(`the store's Postgres is killed at ${blows} random instants of a busy conversation: every message is answered once`, {
  timeout: 120_000 + blows * 60_000,
}, async () => {
  let number = 0;
  const speak = (): void => {
    for (const { id, as, said } of chats) {
      if (chance(++number) > 0.7) continue;
      said.push(`m${number}`);
      sandbox.say({ chat: id, as, text: `m${number}` });
    }
  };
  for (let blow = 0; blow < blows; blow += 1) {
    speak();
    await delay(chance(blow + 1_000) * 700);
    speak();
    await delay(chance(blow + 2_000) * 300);
    await server.kill();
    await delay(chance(blow + 3_000) * 1_000);
    await server.resume();
  }
  speak();
  const isAnswered = async (): Promise<boolean> => {
    // What was held while the store was away is free after a minute.
    await time.move(2_000);
    const { hub } = sandbox.events;
    // The platform tries a few times only: not while nobody is there to hear.
    if (hub.connections(sandbox.options.appId) > 0) sandbox.events.deliveryQueue(sandbox.options.appId).retryNow();
    return chats.every(({ id, said }) => said.every((text) => botSaid(sandbox, id).includes(`re: ${text}`)));
  };
  await expect.poll(isAnswered, { timeout: 100_000, interval: 200 }).toBe(true);
  const inTheStore = async (): Promise<number> => {
    const { items } = await service.parts.store.turns.page({ limit: 1_000 }, {});
    return items.filter(({ endedAt }) => endedAt === undefined).length;
  };
  await expect.poll(inTheStore, { timeout: 30_000 }).toBe(0);
  for (const { id, said } of chats)
    expect(sorted(botSaid(sandbox, id))).toEqual(sorted(said.map((text) => `re: ${text}`)));
});
