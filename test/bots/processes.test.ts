import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { sessionOf } from '../support/bot-room.ts';
import { Agent, answerAtOnce, botSaid, connectBot, publishBot, startChats } from '../support/bot-service.ts';
import { MovedTime } from '../support/moved-time.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { startReceiving } from '../support/receiving.ts';
import { ServiceFolder, Serving } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

/** Two processes that do everything, one of which is killed; time passes in their store only. */

const patient = { timeout: 60_000 };
const folder = new ServiceFolder();
let server: PostgresDatabases;
let url: string;
let time: MovedTime;
let sandbox: Sandbox;
let agent: Agent;
let person: RunningService;
const processes: Serving[] = [];

beforeAll(async () => {
  server = await sharedPostgres();
  url = await server.newDatabase();
  time = await MovedTime.of(server, url);
  sandbox = await startChats();
  agent = await Agent.start();
  person = await startReceiving(folder, url, undefined, []);
  const integrationId = await connectBot(person.parts, sandbox);
  await publishBot(person.parts, { integrationId, url: agent.url, settings: { session: { scope: 'chat' } } });
  processes.push(await begin(), await begin());
}, 120_000);
afterAll(async () => {
  for (const { running } of processes) running.kill();
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

/** Who holds what: its connection, or its right to send. */
const holders = async (): Promise<unknown[][]> =>
  await server.query(url, 'SELECT DISTINCT holder FROM larkstream.leases');

test('acceptance 2, complaint 8: of two processes one has the connection of the app; when it is killed, the other goes on within its lease, and nothing is lost or said twice', async () => {
  const { hub } = sandbox.events;
  const { appId } = sandbox.options;
  await expect.poll(() => hub.connections(appId), patient).toBe(1);
  sandbox.say({ text: 'one' });
  await expect.poll(() => botSaid(sandbox), patient).toEqual(['re: one']);
  const held = Promise.withResolvers<void>();
  agent.work = async (turn, response) => {
    if (agent.turns.length > 2) return answerAtOnce(response, { text: `re: ${turn.text}` });
    held.resolve();
  };
  sandbox.say({ text: 'two' });
  await held.promise;
  const before = await holders();
  const accepted = hub.accepted;
  const killed = processes.find(({ line }) => before.some(([holder]) => holder === line.member));
  expect(killed).toBeDefined();
  killed?.running.kill();
  sandbox.say({ text: 'three' });
  const [since, began] = [time.now(), Date.now()];
  for (let at = 0; at < 60 && hub.accepted === accepted; at += 1) {
    await time.move(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => hub.accepted, patient).toBe(accepted + 1);
  expect([since, began].every((at) => at > 0)).toBe(true);
  await time.move(40_000);
  await expect
    .poll(() => {
      sandbox.events.deliveryQueue(appId).retryNow();
      return botSaid(sandbox);
    }, patient)
    .toEqual(['re: one', 're: two', 're: three']);
  expect(hub.connections(appId)).toBe(1);
  expect(new Set(agent.turns.map(sessionOf)).size, 'one conversation').toBe(1);
});
