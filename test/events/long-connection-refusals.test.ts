import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LongConnection } from '../../src/events/long-connection/long-connection.ts';
import { Secret } from '../../src/model/secret.ts';
import { quiet, type TestInbox, testInbox } from '../support/event-fixtures.ts';
import { fastClock } from '../support/fast-clock.ts';

const appSecret = 'very-secret-secret';
/** What the platform says may hold anything; `said` is what may be shown of it. */
const words = `应用连接数过多 too many \u001b[31mconnections\u0000 of ${appSecret}`;
const said = '应用连接数过多 too many \\u001b[31mconnections\\u0000 of ***';

let inbox: TestInbox;
let answer: object;
let handshake: Readonly<Record<string, string>>;
let receiver: LongConnection | undefined;
const server = createServer((_request, response) => response.end(JSON.stringify(answer)));
server.on('upgrade', (_request, socket) => {
  const headers = Object.entries(handshake).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(Buffer.from(`HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n${headers.join('')}\r\n`, 'utf8'));
});

beforeEach(async () => {
  inbox = await testInbox();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  await receiver?.disconnect();
  await inbox[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function port(): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function lastError(): Promise<string> {
  receiver = new LongConnection({
    origin: `http://127.0.0.1:${port()}`,
    appId: 'cli_a',
    appSecret: new Secret(appSecret),
    environment: {},
    inboxWriter: inbox.inboxWriter,
    clock: fastClock(60),
    random: () => 0,
    logger: quiet,
  });
  receiver.start();
  await expect.poll(() => receiver?.state.lastError).toBeTypeOf('string');
  return receiver.state.lastError ?? '';
}

describe('a refusal keeps the platform’s own words beside ours, and its code', () => {
  test.each([1, 403, 514, 1000040343, 1000040344, 1000040345, 1000040346, 1000040350, 1000040351])(
    'of the endpoint, with code %i',
    async (code) => {
      answer = { code, msg: words };
      const error = await lastError();
      expect(error).toContain(`("${said}")`);
      if (code !== 1000040351) expect(error).toContain(String(code));
      expect(error).not.toMatch(/\b50\b/);
    },
  );

  test.each([
    { 'Handshake-Status': '403' },
    { 'Handshake-Status': '514' },
    { 'Handshake-Status': '514', 'Handshake-Autherrcode': '1000040350' },
  ])('of the handshake, with %j', async (headers) => {
    answer = { code: 0, msg: '', data: { URL: `ws://127.0.0.1:${port()}/ws?service_id=1` } };
    handshake = { ...headers, 'Handshake-Msg': `连接过多 too many of ${appSecret}` };
    const error = await lastError();
    expect(error).toContain('("连接过多 too many of ***")');
    expect(error).not.toMatch(/\b50\b/);
  });

  test('a refusal without a message has no empty quotes', async () => {
    answer = { code: 514, msg: '' };
    expect(await lastError()).toBe(
      'The long connection was refused with code 514: the platform does not accept the credentials',
    );
  });
});
