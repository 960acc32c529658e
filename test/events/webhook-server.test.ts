import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConnectionLimiter } from '../../src/events/webhook/connection-limiter.ts';
import { startWebhookServer, type WebhookServer } from '../../src/events/webhook/webhook-server.ts';
import { type Clock, systemClock } from '../../src/model/clock.ts';
import type { RefusalReason } from '../../src/model/event-store.ts';
import { Secret } from '../../src/model/secret.ts';
import { encrypted, signature } from '../../src/sandbox/events/envelope.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { quiet, type TestInbox, testInbox } from '../support/event-fixtures.ts';
import { untilNone } from '../support/until-none.ts';

const verificationToken = 'v-token';
const encryptKey = 'e-key';
const appId = 'cli_a1b2c3d4e5f60718';

let inbox: TestInbox;
let server: WebhookServer;
let sandbox: Sandbox | undefined;
let refusals: RefusalReason[];

beforeEach(async () => {
  inbox = await testInbox();
  refusals = [];
  server = await start();
});

afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
  await server.close();
  await inbox[Symbol.asyncDispose]();
});

async function start(onCallback?: () => Promise<JsonObject>, clock: Clock = systemClock): Promise<WebhookServer> {
  const started = await startWebhookServer({
    host: '127.0.0.1',
    port: 0,
    clock,
    logger: quiet,
    limiter: new ConnectionLimiter({ connections: 100, connectionsPerAddress: 50, bytes: 16_000_000 }),
    isProxy: () => true,
  });
  const onRefused = (reason: RefusalReason) => void refusals.push(reason);
  for (const [id, key] of [
    ['main', encryptKey],
    ['open', undefined],
  ] as const) {
    const app = {
      appId,
      verificationToken: new Secret(verificationToken),
      encryptKey: key === undefined ? undefined : new Secret(key),
      takesOldCards: false,
    };
    started.addRoute({ id, app, inboxWriter: inbox.inboxWriter, onCallback, onRefused });
  }
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

/** What comes back over a connection of its own, to its end. */
function exchange(text: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
  });
}

