import { expect, test } from 'vitest';
import { systemClock } from '../../src/model/clock.ts';
import { Secret } from '../../src/model/secret.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { addIntegration, push, startReceiving } from '../support/receiving.ts';
import { ServiceFolder, Serving } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const patient = { timeout: 30_000 };
const takeoverMs = 15_000;

test('of several processes one holds the connection of an app; when it is killed, another has it within fifteen seconds', async () => {
  using folder = new ServiceFolder();
  const server = await sharedPostgres();
  const url = await server.newDatabase();
  const sandbox = await startSandbox({ users: 3, limits: 'off', events: { mode: 'long_connection' } });
  const { appId, appSecret } = sandbox.options;
  const holderOfIt = async (): Promise<unknown> =>
    (await server.query(url, 'SELECT holder FROM larkstream.leases'))[0]?.[0];
  const person = await startReceiving(folder, url, systemClock, []);
  const first = await Serving.begin(
    ['--store', url, '--roles', 'receiver', '--allow-base-url', '--allow-private-hosts'],
    folder.env,
  );
  try {
    const secrets = { app_secret: new Secret(appSecret) };
    await addIntegration(person, { appId, baseUrl: sandbox.url, mode: 'long_connection', secrets });
    await expect.poll(() => sandbox.events.hub.connections(appId), patient).toBe(1);
    const killed = await holderOfIt();
    const second = await startReceiving(folder, url);
    try {
      // When this one is open, the second process has looked at all of them.
      const { id } = await addIntegration(person);
      await expect.poll(() => push(second, id), patient).toBe(200);
      expect([await holderOfIt(), sandbox.events.hub.accepted]).toEqual([killed, 1]);
      first.running.kill();
      const killedAt = Date.now();
      await expect.poll(() => sandbox.events.hub.accepted, patient).toBe(2);
      expect(Date.now() - killedAt).toBeLessThan(takeoverMs);
      expect(await holderOfIt()).toBe(second.memberId);
    } finally {
      await second.close();
    }
    // Who stops gives it back.
    expect(await holderOfIt()).toBeUndefined();
  } finally {
    first.running.kill();
    await person.close();
    await sandbox.close();
    await server.dropDatabase(url);
  }
});
