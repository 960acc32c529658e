import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { LongConnection, type LongConnectionOptions } from '../../src/events/long-connection/long-connection.ts';
import type { LongConnectionState } from '../../src/events/long-connection/long-connection-state.ts';
import { Secret } from '../../src/model/secret.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { quiet, type TestInbox, testInbox } from '../support/event-fixtures.ts';
import { fastClock } from '../support/fast-clock.ts';

const event = { type: 'im.chat.updated_v1', schema: '2.0', body: { chat_id: 'oc_1' } } as const;
const speed = 60;

let inbox: TestInbox;
let sandbox: Sandbox;
let receivers: LongConnection[];

beforeEach(async () => {
  inbox = await testInbox();
  receivers = [];
});

afterEach(async () => {
  for (const receiver of receivers) await receiver.disconnect();
  await sandbox.close();
  await inbox[Symbol.asyncDispose]();
});

async function startUpstream(settings: SandboxOptions = {}): Promise<void> {
  const events = { mode: 'long_connection' } as const;
  sandbox = await startSandbox({
    users: 10,
    limits: 'off',
    events,
    eventOptions: { speed: 30, deadlineMs: 500 },
    ...settings,
  });
}

interface Watched {
  readonly receiver: LongConnection;
  readonly states: string[];
}

function receive(changes: Partial<LongConnectionOptions> = {}): Watched {
  const states: string[] = [];
  const onChange = ({ state }: LongConnectionState): void => {
    if (states.at(-1) !== state) states.push(state);
  };
  const { appId, appSecret } = sandbox.options;
  const receiver = new LongConnection({
    environment: {},
    origin: sandbox.url,
    appId,
    appSecret: new Secret(appSecret),
    inboxWriter: inbox.inboxWriter,
    clock: fastClock(speed),
    random: () => 0,
    logger: quiet,
    onChange,
    ...changes,
  });
  receivers.push(receiver);
  receiver.start();
  return { receiver, states };
}

const connected = async ({ receiver }: Watched): Promise<void> => {
  await expect.poll(() => receiver.state.state).toBe('connected');
};
const tell = (body: Record<string, string> = {}): void =>
  sandbox.events.publish(sandbox.tenantKey, { ...event, body: { ...event.body, ...body } });
const deliveries = () => sandbox.events.deliveryQueue(sandbox.options.appId).deliveries;
const allAcknowledged = async (): Promise<void> => {
  await expect.poll(() => deliveries().every(({ acknowledgedMs }) => acknowledgedMs !== null)).toBe(true);
};

