import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runningOn } from '../../src/embedded-postgres/postmaster.ts';
import { Agent, addTrigger, connectBot, saidIn, startBotService, startChats } from '../support/bot-service.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { ServiceFolder, Serving } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

/** How a service stops when something does not answer, or when it is asked twice. */

const patient = { timeout: 60_000 };
const messages = '/open-apis/im/v1/messages';
const folder = new ServiceFolder();
let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
});
afterAll(() => folder[Symbol.dispose]());

test('a stop does not wait for a platform that answers nothing, and what was to be said is said once by the next start', async () => {
  const url = await server.newDatabase();
  await using agent = await Agent.start();
  await using sandbox = await startChats();
  const service = await startBotService(folder, { store: url });
  const integrationId = await connectBot(service.parts, sandbox);
  await addTrigger(service.parts, { id: 'tr_1', integrationId, url: agent.url });
  await expect.poll(() => sandbox.events.hub.connections(sandbox.options.appId), patient).toBe(1);
  const calls = (): number => Object.values(sandbox.stats().endpoints).reduce((sum, one) => sum + one.calls, 0);
  for (const path of [messages, `${messages}/:message_id/reply`]) sandbox.faults.add({ path, kind: 'hang' });
  sandbox.say({ text: 'hello' });
  const saying = (): number => sandbox.stats().endpoints[`${messages}/:message_id/reply`]?.calls ?? 0;
  await expect.poll(saying, patient).toBe(1);
  sandbox.faults.add({ path: '*', kind: 'hang' });
  const asked = calls();
  // Of what is said in a group the service asks which group it is.
  sandbox.say({ text: 'and here?', chat: 'group', mention: ['bot'] });
  await expect.poll(calls, patient).toBeGreaterThan(asked);
  const before = performance.now();
  await service.close();
  expect(performance.now() - before).toBeLessThan(25_000);
  sandbox.faults.clear();
  const next = await startBotService(folder, { store: url });
  await expect.poll(() => saidIn(sandbox, 'group').length, { timeout: 120_000 }).toBe(2);
  await next.close();
  expect(saidIn(sandbox)).toEqual(['hello', 're: hello']);
  await server.dropDatabase(url);
});

test('a second signal ends it at once, and its Postgres with it; the next start finds all in order', async () => {
  const begin = (): Promise<Serving> => Serving.begin(['--data', folder.data, '--drain', '20'], folder.env);
  const data = join(folder.data, 'postgres/data');
  const service = await begin();
  expect(runningOn(data)).toBeDefined();
  const { pid, ended } = service.running;
  process.kill(pid, 'SIGTERM');
  // It goes on answering, for those who look whether it does.
  await expect.poll(async () => (await service.ask('/readyz')).status, patient).toBe(503);
  process.kill(pid, 'SIGTERM');
  expect(await ended).toBe(130);
  await expect.poll(() => runningOn(data), patient).toBeUndefined();
  const log = join(folder.data, 'postgres/postgres.log');
  expect(readFileSync(log, 'utf8')).not.toContain('not properly shut down');
  const next = await begin();
  expect(readFileSync(log, 'utf8')).not.toContain('not properly shut down');
  expect((await next.setUp('a password of the test')).status).toBe(200);
  // Two of one kind at once would be one.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.kill(next.running.pid, signal);
  expect(await next.running.ended).toBe(130);
});
