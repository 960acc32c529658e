import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHttpHandler, type HttpHandlerOptions } from '../../src/handlers/http/http-handler.ts';
import { withCircuit } from '../../src/handlers/with-circuit.ts';
import { Secret } from '../../src/model/secret.ts';
import type { HandlerRequest, HandlerTools, ReplyPart } from '../../src/model/triggers/handler.ts';
import { createHostGuard } from '../../src/outbound/host-guard.ts';
import { httpListen } from '../../src/util/http-listen.ts';
import { handlerRequest, handlerTools, textOf } from '../support/handler-requests.ts';

const now = Date.parse('2026-03-01T08:00:00Z');
const keys = ['new', 'old'].map((name) => ({ name, bytes: Buffer.from(`${name}-key-of-24-bytes-or-more`) }));
const secrets = keys.map(({ bytes }) => new Secret(`whsec_${bytes.toString('base64')}`));

const asked: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
let respond: (response: ServerResponse) => void;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      respond(response);
    });
  });
  url = `${await httpListen(server, { host: '127.0.0.1', port: 0 })}/hook?x=1`;
});
afterAll(() => server.close());
beforeEach(() => {
  asked.length = 0;
});

const answering =
  (status: number, type = '', body = '', headers: Record<string, string> = {}): typeof respond =>
  (response) =>
    response.writeHead(status, { ...(type === '' ? {} : { 'content-type': type }), ...headers }).end(body);
const streaming = (...events: readonly (readonly [string, unknown])[]): typeof respond =>
  answering(
    200,
    'text/event-stream; charset=utf-8',
    events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join(''),
  );

interface Asking {
  readonly request?: Partial<HandlerRequest>;
  readonly options?: Partial<HttpHandlerOptions>;
  readonly tools?: HandlerTools;
  readonly allowsPrivate?: boolean;
}
function ask({ request, options, tools = handlerTools(), allowsPrivate = true }: Asking = {}): Promise<ReplyPart[]> {
  const parts = { guard: createHostGuard({ allowsPrivate }), environment: {}, now: () => now };
  const handler = createHttpHandler({ url, keys: secrets, ...options }, parts);
  return Array.fromAsync(handler.handle(handlerRequest(request), tools));
}

test('a turn is posted as documented JSON, signed by both keys while one takes the place of the other', async () => {
  respond = answering(204);
  expect(await ask({ request: { attempt: 2 } })).toEqual([]);
  const [{ headers, body } = { headers: {}, body: '' }] = asked;
  expect(headers).toMatchObject({
    'webhook-id': 'turn_1',
    'webhook-timestamp': String(now / 1000),
    'webhook-attempt': '2',
  });
  const signatures = keys.map(({ bytes }) =>
    createHmac('sha256', bytes)
      .update(`turn_1.${now / 1000}.${body}`)
      .digest('base64'),
  );
  expect(headers['webhook-signature']).toBe(signatures.map((one) => `v1,${one}`).join(' '));
  expect(JSON.parse(body)).toMatchObject({
    id: 'turn_1',
    text: 'How are you?',
    session: { conversationId: 'conv_1', threadId: null },
    messages: [{ sentAt: '2026-03-01T08:00:00.000Z', editedAt: null, content: { text: 'How are you?' } }],
    event: null,
    replyHandle: 'rh_1',
  });
});

test.each([
  ['text/plain', 'Fine.\n', [{ kind: 'text', text: 'Fine.' }]],
  ['text/markdown; charset=utf-8', '**Fine**', [{ kind: 'text', text: '**Fine**' }]],
  ['application/json', '', []],
  ['application/json', '{}', []],
  [
    'application/json',
    JSON.stringify({
      text: 'Fine',
      buttons: [{ id: 'more', text: 'More' }],
      followUps: ['And you?'],
      attachments: [{ kind: 'file', name: 'a.txt', content: Buffer.from('hi').toString('base64') }],
      usage: { tokens: 7 },
    }),
    [
      { kind: 'text', text: 'Fine' },
      { kind: 'buttons', buttons: [{ id: 'more', text: 'More', value: {}, style: 'default', forEverybody: false }] },
      { kind: 'follow_ups', texts: ['And you?'] },
      { kind: 'file', name: 'a.txt', content: Buffer.from('hi') },
      { kind: 'usage', tokens: 7 },
    ],
  ],
])('an answer at once, as %s: %s', async (type, body, parts) => {
  respond = answering(200, type, body);
  expect(await ask()).toEqual(parts);
});