describe('events', () => {
  test('events that come with the handshake are stored and acknowledged at the first attempt', async () => {
    await startUpstream({ eventOptions: { retrySeconds: [3_600], deadlineMs: 10_000 } });
    for (let at = 0; at < 200; at++) tell();
    await expect.poll(() => deliveries().every(({ lastError }) => lastError === 'app not online')).toBe(true);
    sandbox.events.hub.faults.greetsWithEvents = true;
    await connected(receive());
    await allAcknowledged();
    expect((await inbox.ids()).toSorted()).toEqual(
      deliveries()
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  test('events in pieces, in any order, cut within characters, are put together', async () => {
    await startUpstream();
    Object.assign(sandbox.events.hub.faults, { fragmentBytes: 7, shufflesFragments: true });
    await connected(receive());
    tell({ name: '研发一部 🚀' });
    await allAcknowledged();
    expect((await inbox.store.list({ limit: 1 }))[0]?.body).toEqual({ chat_id: 'oc_1', name: '研发一部 🚀' });
  });

  test('events that come again after their acknowledgement are stored once', async () => {
    await startUpstream({ eventOptions: { repeatsOneIn: 1, deadlineMs: 500 } });
    await connected(receive());
    for (let at = 0; at < 20; at++) tell();
    await allAcknowledged();
    tell({ last: 'one' });
    await allAcknowledged();
    expect(await inbox.ids()).toHaveLength(21);
  });

  test('events that cannot be stored are not acknowledged, and come again', async () => {
    await startUpstream();
    let broken = true;
    const accept: TestInbox['store']['accept'] = async (events) => {
      if (broken) throw new Error('disk full');
      return await inbox.store.accept(events);
    };
    const { InboxWriter } = await import('../../src/events/inbox-writer.ts');
    await connected(receive({ inboxWriter: new InboxWriter({ inbox: { accept } }) }));
    tell();
    await expect.poll(() => deliveries()[0]?.lastError).toBe('code 500');
    broken = false;
    await allAcknowledged();
    expect(deliveries()[0]?.attempts).toBe(2);
    expect(await inbox.ids()).toHaveLength(1);
  });

  test('unknown events are stored and acknowledged like all others', async () => {
    await startUpstream();
    await connected(receive());
    sandbox.events.publish(sandbox.tenantKey, { type: 'unheard.of_v9', schema: '2.0', body: {} });
    await allAcknowledged();
    expect(await inbox.store.stats()).toMatchObject({ types: [{ type: 'unheard.of_v9', pending: 1 }] });
  });

  test('two processes with one inbox share events, and none is lost when one of them ends', async () => {
    await startUpstream();
    const [one, two] = [receive(), receive()];
    await Promise.all([one, two].map(connected));
    for (let at = 0; at < 100; at++) tell();
    await one.receiver.disconnect();
    for (let at = 0; at < 100; at++) tell();
    await allAcknowledged();
    expect(sandbox.events.hub.connections(sandbox.options.appId)).toBe(1);
    expect((await inbox.ids()).toSorted()).toEqual(
      deliveries()
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  test('callbacks of cards are answered over the connection', async () => {
    await startUpstream();
    await connected(receive({ onCallback: async () => ({ toast: { type: 'success', content: '已同意' } }) }));
    sandbox.events.publish(sandbox.tenantKey, { type: 'card.action.trigger', schema: '2.0', body: {} });
    await allAcknowledged();
    const [answer] = [...sandbox.events.hub.callbackAnswers.values()];
    expect(JSON.parse(answer ?? '{}')).toEqual({ toast: { type: 'success', content: '已同意' } });
  });
});

describe('the connection', () => {
  test('the long connection opens again after it broke, and reports this', async () => {
    await startUpstream();
    const watched = receive();
    await connected(watched);
    sandbox.events.hub.drop(sandbox.options.appId, 1006);
    await expect.poll(() => watched.receiver.state.reconnects).toBe(1);
    await connected(watched);
    expect(watched.states).toEqual(['connecting', 'connected', 'reconnecting', 'connected']);
    tell();
    await allAcknowledged();
  });

  test('a silent long connection is noticed and opened anew', async () => {
    await startUpstream();
    const watched = receive();
    await connected(watched);
    sandbox.events.hub.faults.isDeaf = true;
    await expect
      .poll(() => watched.receiver.state.lastError, { timeout: 60_000 })
      .toContain('has sent nothing for too long');
    sandbox.events.hub.faults.isDeaf = false;
    await connected(watched);
  });

  test('the long connection is pinged at the interval of the server, also after it changes', async () => {
    await startUpstream();
    sandbox.events.hub.config = { ...sandbox.events.hub.config, PingInterval: 3_600 };
    const watched = receive();
    await connected(watched);
    const first = await firstPong(watched);
    sandbox.events.hub.config = { ...sandbox.events.hub.config, PingInterval: 6 };
    watched.receiver.refresh();
    await expect.poll(() => watched.receiver.state.lastPongAt ?? 0).toBeGreaterThan(first);
    const told = watched.receiver.state.lastPongAt ?? 0;
    // At the interval from before, it would come after an hour of this clock: a minute here.
    await expect.poll(() => watched.receiver.state.lastPongAt ?? 0).toBeGreaterThan(told);
  });

  test('a server that accepts and closes is not stormed with connections', async () => {
    await startUpstream();
    sandbox.events.hub.config = { ...sandbox.events.hub.config, ReconnectNonce: 0, ReconnectInterval: 0 };
    sandbox.events.hub.faults.closesAtOnce = true;
    const watched = receive({ clock: fastClock(1) });
    await expect.poll(() => watched.receiver.state.failures).toBe(2);
    expect(sandbox.events.hub.accepted).toBe(2);
    expect((watched.receiver.state.nextRetryAt ?? 0) - Date.now()).toBeGreaterThan(300);
  });

  test('the long connection closes in order: arrived events are acknowledged, later ones go to another connection', async () => {
    await startUpstream();
    const watched = receive();
    await connected(watched);
    for (let at = 0; at < 50; at++) tell();
    await watched.receiver.disconnect({ en: 'stopped by hand', zh: '手动停止' });
    expect(watched.receiver.state).toMatchObject({
      state: 'stopped',
      lastError: 'stopped by hand',
      zh: { lastError: '手动停止' },
    });
    await expect.poll(() => sandbox.events.hub.connections(sandbox.options.appId)).toBe(0);
    await watched.receiver.reconnect();
    await connected(watched);
    await allAcknowledged();
    expect(await inbox.ids()).toHaveLength(50);
  });

  test('a changed configuration closes the old connection before it opens the new one', async () => {
    await startUpstream();
    const watched = receive();
    await connected(watched);
    await watched.receiver.reconnect();
    await connected(watched);
    await expect.poll(() => sandbox.events.hub.connections(sandbox.options.appId)).toBe(1);
  });
});

async function firstPong({ receiver }: Watched): Promise<number> {
  await expect.poll(() => receiver.state.lastPongAt).not.toBeNull();
  return receiver.state.lastPongAt ?? 0;
}

describe('refusals of the endpoint', () => {
  const final = { 403: 'forbids', 514: 'credentials', 1000040345: 'published', 1000040350: 'number of connections' };

  test.each(Object.entries(final))('code %s needs a person, and is looked at again seldom', async (code, text) => {
    await startUpstream();
    sandbox.events.hub.faults.endpointCode = Number(code);
    const { receiver } = receive({ clock: fastClock(1) });
    await expect.poll(() => receiver.state.state).toBe('failed');
    expect(receiver.state.lastError).toContain(text);
    sandbox.events.hub.faults.endpointCode = null;
    await receiver.reconnect();
    await expect.poll(() => receiver.state.state).toBe('connected');
  });

  test('the wrong region is named as such', async () => {
    await startUpstream();
    sandbox.events.hub.faults.endpointCode = 1000040351;
    const { receiver } = receive();
    await expect.poll(() => receiver.state.lastError).toContain('belongs to another region');
  });

  test.each([1, 1000040343])('code %s passes', async (code) => {
    await startUpstream();
    sandbox.events.hub.faults.endpointCode = code;
    const watched = receive();
    await expect.poll(() => watched.receiver.state.failures).toBeGreaterThan(1);
    await expect.poll(() => watched.receiver.state.state).toBe('reconnecting');
    sandbox.events.hub.faults.endpointCode = null;
    await connected(watched);
  });

  test('a wrong secret never appears in a message', async () => {
    await startUpstream();
    const { receiver } = receive({ appSecret: new Secret('not-the-secret') });
    await expect.poll(() => receiver.state.state).toBe('failed');
    expect(JSON.stringify(receiver.state)).not.toContain('not-the-secret');
  });

  test('HTTP 500, and a handshake that is refused', async () => {
    await startUpstream();
    sandbox.events.hub.faults.endpointStatus = 500;
    const logged: string[] = [];
    const log = (message: string, details?: unknown): void => void logged.push(`${message} ${JSON.stringify(details)}`);
    const watched = receive({ logger: { debug: log, info: log, warn: log } });
    await expect.poll(() => watched.receiver.state.lastError).toContain('HTTP 500');
    sandbox.events.hub.faults.endpointStatus = null;
    sandbox.events.hub.faults.handshake = { status: '514' };
    await expect.poll(() => watched.receiver.state.lastError).toContain('handshake');
    expect(logged.join('\n')).not.toMatch(/access_key|ticket|secret/i);
    expect(logged.join('\n')).toContain('handshake');
    sandbox.events.hub.faults.handshake = null;
    await connected(watched);
    sandbox.events.hub.faults.handshake = { status: '514', autherrcode: '1000040350' };
    await watched.receiver.reconnect();
    await expect.poll(() => watched.receiver.state.lastError).toContain('number of connections');
  });
});

test('answers that break the official SDK are lived with: no data, no configuration', async () => {
  await startUpstream();
  const sockets = new WebSocketServer({ noServer: true });
  const answers = [
    '{"code":0}',
    '{"code":0,"data":null}',
    '<html>',
    '{"code":0,"data":{"URL":"SELF/ws?service_id=7"}}',
  ];
  const odd = createServer((_request, response) => {
    const { port } = odd.address() as AddressInfo;
    const text = answers.length > 1 ? answers.shift() : answers[0];
    response.end(text?.replace('SELF', `ws://127.0.0.1:${port}`));
  });
  odd.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => {}));
  await new Promise<void>((resolve) => {
    odd.listen(0, '127.0.0.1', resolve);
  });
  const watched = receive({ origin: `http://127.0.0.1:${(odd.address() as AddressInfo).port}`, clock: fastClock(200) });
  await connected(watched);
  for (const client of sockets.clients) {
    client.send('text');
    client.send(Buffer.from('ffffff', 'hex'));
  }
  await watched.receiver.disconnect();
  expect(answers).toHaveLength(1);
  odd.closeAllConnections();
  odd.close();
});