function request(body: string, headers: Record<string, string> = {}, target = 'POST /api/lark/webhook/main'): string {
  const all = { host: 'x', 'content-length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

describe('every refused request gets the same bytes and stores nothing', () => {
  const refusal =
    'HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: 17\r\nconnection: close\r\n\r\n{"msg":"refused"}';
  const forged = () => encrypted(message('forged'), encryptKey);
  const signedAt = (ms: number, body = forged()) => request(body, signature(body, encryptKey, ms));
  const otherToken = () => encrypted(message('forged').replace(verificationToken, 'guess'), encryptKey);
  const otherApp = () => encrypted(message('forged').replace(appId, 'cli_other'), encryptKey);
  const challenge = (token: string) => JSON.stringify({ type: 'url_verification', challenge: 'c', token });
  const open = 'POST /api/lark/webhook/open';
  const cases: Readonly<Record<string, readonly [RefusalReason, () => string]>> = {
    unsigned: ['signature', () => request(forged())],
    'signed with another key': ['signature', () => request(forged(), signature(forged(), 'guess', Date.now()))],
    'in the clear': ['not_encrypted', () => request(message('forged'))],
    'no JSON': ['not_encrypted', () => request('{')],
    'no body': ['not_encrypted', () => request('')],
    old: ['timestamp', () => signedAt(Date.now() - 9 * 3_600_000)],
    'another token': ['token', () => signedAt(Date.now(), otherToken())],
    'another app': ['other_app', () => signedAt(Date.now(), otherApp())],
    'a guessed challenge': ['token', () => request(encrypted(challenge('guess'), encryptKey))],
    'a plain challenge': ['not_encrypted', () => request(challenge(verificationToken))],
    'an old card': ['old_card', () => request('{"action":{},"open_message_id":"om_1"}')],
    'a guessed token': ['token', () => request(message('forged').replace(verificationToken, 'guess'), {}, open)],
    'encrypted, without a key': ['key_missing', () => request(forged(), {}, open)],
    'no event': ['unreadable', () => request('{}', {}, open)],
    'another path': ['path', () => request(forged(), {}, 'POST /api/lark/webhook/nobody')],
    'no path': ['path', () => request('', {}, 'POST /')],
    'another method': ['method', () => request('', {}, 'GET /api/lark/webhook/main')],
    'large without a signature': ['too_large', () => request('A'.repeat(30_000))],
    'large with one': ['too_large', () => request('A', { 'content-length': '5000000', 'x-lark-signature': 'x' })],
    'no HTTP': ['unreadable', () => 'HELO there\r\n\r\n'],
    'no length': ['unreadable', () => request('x', { 'content-length': '-1' })],
    'headers without end': ['unreadable', () => request('', { junk: 'x'.repeat(20_000) })],
    'over HTTP/1.0': ['signature', () => request(forged()).replace('HTTP/1.1', 'HTTP/1.0')],
    'asking first': ['path', () => request('x', { expect: '100-continue' }, 'POST /')],
  };

  test.each(Object.entries(cases))('%s', async (_, [reason, make]) => {
    expect(await exchange(make())).toBe(refusal);
    expect([...new Set(refusals)]).toEqual([reason]);
    expect(await inbox.ids()).toEqual([]);
  });

  test('any change in the ciphertext of an event or an address check is refused', async () => {
    const at = Date.now();
    const event = forged();
    const check = encrypted(challenge(verificationToken), encryptKey);
    const changed = fc.record({
      isCheck: fc.boolean(),
      place: fc.nat(),
      change: fc.integer({ min: 1, max: 255 }),
      isSigned: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(changed, async ({ isCheck, place, change, isSigned }) => {
        const bytes = Buffer.from(/"encrypt":"([^"]+)"/.exec(isCheck ? check : event)?.[1] ?? '', 'base64');
        // Not the first blocks of the check: they hold what stands before the challenge, and what is known anyway.
        const from = isCheck ? 32 : 0;
        const index = from + (place % (bytes.length - from));
        bytes[index] = (bytes[index] ?? 0) ^ change;
        const body = JSON.stringify({ encrypt: bytes.toString('base64') });
        const headers = signature(isCheck ? check : event, encryptKey, at);
        expect(await exchange(request(body, isSigned ? headers : {}))).toBe(refusal);
      }),
      { numRuns: 150 },
    );
  });

  test('requests behind a refused request are not answered', async () => {
    const body = forged();
    const good = request(body, signature(body, encryptKey, Date.now()));
    expect(await exchange(request('{}') + good.repeat(20))).toBe(refusal);
  });
});

test('a sender with `Expect: 100-continue` may continue, and its event is stored', async () => {
  const body = encrypted(message('asked'), encryptKey);
  const headers = { ...signature(body, encryptKey, Date.now()), expect: '100-continue', connection: 'close' };
  expect(await exchange(request(body, headers))).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/);
  expect(await inbox.ids()).toEqual(['asked']);
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
  expect([401, 'cut']).toContain(outcome);
  expect(await inbox.ids()).toEqual([]);
});

test('a body that drips in is not waited for, nor who says nothing', async () => {
  const { port } = new URL(server.url);
  const silence = exchange('');
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
  expect(text).toContain('{"msg":"refused"}');
  expect(await silence).toBe('');
  expect([...new Set(refusals)]).toEqual(['too_slow']);
  expect(await inbox.ids()).toEqual([]);
});

test('connections of one address are bounded, those of a proxy are not; who has waited longest gives way', async () => {
  const limiter = new ConnectionLimiter({ connections: 100, connectionsPerAddress: 3, bytes: 1_000_000 });
  const around = { host: '127.0.0.1', port: 0, clock: systemClock, logger: quiet, limiter };
  for (const isProxy of [false, true]) {
    const bounded = await startWebhookServer({ ...around, isProxy: () => isProxy });
    const open = new Set<number>();
    const sockets = Array.from({ length: 6 }, (_, at) =>
      connect(Number(new URL(bounded.url).port), '127.0.0.1', () => open.add(at))
        .on('error', () => {})
        .on('close', () => open.delete(at)),
    );
    await expect.poll(() => limiter.connections).toBe(isProxy ? 6 : 3);
    await expect.poll(() => open.size).toBe(isProxy ? 6 : 3);
    for (const socket of sockets) socket.destroy();
    await bounded.close();
  }
});

test('an event that no store can keep is acknowledged once, kept as a dead letter, and holds up no other', async () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const odd: Readonly<Record<string, string>> = {
    deep: message('deep').replace('"event":{}', `"event":${nested(100_000)}`),
    wide: message('wide').replace('"event":{}', `"event":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    'no envelope': JSON.stringify({ schema: '2.0' }),
    'no JSON': 'hello',
  };
  for (const text of Object.values(odd)) {
    const body = encrypted(text, encryptKey);
    for (let times = 0; times < 2; times++)
      expect(await post(address(), body, signature(body, encryptKey, Date.now()))).toMatchObject({ status: 200 });
  }
  const dead = await inbox.store.list({ state: 'dead', limit: 100 });
  expect(dead).toHaveLength(Object.keys(odd).length);
  for (const { lastError } of dead) expect(lastError).toMatch(/nested deeper|not an event/);
  // Everything about it can be written and read again.
  expect(JSON.stringify(dead).length).toBeGreaterThan(100);
});

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
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => void waits.push(ms);
  server = await start(() => new Promise(() => {}), { ...systemClock, sleep });
  expect(await post(address('open'), message('c2', 'card.action.trigger'))).toEqual({ status: 200, json: {} });
  // The platform waits for three seconds.
  expect(waits).toEqual([expect.toSatisfy((ms: number) => ms < 3_000)]);
});

test('ten thousand events in a burst all land, once each', async () => {
  sandbox = await startSandbox({
    users: 10,
    limits: 'off',
    appId,
    eventOptions: { speed: 30, repeatsOneIn: 50 },
    events: { mode: 'webhook', url: address(), verificationToken, encryptKey },
  });
  for (let at = 0; at < 10_000; at++)
    sandbox.events.publish(sandbox.tenantKey, {
      type: 'im.chat.updated_v1',
      schema: '2.0',
      body: { chat_id: `oc_${at}` },
    });
  const queue = sandbox.events.deliveryQueue(appId);
  await untilNone(() => queue.pendingCount);
  expect(queue.deliveries.filter(({ isGivenUp }) => isGivenUp)).toEqual([]);
  const ids = await inbox.ids();
  expect(ids.toSorted()).toEqual(queue.deliveries.map(({ id }) => id).toSorted());
});