test('a streamed answer comes piece by piece, before its end is there', async () => {
  let finish = (): void => {};
  respond = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': hello\n\nevent: progress\ndata: {"text":"Looking"}\n\ndata: "Fi"\n\n');
    finish = () => {
      response.end(
        'event: delta\ndata: {"text":"ne"}\n\nevent: ping\ndata: {}\n\nevent: replace\ndata: "Well"\n\nevent: done\ndata: {}\n\n',
      );
    };
  };
  const parts: ReplyPart[] = [];
  const handler = createHttpHandler(
    { url, keys: secrets },
    { guard: createHostGuard({ allowsPrivate: true }), environment: {}, now: () => now },
  );
  for await (const part of handler.handle(handlerRequest(), handlerTools())) {
    parts.push(part);
    if (textOf(parts) === 'Fi') finish();
  }
  expect(parts).toEqual([
    { kind: 'progress', text: 'Looking' },
    { kind: 'text', text: 'Fi' },
    { kind: 'text', text: 'ne' },
    { kind: 'replace', text: 'Well' },
  ]);
});

test('202 means later where there is a handle to come back by', async () => {
  respond = answering(202, 'application/json', '{"accepted":true}');
  expect(await ask()).toEqual([{ kind: 'later' }]);
  expect(await ask({ request: { replyHandle: undefined } })).toEqual([]);
});

test.each([
  ['410', answering(410), 'handler.gone', {}],
  ['a redirection', answering(302, '', '', { location: 'http://169.254.169.254/' }), 'handler.refused', {}],
  ['401', answering(401), 'handler.refused', {}],
  ['404, a program that is being replaced', answering(404), 'handler.failed', {}],
  ['429 with seconds', answering(429, '', '', { 'retry-after': '7' }), 'handler.failed', { retryAfterMs: 7_000 }],
  [
    '503 with a date',
    answering(503, '', '', { 'retry-after': 'Sun, 01 Mar 2026 08:01:00 GMT' }),
    'handler.failed',
    { retryAfterMs: 60_000 },
  ],
  ['a page of somebody else', answering(200, 'text/html', '<h1>Sign in</h1>'), 'handler.answer.invalid', {}],
  ['a field with a slip of the pen', answering(200, 'application/json', '{"txt":"a"}'), 'handler.answer.invalid', {}],
  ['no JSON', answering(200, 'application/json', '{'), 'handler.answer.invalid', {}],
  [
    'what was packed without being asked for',
    answering(200, 'text/plain', 'x', { 'content-encoding': 'gzip' }),
    'handler.answer.invalid',
    {},
  ],
  ['a stream without its end', streaming(['delta', 'half']), 'handler.failed', {}],
  ['an event that nobody knows', streaming(['detla', 'x'], ['done', {}]), 'handler.answer.invalid', {}],
  [
    'an error of the stream',
    streaming(['error', { message: 'busy', retryAfterSeconds: 3 }]),
    'handler.failed',
    { retryAfterMs: 3_000 },
  ],
  [
    'an error that no repeat mends',
    streaming(['error', { message: 'no such model', isFinal: true }]),
    'handler.refused',
    {},
  ],
])('%s', async (_, given, code, details) => {
  respond = given;
  await expect(ask()).rejects.toMatchObject({ code, details });
  expect(asked).toHaveLength(1);
});

