import { expect, test } from 'vitest';
import { changeMode } from '../../src/control/integrations/change-mode.ts';
import { receiverStatus } from '../../src/control/integrations/receiver-status.ts';
import { systemClock } from '../../src/model/clock.ts';
import { Secret } from '../../src/model/secret.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { addIntegration, alice, push, startReceiving } from '../support/receiving.ts';
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

test('the webhook stays open when the mode changes to the long connection, until the first event has come by it', async () => {
  using folder = new ServiceFolder();
  const server = await sharedPostgres();
  const url = await server.newDatabase();
  const sandbox = await startSandbox({ users: 3, limits: 'off', events: { mode: 'long_connection' } });
  const service = await startReceiving(folder, url);
  try {
    const { appId, appSecret, tenantKey } = { ...sandbox.options, tenantKey: sandbox.tenantKey };
    const secrets = {
      app_secret: new Secret(appSecret),
      verification_token: new Secret('token-1'),
      encrypt_key: new Secret('key-1'),
    };
    const { id, version } = await addIntegration(service, { appId, baseUrl: sandbox.url, secrets });
    const pushed = () => push(service, id, { appId });
    await expect.poll(pushed, patient).toBe(200);
    await changeMode(service.parts, alice, { id, version, mode: 'long_connection' });
    await expect.poll(() => sandbox.events.hub.connections(appId), patient).toBe(1);
    const standing = async () => {
      const one = await service.parts.store.integrations.find(id);
      if (one === undefined) throw new Error('The integration is gone');
      return await receiverStatus(service.parts, one);
    };
    await expect
      .poll(async () => (await standing()).ways.map(({ mode, state }) => [mode, state]), patient)
      .toEqual([
        ['long_connection', 'connected'],
        ['webhook', 'listening'],
      ]);
    expect(await pushed()).toBe(200);
    sandbox.events.publish(tenantKey, { type: 'im.chat.updated_v1', schema: '2.0', body: {} });
    await expect.poll(pushed, patient).toBe(401);
    const settled = await service.parts.store.integrations.find(id);
    expect([settled?.mode, settled?.modeBefore]).toEqual(['long_connection', undefined]);
    await expect
      .poll(async () => (await standing()).ways.map(({ mode }) => mode), patient)
      .toEqual(['long_connection']);
  } finally {
    await service.close();
    await sandbox.close();
    await server.dropDatabase(url);
  }
});
