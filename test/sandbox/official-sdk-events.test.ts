import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adaptDefault, type Domain, EventDispatcher, LoggerLevel, WSClient } from '@larksuiteoapi/node-sdk';
import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

/** The official SDK for Node, unmodified, gets the sandbox's events both ways. */

const verificationToken = 'v-token';
const encryptKey = 'e-key';
const messageEvent = {
  type: 'im.message.receive_v1',
  schema: '2.0',
  body: { sender: { sender_type: 'user' }, message: { message_id: 'om_1', content: '{"text":"你好"}' } },
} as const;

let sandbox: Sandbox;
const closings: (() => void)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0)) close();
  await sandbox.close();
});

interface Gathered {
  readonly dispatcher: EventDispatcher;
  next(): Promise<Record<string, unknown>>;
}

function gather(): Gathered {
  const events: Record<string, unknown>[] = [];
  let wake = (): void => {};
  const take = (data: Record<string, unknown>): void => {
    events.push(data);
    wake();
  };
  const dispatcher = new EventDispatcher({ verificationToken, encryptKey, loggerLevel: LoggerLevel.fatal }).register({
    'im.message.receive_v1': take,
    approval_instance: take,
    'drive.file.bitable_record_changed_v1': take,
  });
  const next = async (): Promise<Record<string, unknown>> => {
    while (events.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return events.shift() ?? {};
  };
  return { dispatcher, next };
}

test('the dispatcher of the official SDK takes encrypted, signed events by webhook', async () => {
  const { dispatcher, next } = gather();
  const server = createServer(adaptDefault('/events', dispatcher, { autoChallenge: true }));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  sandbox = await startSandbox({
    limits: 'off',
    users: 20,
    events: { mode: 'webhook', url, verificationToken, encryptKey },
  });
  sandbox.events.publish(sandbox.tenantKey, messageEvent);
  expect(await next()).toMatchObject({ message: { message_id: 'om_1' }, tenant_key: sandbox.tenantKey });
  const { approvals } = sandbox.tenant;
  const [code = ''] = approvals.approvalCodes;
  sandbox.events.subscribe(sandbox.options.appId, sandbox.tenantKey, { kind: 'approval', id: code });
  const instance = approvals.createInstance(code);
  expect(await next()).toMatchObject({ instance_code: instance, status: 'PENDING' });
});

async function connect(dispatcher: EventDispatcher): Promise<WSClient> {
  const { appId, appSecret } = sandbox.options;
  const ready = new Promise<WSClient>((resolve, reject) => {
    const client = new WSClient({
      appId,
      appSecret,
      domain: sandbox.url as unknown as Domain,
      loggerLevel: LoggerLevel.fatal,
      onReady: () => resolve(client),
      onError: reject,
    });
    closings.push(() => client.close({ force: true }));
    void client.start({ eventDispatcher: dispatcher });
  });
  return await ready;
}

test('the long-connection client of the official SDK takes events, whole and in pieces, and acknowledges them', async () => {
  const { dispatcher, next } = gather();
  sandbox = await startSandbox({ limits: 'off', users: 20, events: { mode: 'long_connection' } });
  await connect(dispatcher);
  const { appTokens } = sandbox.tenant.tables;
  const [token = ''] = appTokens;
  sandbox.events.subscribe(sandbox.options.appId, sandbox.tenantKey, { kind: 'file', id: token });
  const [table = ''] = sandbox.tenant.tables.tableIds(token);
  const record = sandbox.tenant.tables.addRecord(token, table);
  expect(await next()).toMatchObject({ file_token: token, table_id: table, action_list: [{ record_id: record }] });
  sandbox.events.hub.faults.fragmentBytes = 40;
  sandbox.events.hub.faults.shufflesFragments = true;
  sandbox.events.publish(sandbox.tenantKey, messageEvent);
  expect(await next()).toMatchObject({ message: { content: '{"text":"你好"}' } });
  const { deliveries } = sandbox.events.deliveryQueue(sandbox.options.appId);
  await expect.poll(() => deliveries.map(({ acknowledgedMs }) => acknowledgedMs !== null)).toEqual([true, true]);
});

test('the official SDK loses a frame that comes with the handshake, and only the repetition brings it', async () => {
  const { dispatcher, next } = gather();
  sandbox = await startSandbox({
    limits: 'off',
    users: 20,
    events: { mode: 'long_connection' },
    eventOptions: { retrySeconds: [15, 15, 15, 15, 15, 15], speed: 20, deadlineMs: 300 },
  });
  sandbox.events.hub.faults.greetsWithEvents = true;
  sandbox.events.publish(sandbox.tenantKey, messageEvent);
  const [delivery] = sandbox.events.deliveryQueue(sandbox.options.appId).deliveries;
  await expect.poll(() => delivery?.lastError).toBe('app not online');
  await connect(dispatcher);
  expect(await next()).toMatchObject({ message: { message_id: 'om_1' } });
  expect(delivery?.attempts).toBeGreaterThanOrEqual(3);
});
