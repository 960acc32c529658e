import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { listenOn } from '../../src/events/listen.ts';
import { decodeFrame, encodeFrame, frameMethods, headerOf } from '../../src/events/long-connection/frame.ts';
import { forgetPeak, type Listener, megabytes, startListener } from '../support/listen-process.ts';

const appId = 'cli_a1b2c3d4e5f60718';
/** Above what the process needs by itself; the loads are of hundreds. */
const maxMegabytes = 200;
const folder = mkdtempSync(join(tmpdir(), 'larkstream-peer-'));
let server: Server;
let sockets: WebSocketServer;
let listener: Listener;
let calmMegabytes: number;
let serial = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = `${address.replace('http', 'ws')}/ws?device_id=1&service_id=1`;
    const rules = { ReconnectCount: -1, ReconnectInterval: 1, ReconnectNonce: 0, PingInterval: 120 };
    const isEndpoint = request.url === '/callback/ws/endpoint';
    response.end(JSON.stringify({ code: 0, data: isEndpoint ? { URL: url, ClientConfig: rules } : {} }));
  });
  sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.setMaxListeners(0).on('error', () => {}));
  const address = await listenOn(server, { host: '127.0.0.1', port: 0 }, 'test');
  listener = await startListener({ folder, openFiles: 4_096, baseUrl: address, appId, events: {} });
  for (let times = 0; times < 20; times++) await tellGenuine();
  calmMegabytes = megabytes(listener.pid, 'VmRSS');
});
afterAll(async () => {
  await listener.end();
  sockets.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function connection(): Promise<WebSocket> {
  for (;;) {
    const open = [...sockets.clients].find((socket) => socket.readyState === socket.OPEN);
    if (open !== undefined) return open;
    await once(sockets, 'connection');
  }
}

type Headers = readonly (readonly [string, string])[];

function frame(headers: Headers, payload: Uint8Array): Uint8Array {
  return encodeFrame({ seqId: 1n, logId: 1n, service: 1, method: frameMethods.data, headers, payload, logIdNew: '' });
}

function eventFrame(id: string, padding: number): Uint8Array {
  const header = { event_id: id, event_type: 'im.chat.updated_v1', create_time: '1', app_id: appId, tenant_key: 't' };
  const payload = { schema: '2.0', header, event: { padding: 'x'.repeat(padding) } };
  const headers: Headers = [
    ['type', 'event'],
    ['message_id', id],
  ];
  return frame(headers, Buffer.from(JSON.stringify(payload)));
}

/** Tells an event, over whichever connection there is by then, and waits for its acknowledgement. */
async function tellGenuine(): Promise<void> {
  const id = `genuine-${serial++}`;
  for (;;) {
    const socket = await connection();
    const acknowledged = new Promise<boolean>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const answer = decodeFrame(new Uint8Array(data));
        if (answer !== undefined && headerOf(answer, 'message_id') === id) resolve(true);
      });
      socket.once('close', () => resolve(false));
    });
    socket.send(eventFrame(id, 10));
    if (await acknowledged) return;
  }
}

async function sendMany(count: number, make: (at: number) => Uint8Array): Promise<void> {
  const socket = await connection();
  for (let at = 0; at < count && socket.readyState === socket.OPEN; at++) {
    await new Promise<void>((resolve) => {
      socket.send(make(at), () => resolve());
    });
  }
}

const piece = (id: string, sum: number, seq: number, payload: Uint8Array): Uint8Array => {
  const headers: Headers = [
    ['message_id', id],
    ['sum', String(sum)],
    ['seq', String(seq)],
  ];
  return frame(headers, payload);
};
const [byte, kilobytes] = [Buffer.alloc(1), Buffer.alloc(60_000)];
/** Field 99, which nobody knows, before a piece. */
const junk = Buffer.concat([Buffer.from([0x9a, 0x06, 0x80, 0x80, 0x40]), Buffer.alloc(1_048_576)]);
const manyHeaders = frame(Array<readonly [string, string]>(300_000).fill(['a', 'b']), byte);

const loads: Readonly<Record<string, () => Promise<void>>> = {
  'a frame that is too large': () => sendMany(3, () => Buffer.alloc(64 * 1024 * 1024)),
  'messages that never get whole': () => sendMany(20_000, (at) => piece(`m${at}`, 10_000, 0, byte)),
  'large pieces of them': () => sendMany(4_000, (at) => piece(`l${at}`, 2, 0, kilobytes)),
  'small pieces in large frames': () => sendMany(200, (at) => Buffer.concat([junk, piece('same', 10_000, at, byte)])),
  'frames full of headers': () => sendMany(20, () => manyHeaders),
  'events faster than they are stored, and nobody takes the answers': async () => {
    const socket = await connection();
    socket.pause();
    for (let at = 0; at < 2_000; at++) socket.send(eventFrame(`fast-${serial++}`, 50_000));
    await expect.poll(() => socket.bufferedAmount, { timeout: 20_000 }).toBe(0);
    socket.resume();
  },
};

test.each(Object.entries(loads))('%s: memory is bounded, and the next event is acknowledged', async (_, load) => {
  forgetPeak(listener.pid);
  await load();
  await tellGenuine();
  for (const field of ['VmHWM', 'VmRSS'] as const)
    expect(megabytes(listener.pid, field) - calmMegabytes).toBeLessThan(maxMegabytes);
});
