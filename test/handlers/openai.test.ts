import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOpenaiHandler, type OpenaiHandlerOptions } from '../../src/handlers/openai/openai-handler.ts';
import { RecordError } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import type { HandlerRequest, HandlerTools, ReplyPart } from '../../src/model/triggers/handler.ts';
import type { Attachment } from '../../src/model/triggers/inbound-message.ts';
import { createHostGuard } from '../../src/outbound/host-guard.ts';
import { httpListen } from '../../src/util/http-listen.ts';
import { handlerRequest, handlerTools, textOf } from '../support/handler-requests.ts';

const asked: { readonly path: string | undefined; readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
let respond: (response: ServerResponse) => void;
let server: Server;
let baseUrl: string;
let used = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
      respond(response);
    });
  });
  baseUrl = `${await httpListen(server, { host: '127.0.0.1', port: 0 })}/v1/`;
});
afterAll(() => server.close());
beforeEach(() => {
  asked.length = 0;
  used = 0;
});

const choice = (delta: object, finish: string | null = null): object => ({
  choices: [{ delta, finish_reason: finish }],
});
const streaming =
  (...chunks: readonly (object | string)[]): typeof respond =>
  (response) =>
    response
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .end(chunks.map((one) => `data: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`).join(''));
const answering =
  (status: number, body: object, headers: Record<string, string> = {}): typeof respond =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

function ask(
  request: Partial<HandlerRequest> = {},
  options: Partial<OpenaiHandlerOptions> = {},
  tools: HandlerTools = handlerTools(),
): Promise<ReplyPart[]> {
  const told: OpenaiHandlerOptions = {
    baseUrl,
    model: 'm-1',
    key: new Secret('sk-test-key'),
    systemPrompt: 'Be brief.',
    maxTokens: 100,
    sessionTokens: 0,
    vision: false,
    ...options,
  };
  const guard = createHostGuard({ allowsPrivate: true });
  const parts = { guard, environment: {}, now: () => 0, tokensOf: () => Promise.resolve(used) };
  return Array.fromAsync(createOpenaiHandler(told, parts).handle(handlerRequest(request), tools));
}

test('a model is asked with what was said before, and answers piece by piece', async () => {
  respond = streaming(
    choice({ role: 'assistant', content: '' }),
    choice({ reasoning_content: 'hm' }),
    choice({ content: 'Fi' }),
    choice({ content: 'ne' }, 'stop'),
    { choices: [], usage: { total_tokens: 42 } },
    '[DONE]',
  );
  const history = [
    { role: 'bystander', name: 'Bob', text: 'Lunch?', at: 1 },
    { role: 'user', name: 'Ann', text: 'Hello', at: 2 },
    { role: 'assistant', name: undefined, text: 'Hello Ann', at: 3 },
  ] as const;
  expect(await ask({ history })).toEqual([
    { kind: 'progress', text: '…' },
    { kind: 'text', text: 'Fi' },
    { kind: 'text', text: 'ne' },
    { kind: 'usage', tokens: 42 },
  ]);
  expect(asked[0]?.path).toBe('/v1/chat/completions');
  expect(asked[0]?.headers.authorization).toBe('Bearer sk-test-key');
  expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
    model: 'm-1',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Bob: Lunch?' },
      { role: 'user', content: 'Ann: Hello' },
      { role: 'assistant', content: 'Hello Ann' },
      { role: 'user', content: 'How are you?' },
    ],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 100,
  });
});

test('an endpoint that does not stream, and one that says no last word, answer too', async () => {
  respond = answering(200, {
    choices: [{ message: { content: 'Fine' }, finish_reason: 'stop' }],
    usage: { total_tokens: 3 },
  });
  expect(await ask()).toEqual([
    { kind: 'text', text: 'Fine' },
    { kind: 'usage', tokens: 3 },
  ]);
  respond = streaming(choice({ content: 'Cut' }, 'length'));
  expect(textOf(await ask())).toBe('Cut …');
});

test('images are shown to a model that sees, those that cannot be read are left out', async () => {
  respond = streaming(choice({ content: 'A cat' }, 'stop'), '[DONE]');
  const image = (key: string): Attachment => ({
    kind: 'image',
    key,
    name: undefined,
    durationMs: undefined,
    canDownload: true,
  });
  const [message] = handlerRequest().messages;
  const messages = message === undefined ? [] : [{ ...message, attachments: ['small', 'large'].map(image) }];
  const tools = handlerTools({
    download: (_, { key }) =>
      key === 'small'
        ? Promise.resolve({ type: 'image/png', content: Buffer.from('png') })
        : Promise.reject(new RecordError({ code: 'record.unreadable', message: { en: 'too large', zh: '过大' } })),
  });
  await ask({ messages }, { vision: true }, tools);
  await ask({ messages }, { vision: false }, tools);
  const [seen, blind] = asked.map(({ body }) => JSON.parse(body).messages.at(-1).content);
  expect(seen).toEqual([
    { type: 'text', text: 'How are you?' },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${Buffer.from('png').toString('base64')}` } },
  ]);
  expect(blind).toBe('How are you?');
});

test('a session that has used up its tokens is told so, and nobody is asked', async () => {
  used = 1_000;
  expect(textOf(await ask({}, { sessionTokens: 1_000 }))).toContain('/new');
  expect(asked).toEqual([]);
});

test.each([
  [
    'a wrong key, which is not repeated',
    answering(401, { error: { message: 'Bad key sk-test-key' } }),
    'handler.refused',
    'Bad key ***',
  ],
  ['no such model', answering(404, { error: { message: 'no m-1' } }), 'handler.refused', 'no m-1'],
  [
    'no money left',
    answering(429, { error: { code: 'insufficient_quota', message: 'quota' } }),
    'handler.refused',
    'quota',
  ],
  [
    'too many requests',
    answering(429, { error: { message: 'slow down' } }, { 'retry-after': '2' }),
    'handler.failed',
    'slow down',
  ],
  [
    'an error within the stream',
    streaming(choice({ content: 'a' }), { error: { message: 'overloaded' } }),
    'handler.failed',
    'overloaded',
  ],
  ['a stream that breaks off', streaming(choice({ content: 'half' })), 'handler.failed', 'ended without'],
  ['nothing said', streaming(choice({}, 'content_filter'), '[DONE]'), 'handler.refused', 'content_filter'],
  ['no JSON', streaming('{'), 'handler.answer.invalid', 'no JSON'],
])('%s', async (_, given, code, words) => {
  respond = given;
  await expect(ask()).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
});
