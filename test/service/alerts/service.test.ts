import { expect, test } from 'vitest';
import { createChannel } from '../../../src/control/alert-channels/create-channel.ts';
import { createIntegration } from '../../../src/control/integrations/create-integration.ts';
import { Secret } from '../../../src/model/secret.ts';
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { alice, ShiftedClock, startReceiving } from '../../support/receiving.ts';
import { addPipeline } from '../../support/service-runs.ts';
import { ServiceFolder } from '../../support/serving.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

const patience = { timeout: 60_000 };

test('a service tells by mail and in a chat what its rules find, after a restart what could not be told before, and each once', async () => {
  const server = await sharedPostgres();
  const store = await server.newDatabase();
  using folder = new ServiceFolder();
  await using smtp = await startMailServer();
  await using sandbox = await startSandbox({ users: 20, limits: 'off' });
  sandbox.setGrantedScopes(['im:message:send_as_bot']);
  const { chats } = sandbox.tenant;
  smtp.isRefusing = true;
  const shared = { language: 'zh', kinds: [], quietHours: undefined } as const;

  const first = await startReceiving(folder, store, undefined, ['scheduler']);
  const { id: integrationId } = await createIntegration(first.parts, alice, {
    name: 'Acme',
    region: 'feishu',
    baseUrl: sandbox.url,
    kind: 'custom_app',
    appId: sandbox.options.appId,
    mode: 'none',
    settings: {},
    secrets: { app_secret: new Secret(sandbox.options.appSecret) },
  });
  const settings = { integrationId, chatId: chats.chatId };
  await createChannel(first.parts, alice, { ...shared, name: 'Chat', kind: 'lark', settings, secrets: {} });
  const mail = { host: '127.0.0.1', port: smtp.port, security: 'none', from: 'a@example.com', to: ['b@example.com'] };
  await createChannel(first.parts, alice, { ...shared, name: 'Mail', kind: 'mail', settings: mail, secrets: {} });
  await addPipeline(first.parts.store, 'pl_late', { name: 'Orders', schedule: { kind: 'every', minutes: 10 } });
  await first.close();

  // It looks when it starts.
  const second = await startReceiving(folder, store, undefined, ['scheduler']);
  await expect.poll(() => chats.messages.length, patience).toBe(1);
  await expect.poll(async () => (await second.parts.store.figures()).alertSends.failing, patience).toBe(1);
  await second.close();
  smtp.isRefusing = false;

  // Later than the pause after a first failure.
  const clock = new ShiftedClock();
  clock.shiftMs = 60_000;
  const third = await startReceiving(folder, store, clock, ['scheduler']);
  await expect.poll(() => smtp.mails.length, patience).toBe(1);
  await expect
    .poll(async () => (await third.parts.store.figures()).alertSends, patience)
    .toEqual({
      waiting: 0,
      failing: 0,
      givenUp: 0,
    });
  await third.close();
  expect(chats.messages).toHaveLength(1);
  expect(chats.messages[0]?.content).toContain('数据未按承诺更新：Orders');
  expect(smtp.mails).toHaveLength(1);
  await server.dropDatabase(store);
}, 180_000);
