import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWebhookServer, type WebhookServer } from '../../src/events/webhook/server.ts';
import { systemClock } from '../../src/model/clock.ts';
import { encrypted, signature } from '../../src/sandbox/events/envelope.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { quiet, type TestInbox, testInbox } from '../support/event-fixtures.ts';

const verificationToken = 'v-token';
const encryptKey = 'e-key';
const appId = 'cli_a1b2c3d4e5f60718';

let inbox: TestInbox;
let server: WebhookServer;
let sandbox: Sandbox | undefined;

beforeEach(async () => {
  inbox = await testInbox();
  server = await start();
});

afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
  await server.close();
  await inbox[Symbol.asyncDispose]();
});

async function start(onCallback?: () => Promise<JsonObject>): Promise<WebhookServer> {
  const started = await startWebhookServer({ host: '127.0.0.1', port: 0, clock: systemClock, logger: quiet });
  for (const [id, key] of [
    ['main', encryptKey],
    ['open', undefined],
  ] as const)
    started.open({ integration: { id, appId, verificationToken, encryptKey: key }, intake: inbox.intake, onCallback });
  return started;
}

const address = (id = 'main'): string => `${server.url}/api/lark/webhook/${id}`;

async function post(url: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: 'POST', body, headers });
  return { status: response.status, json: await response.json() };
}

function message(id: string, type = 'im.chat.updated_v1'): string {
  const header = { event_id: id, event_type: type, create_time: '1', token: verificationToken, app_id: appId };
  return JSON.stringify({ schema: '2.0', header: { ...header, tenant_key: 't' }, event: {} });
}

test('an encrypted, signed event is stored once, however often it comes', async () => {
  const body = encrypted(message('e1'), encryptKey);
  for (let times = 0; times < 3; times++)
    expect(await post(address(), body, signature(body, encryptKey, Date.now()))).toMatchObject({ status: 200 });
  expect(await inbox.ids()).toEqual(['e1']);
});

test('the console is answered, also behind a query', async () => {
  const body = encrypted(
    JSON.stringify({ type: 'url_verification', challenge: 'c', token: verificationToken }),
    encryptKey,
  );
  expect(await post(`${address()}?from=console`, body)).toEqual({ status: 200, json: { challenge: 'c' } });
});

test('what is refused leaves nothing behind, and says why', async () => {
  const body = encrypted(message('forged'), encryptKey);
  const refusals = [
    await post(address(), body),
    await post(address(), body, signature(body, 'guess', Date.now())),
    await post(address(), body.slice(0, -9), signature(body, encryptKey, Date.now())),
    await post(address('open'), message('forged').replace(verificationToken, 'guess')),
    await post(address('nobody'), body),
    await post(address(), `{"encrypt":"${'A'.repeat(30_000)}"}`),
    await post(address(), 'A'.repeat(5_000_000), { 'x-lark-signature': 'x' }),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([401, 401, 400, 401, 404, 413, 413]);
  expect(refusals.every(({ json }) => JSON.stringify(json).includes('msg'))).toBe(true);
  expect((await fetch(address())).status).toBe(405);
  expect(await inbox.ids()).toEqual([]);
});

test('a body without a length is cut off when it grows too large', async () => {
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(Buffer.alloc(64 * 1024, 32)),
  });
  const sent = fetch(address(), { method: 'POST', body: endless, duplex: 'half' } as RequestInit);
  const outcome = await sent.then(
    ({ status }) => status,
    () => 'cut',
  );
  expect([413, 'cut']).toContain(outcome);
  expect(await inbox.ids()).toEqual([]);
});

test('a body that drips in is not waited for', async () => {
  const { port } = new URL(server.url);
  const began = performance.now();
  const text = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write('POST /api/lark/webhook/open HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{');
    });
    const drip = setInterval(() => socket.write(' '), 200);
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(drip);
      resolve(heard);
    });
  });
  expect(text).toContain('408');
  expect(performance.now() - began).toBeLessThan(8_000);
  expect(await inbox.ids()).toEqual([]);
}, 15_000);

test('an event that cannot be stored is not acknowledged', async () => {
  await inbox.store.close();
  const { status } = await post(address('open'), message('e1'));
  expect(status).toBe(503);
  inbox = await testInbox();
});

test('callbacks are answered with what the handler says; a slow one with nothing, in time', async () => {
  await server.close();
  server = await start(async () => ({ toast: { type: 'info', content: '好' } }));
  const card = message('c1', 'card.action.trigger');
  expect(await post(address('open'), card)).toEqual({ status: 200, json: { toast: { type: 'info', content: '好' } } });
  await server.close();
  server = await start(() => new Promise(() => {}));
  const began = performance.now();
  expect(await post(address('open'), message('c2', 'card.action.trigger'))).toEqual({ status: 200, json: {} });
  expect(performance.now() - began).toBeLessThan(3_000);
}, 10_000);

test('ten thousand events in a burst all land, once each', async () => {
  sandbox = await startSandbox({
    users: 10,
    limits: 'off',
    appId,
    eventSettings: { speed: 30, repeatsOneIn: 50 },
    events: { mode: 'webhook', url: address(), verificationToken, encryptKey },
  });
  for (let at = 0; at < 10_000; at++)
    sandbox.events.tell(sandbox.tenantKey, {
      type: 'im.chat.updated_v1',
      schema: '2.0',
      body: { chat_id: `oc_${at}` },
    });
  const courier = sandbox.events.courier(appId);
  await expect.poll(() => courier.underWay, { timeout: 60_000, interval: 100 }).toBe(0);
  expect(courier.deliveries.filter(({ isGivenUp }) => isGivenUp)).toEqual([]);
  const ids = await inbox.ids();
  expect(ids.toSorted()).toEqual(courier.deliveries.map(({ id }) => id).toSorted());
}, 70_000);
