import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../../model/clock.ts';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import { answerCallback, type CallbackHandler, isCallback } from '../callbacks.ts';
import type { Intake } from '../intake.ts';
import { type Admission, admit, isSigned, type WebhookIntegration } from './gate.ts';

export interface WebhookServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What one app's request URL leads to. */
export interface Door {
  readonly integration: WebhookIntegration;
  readonly intake: Intake;
  readonly onCallback?: CallbackHandler | undefined;
  readonly onRefused?: ((reason: string) => void) | undefined;
}

export interface WebhookServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** @throws ConfigError `events.listen.failed` when another app has this integration's path. */
  open(door: Door): void;
  shut(door: Door): void;
  close(): Promise<void>;
}

export const webhookPath = '/api/lark/webhook/';

/** Larger than any documented event: a change of a Base tells of many records at once. */
const mostBytes = 4 * 1024 * 1024;
/** The address check is a few hundred bytes; it alone comes without a signature where an Encrypt Key is set. */
const mostUnsignedBytes = 16 * 1024;
/** The platform itself gives up after three seconds. */
const requestWithinMs = 5_000;

/**
 * The request URLs of one or several apps, `/api/lark/webhook/<integration>`. An event is on the disk before it is answered; what
 * is refused costs little and leaves nothing behind.
 * @throws ConfigError `events.listen.failed`
 */
export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const doors = new Map<string, Door>();
  const server = createServer(
    { requestTimeout: requestWithinMs, headersTimeout: requestWithinMs, connectionsCheckingInterval: 500 },
    (request, response) => {
      const [path = ''] = (request.url ?? '/').split('?', 1);
      const door = path.startsWith(webhookPath) ? doors.get(path.slice(webhookPath.length)) : undefined;
      void serve(request, response, { ...options, door });
    },
  );
  server.keepAliveTimeout = 65_000;
  await listen(server, options);
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    open: (door) => {
      const { id } = door.integration;
      if (doors.has(id)) {
        const message = {
          en: `${webhookPath}${id} is the request URL of two apps`,
          zh: `${webhookPath}${id} 是两个应用的请求地址`,
        };
        const cure = {
          en: 'Give each of them an `events.webhook.integration` of its own.',
          zh: '请为每个应用设置各自的 `events.webhook.integration`。',
        };
        throw new ConfigError({ code: 'events.listen.failed', message, cure });
      }
      doors.set(id, door);
    },
    shut: ({ integration }) => void doors.delete(integration.id),
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      await Promise.all([...doors.values()].map(({ intake }) => intake.idle()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, { host, port }: WebhookServerOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((thrown: unknown) => {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new ConfigError({
      code: 'events.listen.failed',
      message: { en: message, zh: `“${message}”` },
      cause: thrown,
    });
  });
}

interface Service extends WebhookServerOptions {
  readonly door: Door | undefined;
}

async function serve(request: IncomingMessage, response: ServerResponse, service: Service): Promise<void> {
  const { door, clock } = service;
  if (door === undefined) return refuse(request, response, service, 404, 'Nobody is at this address');
  if (request.method !== 'POST') return refuse(request, response, service, 405, 'Events are sent with POST');
  const { integration } = door;
  const most = integration.encryptKey === undefined || isSigned(request.headers) ? mostBytes : mostUnsignedBytes;
  if (Number(request.headers['content-length'] ?? 0) > most)
    return refuse(request, response, service, 413, 'The body is too large');
  const body = await readBody(request, most);
  if (body === 'gone') return;
  if (body === 'too large') return refuse(request, response, service, 413, 'The body is too large');
  await answer(response, admit({ headers: request.headers, body, now: clock.now() }, integration), {
    ...service,
    door,
  });
}

async function answer(
  response: ServerResponse,
  admission: Admission,
  { clock, logger, door }: Service & { readonly door: Door },
): Promise<void> {
  const { intake, onCallback, onRefused } = door;
  if (admission.kind === 'refused') {
    onRefused?.(admission.reason);
    return reply(response, admission.status, { msg: admission.reason });
  }
  if (admission.kind === 'challenge') return reply(response, 200, { challenge: admission.challenge });
  const { event } = admission;
  try {
    const isNew = await intake.add(event);
    if (!isCallback(event.type)) return reply(response, 200, { msg: 'success' });
    // A callback that comes twice has been acted on; its second answer changes nothing.
    reply(response, 200, isNew ? await answerCallback(event, onCallback, clock) : {});
  } catch (thrown) {
    // Whatever is not stored must not be acknowledged: the platform sends it again.
    const { code, message } = toLarkstreamError(thrown);
    logger.warn('An event could not be stored', { code, message });
    reply(response, 503, { msg: 'try again' });
  }
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { door }: Service,
  status: number,
  reason: string,
): void {
  door?.onRefused?.(reason);
  // The rest of the body is not waited for.
  response.setHeader('connection', 'close');
  reply(response, status, { msg: reason });
  request.on('error', () => {});
  if (!request.complete) response.once('finish', () => request.destroy());
}

function reply(response: ServerResponse, status: number, body: Readonly<Record<string, unknown>>): void {
  const text = JSON.stringify(body);
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function readBody(request: IncomingMessage, most: number): Promise<Buffer | 'too large' | 'gone'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) resolve('too large');
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => resolve('gone'));
    request.on('close', () => resolve('gone'));
  });
}
