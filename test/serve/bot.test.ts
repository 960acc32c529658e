import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { Agent, addTrigger, connectBot, saidIn, startBotService, startChats } from '../support/bot-service.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const patient = { timeout: 30_000 };
const folder = new ServiceFolder();
let server: PostgresDatabases;
let url: string;
let sandbox: Sandbox;
let service: RunningService;
let agent: Agent;
let integrationId: string;

beforeAll(async () => {
  server = await sharedPostgres();
  url = await server.newDatabase();
  sandbox = await startChats();
  agent = await Agent.start();
  service = await startBotService(folder, { store: url });
  integrationId = await connectBot(service.parts, sandbox);
  await addTrigger(service.parts, { id: 'tr_1', integrationId, url: agent.url });
}, 120_000);

afterAll(async () => {
  await service.close();
  await agent[Symbol.asyncDispose]();
  await sandbox.close();
  await server.dropDatabase(url);
});

test('what a person says to the bot is answered', async () => {
  await expect.poll(() => sandbox.events.hub.connections(sandbox.options.appId), patient).toBe(1);
  sandbox.say({ text: 'hello' });
  await expect.poll(() => saidIn(sandbox), patient).toEqual(['hello', 're: hello']);
});
