import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHandler } from '../../src/control/handlers/create-handler.ts';
import { changeMode } from '../../src/control/integrations/change-mode.ts';
import { setIntegrationSecrets } from '../../src/control/integrations/set-integration-secrets.ts';
import { checkTrigger } from '../../src/control/triggers/check-trigger.ts';
import { createTrigger } from '../../src/control/triggers/create-trigger.ts';
import { publishTrigger } from '../../src/control/triggers/publish-trigger.ts';
import { Secret } from '../../src/model/secret.ts';
import { BotWorld } from '../support/bot-room.ts';
import { botSaid } from '../support/bot-service.ts';
import { alice } from '../support/receiving.ts';

const patient = { timeout: 30_000 };
const { signal } = new AbortController();
let world: BotWorld;

beforeAll(async () => {
  world = await BotWorld.start();
  await world.connected();
}, 120_000);
afterAll(async () => await world[Symbol.asyncDispose]());

/** A draft that hears all of a group. */
async function draftFor(chat: string): Promise<{ readonly id: string; readonly version: number }> {
  const { parts } = world.service;
  const settings = { url: 'http://127.0.0.1:9/' };
  const { handler } = await createHandler(parts, alice, { name: `for ${chat}`, kind: 'http', settings, secrets: {} });
  const messages = { groupStrategy: 'all', chatKinds: ['group'], chats: { allow: [chat], deny: [] } };
  const given = { name: `for ${chat}`, integrationId: world.integrationId, isShadow: false };
  return await createTrigger(parts, alice, { ...given, settings: { messages, handlerId: handler.id } });
}

test('acceptance 10: a scope that is missing is named, with the page where it is granted', async () => {
  const { parts } = world.service;
  const { appId, grantedScopes } = world.sandbox.options;
  world.sandbox.setGrantedScopes(grantedScopes.filter((scope) => !scope.startsWith('im:message.group_msg')));
  const draft = await draftFor(world.sandbox.people.addGroup({ name: 'Room' }));
  const report = await checkTrigger(parts, draft.id, signal);
  expect(report.isOk).toBe(false);
  expect(report.lines.filter(({ outcome }) => outcome === 'failed')).toEqual([
    expect.objectContaining({
      name: 'scopes.im:message.group_msg',
      message: {
        en: expect.stringContaining('im:message.group_msg'),
        zh: expect.stringContaining('im:message.group_msg'),
      },
      url: expect.stringContaining(`/app/${appId}/auth?q=im:message.group_msg`),
    }),
  ]);
  const publishing = publishTrigger(parts, alice, draft, signal);
  await expect(publishing).rejects.toMatchObject({ code: 'api.check.failed', message: /im:message\.group_msg/ });
  world.sandbox.setGrantedScopes(grantedScopes);
  await expect(publishTrigger(parts, alice, draft, signal)).resolves.toMatchObject({ report: { isOk: true } });
});

test('complaint 5: what else is missing is found before anybody waits in vain: the event, the bot in the group, how events come', async () => {
  const { parts } = world.service;
  const { appId } = world.sandbox.options;
  const chat = world.sandbox.people.addGroup({ name: 'Without the bot', bots: [] });
  const draft = await draftFor(chat);
  world.sandbox.events.configure(appId, { types: ['approval_instance'] });
  const failed = (await checkTrigger(parts, draft.id, signal)).lines.filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(({ name }) => name)).toEqual(['events.im.message.receive_v1', 'chats']);
  for (const { cure } of failed) expect(cure).toEqual({ en: expect.any(String), zh: expect.any(String) });
  world.sandbox.events.configure(appId, { types: ['*'] });
  world.sandbox.people.addBot(chat);
  expect(await checkTrigger(parts, draft.id, signal)).toMatchObject({ isOk: true });
});

test('acceptance 13, complaint 2: a connection whose pongs do not come is made anew within two intervals and ten seconds', async () => {
  const { hub } = world.sandbox.events;
  const { appId } = world.sandbox.options;
  await expect.poll(() => hub.connections(appId), patient).toBe(1);
  const { chat } = await world.room();
  const before = hub.accepted;
  hub.faults.dropPongs = true;
  hub.faults.isDeaf = true;
  let left = 2 * hub.config.PingInterval * 1_000 + 10_000;
  await expect
    .poll(async () => {
      if (hub.accepted === before && left > 0) await world.time.move(5_000);
      left -= 5_000;
      return hub.accepted;
    }, patient)
    .toBeGreaterThan(before);
  hub.faults.dropPongs = false;
  hub.faults.isDeaf = false;
  await world.connected();
  world.sandbox.say({ chat, text: 'can you hear me?' });
  await expect
    .poll(() => {
      world.sandbox.events.deliveryQueue(appId).retryNow();
      return botSaid(world.sandbox, chat);
    }, patient)
    .toEqual(['re: can you hear me?']);
});

test('acceptance 14: while the way of events is switched, to the webhook and back, nothing is lost or answered twice', async () => {
  const { parts, url } = world.service;
  const { events, options } = world.sandbox;
  const { chat } = await world.room({ reply: { progressReaction: '' } });
  const said: string[] = [];
  const stop = new AbortController();
  const talking = (async () => {
    while (!stop.signal.aborted && said.length < 500) {
      const text = `message ${said.length}`;
      said.push(text);
      world.sandbox.say({ chat, text });
      await expect.poll(() => botSaid(world.sandbox, chat).length, patient).toBeGreaterThan(said.length - 5);
    }
  })();
  const find = async () => await parts.store.integrations.find(world.integrationId);
  const secrets = { verification_token: new Secret('token-1'), encrypt_key: new Secret('key-1') };
  const version = async (): Promise<number> => (await find())?.version ?? 0;
  const { id } = { id: world.integrationId };
  await setIntegrationSecrets(parts, alice, { id, version: await version(), secrets, overlapMinutes: 5 });
  const enough = async (): Promise<void> => {
    const from = said.length;
    await expect
      .poll(() => {
        events.deliveryQueue(options.appId).retryNow();
        return said.length;
      }, patient)
      .toBeGreaterThan(from + 5);
  };
  await enough();
  await changeMode(parts, alice, { id, version: await version(), mode: 'webhook' });
  await enough();
  const address = `${url}/api/lark/webhook/${id}`;
  events.configure(options.appId, { mode: 'webhook', url: address, encryptKey: 'key-1', verificationToken: 'token-1' });
  await enough();
  await changeMode(parts, alice, { id, version: await version(), mode: 'long_connection' });
  await enough();
  await expect.poll(() => events.hub.connections(options.appId), patient).toBe(1);
  events.configure(options.appId, { mode: 'long_connection' });
  await enough();
  stop.abort();
  await talking;
  await expect.poll(() => botSaid(world.sandbox, chat), patient).toEqual(said.map((text) => `re: ${text}`));
});