test('an answer that does not come, stops, goes on for ever or is too large is given up', async () => {
  const limits = { firstByteMs: 60, idleMs: 60, wholeMs: 20_000, maxBytes: 1_000 };
  const open =
    (text: string): typeof respond =>
    (response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(text);
  respond = () => {};
  await expect(ask({ options: { limits } })).rejects.toMatchObject({
    code: 'handler.failed',
    message: /did not answer within 0.1 s/,
  });
  respond = open(': hello\n\n');
  const slow = { ...limits, firstByteMs: 20_000 };
  await expect(ask({ options: { limits: slow } })).rejects.toMatchObject({
    code: 'handler.failed',
    message: /stopped for 0.1 s/,
  });
  const short = { ...slow, idleMs: 20_000, wholeMs: 60 };
  await expect(ask({ options: { limits: short } })).rejects.toMatchObject({
    code: 'handler.failed',
    message: /not complete/,
  });
  respond = answering(200, 'text/plain', 'x'.repeat(2_000));
  await expect(ask({ options: { limits: { maxBytes: 1_000 } } })).rejects.toMatchObject({
    code: 'handler.answer.invalid',
  });
});

test('nobody is asked inside of a network that the operator has not opened', async () => {
  await expect(ask({ allowsPrivate: false })).rejects.toMatchObject({ code: 'serve.host.refused' });
  expect(asked).toEqual([]);
});

test('turns that follow each other share a connection, one that was left in the middle is used no more', async () => {
  const connections = new Set<unknown>();
  const remember = (response: ServerResponse): void => void connections.add(response.socket);
  const parts = { guard: createHostGuard({ allowsPrivate: true }), environment: {}, now: () => now };
  const handler = createHttpHandler({ url, keys: secrets, limits: { maxBytes: 1_000 } }, parts);
  const handle = () => Array.fromAsync(handler.handle(handlerRequest(), handlerTools()));
  const answers = [answering(204), answering(200, 'text/plain', 'yes'), answering(200, 'text/plain', '')];
  for (const answer of answers) {
    respond = (response) => {
      remember(response);
      answer(response);
    };
    await handle();
    // The connection is free when all that came with the answer is dealt with.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(connections.size).toBe(1);
  // Of what is too large the rest is not read.
  respond = (response) => {
    remember(response);
    response.writeHead(200, { 'content-type': 'text/plain' }).write('x'.repeat(2_000));
  };
  await expect(handle()).rejects.toMatchObject({ code: 'handler.answer.invalid' });
  expect(connections.size).toBe(1);
  respond = (response) => {
    remember(response);
    answering(204)(response);
  };
  await handle();
  expect(connections.size).toBe(2);
});

test('a name that means another address is asked there, whatever was open', async () => {
  const other = createServer(
    (_request, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('other'),
  );
  const { port } = new URL(url);
  await new Promise<void>((resolve) => void other.listen(Number(port), '127.0.0.2', resolve));
  let address = '127.0.0.1';
  const parts = { guard: { resolve: async () => address }, environment: {}, now: () => now };
  const handler = createHttpHandler({ url: `http://bot.test:${port}/`, keys: secrets }, parts);
  const handle = () => Array.fromAsync(handler.handle(handlerRequest(), handlerTools()));
  respond = answering(200, 'text/plain', 'first');
  expect(textOf(await handle())).toBe('first');
  address = '127.0.0.2';
  expect(textOf(await handle())).toBe('other');
  address = '127.0.0.1';
  expect(textOf(await handle())).toBe('first');
  other.close();
});

test('who stops ends the request, and the other side sees it', async () => {
  const stop = new AbortController();
  const closed = Promise.withResolvers<void>();
  respond = (response) => {
    response.on('close', () => closed.resolve());
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
    stop.abort(new Error('stopped by a person'));
  };
  await expect(ask({ tools: handlerTools({ signal: stop.signal }) })).rejects.toThrow('stopped by a person');
  await closed.promise;
});

test('a handler that fails many times in a row is left in peace, and asked again with one request', async () => {
  let elapsed = 0;
  const parts = { guard: createHostGuard({ allowsPrivate: true }), environment: {}, now: () => now };
  const handler = withCircuit(createHttpHandler({ url, keys: secrets }, parts), {
    clock: { elapsed: () => elapsed },
    random: () => 0,
    settings: { failures: 2, firstMs: 1_000, longestMs: 8_000, probeMs: 60_000 },
  });
  const once = (): Promise<ReplyPart[]> => Array.fromAsync(handler.handle(handlerRequest(), handlerTools()));
  respond = answering(500);
  for (const code of ['handler.failed', 'handler.failed', 'handler.paused'])
    await expect(once()).rejects.toMatchObject({ code });
  expect(asked).toHaveLength(2);
  elapsed = 1_000;
  respond = answering(200, 'text/plain', 'Back');
  expect(await once()).toEqual([{ kind: 'text', text: 'Back' }]);
  expect(textOf(await once())).toBe('Back');
});

test.each([
  ['a plain text, control characters out', 'text/plain', 'my database\u001b[2J\n is down', ': my database [2J is down'],
  [
    'a sentence in JSON',
    'application/json',
    '{"error":{"message":"No such model"},"input":"Hello there"}',
    ': No such model',
  ],
  [
    'a problem as RFC 9457 writes it',
    'application/problem+json',
    '{"title":"Busy","detail":"Try later"}',
    ': Try later',
  ],
  ['what was sent, said again in a field', 'application/json', '{"detail":[{"input":"Hello there"}]}', ''],
  ['a page', 'text/html', '<h1>Oops</h1>', ''],
  ['what is secret or was written', 'text/plain', 'rh_abcdefgh t0k3n-t0k3n “Hello there”', ': *** *** “***”'],
  ['much', 'text/plain', 'x'.repeat(100_000), `: ${'x'.repeat(200)}`],
])('of an error answer its words are kept: %s', async (_what, type, body, said) => {
  respond = answering(500, type, body);
  const options = { headers: { authorization: new Secret('Bearer t0k3n-t0k3n') } };
  const error: unknown = await ask({ request: { replyHandle: 'rh_abcdefgh', text: 'Hello there' }, options }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({
    code: 'handler.failed',
    texts: { message: { en: `${new URL(url).host} answered with HTTP 500${said}` } },
  });
});
