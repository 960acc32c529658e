import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type IdentityProvider, identityPrefix } from '../identity/identity-provider.ts';
import type { ChatPage } from '../im/page/chat-page.ts';
import { ApiFailure } from '../route.ts';
import type { ResolvedSandboxOptions } from '../sandbox-options.ts';
import type { Gateway } from './gateway.ts';
import { readForm } from './multipart.ts';
import { crash, failureText, jsonReply, type LogEntry, notFoundReply, plainReply, type Reply } from './reply.ts';

/** Answers what stands beside the API, such as the address of the long connection; undefined when it is none of that. */
type CallbackEndpoint = (path: string, request: { readonly host: string; readonly text: string }) => Reply | undefined;

/** Answers requests below `/sandbox/`; from this machine only. `query` stands beside the body. */
export type ControlApi = (
  method: string,
  path: string,
  bodyText: string,
  query: URLSearchParams,
) => Reply | Promise<Reply>;

const minCompressedBytes = 1_024;
/** Larger than whatever an endpoint takes: files of messages have up to 30 MB. */
const maxBodyBytes = 35_000_000;

/** What answers beside the gateway: `control` below `/sandbox/`, `callback` below `/callback/`, `identity` where people sign in, `chat` where they write. */
interface ServerHandlers {
  readonly control: ControlApi;
  readonly callback: CallbackEndpoint;
  readonly identity: IdentityProvider;
  readonly chat: ChatPage;
}

/** The HTTP server in front of the gateway. Connections are kept alive longer than any client's idle time. */
export function createHttpServer(
  options: ResolvedSandboxOptions,
  gateway: Gateway,
  { control, callback, identity, chat }: ServerHandlers,
): Server {
  const server = createServer((request, response) => {
    const arrivedMs = options.arrivalNow();
    const { method = 'GET', url = '/' } = request;
    const [path = '/', search = ''] = split(url);
    const logId = gateway.nextLogId();
    const log: LogEntry = { logId, region: options.region };
    const respond = (answer: Reply): void => send(options, request, response, answer);
    const replyToBytes = (make: (bytes: Buffer) => Reply | Promise<Reply>): void =>
      readBytes(request, (bytes) => {
        if (bytes === null) respond(tooLarge(log));
        else void safely(log, () => make(bytes)).then(respond);
      });
    const reply = (make: (text: string) => Reply | Promise<Reply>): void =>
      replyToBytes((bytes) => make(bytes.toString('utf8')));
    if (path.startsWith('/sandbox/')) {
      reply((text) => (isLocal(request) ? control(method, path, text, new URLSearchParams(search)) : forbidden));
      return;
    }
    if (isLocal(request) && chat(request, response, { path, query: new URLSearchParams(search) })) return;
    if (path.startsWith('/callback/')) {
      const host = request.headers.host ?? '127.0.0.1';
      reply((text) => callback(path, { host, text }) ?? notFoundReply);
      return;
    }
    if (path.startsWith(identityPrefix)) {
      const { authorization } = request.headers;
      const query = new URLSearchParams(search);
      reply((text) => identity.answer({ method, path, query, authorization, text }) ?? notFoundReply);
      return;
    }
    const match = gateway.arrived(method, path, arrivedMs);
    const ended = match?.route.begin?.(match.params);
    if (ended !== undefined) response.once('close', ended);
    response.setHeader('x-tt-logid', logId);
    replyToBytes((bytes) => {
      const { authorization, range, 'content-type': contentType = '' } = request.headers;
      const query = new URLSearchParams(search);
      const form = readForm(contentType, bytes);
      const bodyText = method === 'GET' || form !== undefined ? '' : bytes.toString('utf8');
      const call = {
        method,
        path,
        query,
        authorization,
        range,
        address: addressOf(request),
        bodyText,
        form,
        arrivedMs,
      };
      const answer = gateway.answer(match, call, logId);
      return heldBack(answer, match?.route.durationMs ?? 0);
    });
  });
  server.keepAliveTimeout = 120_000;
  server.requestTimeout = 0;
  return server;
}

function heldBack(answer: Reply, heldMs: number): Reply {
  return answer.kind === 'answer' && heldMs > answer.delayMs ? { ...answer, delayMs: heldMs } : answer;
}

const forbidden = plainReply(403, 'only from this machine');

function send(options: ResolvedSandboxOptions, request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  if (reply.kind === 'hang') return;
  if (reply.kind === 'cut') {
    request.socket.destroy();
    return;
  }
  if (reply.delayMs > 0) {
    const timer = setTimeout(() => write(options, request, response, reply), reply.delayMs);
    response.once('close', () => clearTimeout(timer));
    return;
  }
  write(options, request, response, reply);
}

function write(
  options: ResolvedSandboxOptions,
  request: IncomingMessage,
  response: ServerResponse,
  reply: Extract<Reply, { kind: 'answer' }>,
): void {
  const plain = reply.bytes ?? Buffer.from(reply.text);
  const accepts = String(request.headers['accept-encoding'] ?? '').includes('gzip');
  const zipped = reply.bytes === undefined && options.compress && accepts && plain.length >= minCompressedBytes;
  const bytes = zipped ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(reply.status, {
    'content-type': reply.contentType,
    'content-length': bytes.length,
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    ...reply.headers,
  });
  response.end(bytes);
}

/** Whatever a request does to us, others are served on. */
async function safely(log: LogEntry, make: () => Reply | Promise<Reply>): Promise<Reply> {
  try {
    return await make();
  } catch (reason) {
    return jsonReply(500, failureText(crash(reason), log));
  }
}

function tooLarge(log: LogEntry): Reply {
  return jsonReply(413, failureText(new ApiFailure(9499, 'The body is too large', 413), log), { connection: 'close' });
}

/** Gives the body, or null when it is too large to be kept: the rest of it is let go by. */
function readBytes(request: IncomingMessage, done: (bytes: Buffer | null) => void): void {
  let chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
    else if (chunks.length > 0) {
      chunks = [];
      done(null);
    }
  });
  request.on('end', () => {
    if (size <= maxBodyBytes) done(Buffer.concat(chunks));
  });
}

function split(url: string): readonly [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

function isLocal(request: IncomingMessage): boolean {
  const address = addressOf(request);
  return address === '::1' || address.startsWith('127.');
}
