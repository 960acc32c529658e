import type { Clock } from '../../model/clock.ts';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { RefusalReason } from '../../model/event-store.ts';
import type { Logger } from '../../model/logger.ts';
import { noTracer, type Span, type Tracer } from '../../model/tracer.ts';
import { answerCallback, type CallbackHandler, isCallback } from '../callbacks.ts';
import type { InboxWriter } from '../inbox-writer.ts';
import type { ConnectionLimiter } from './connection-limiter.ts';
import type { Exchange } from './guarded-server.ts';
import { free, readBody } from './read-body.ts';
import { sendLater, sendRefusal } from './refusal.ts';
import { maxBodyBytes, verifyRequest, type WebhookApp } from './verify-request.ts';

/** What one app's request URL leads to. */
export interface WebhookRoute {
  /** The last part of its request URL. */
  readonly id: string;
  readonly app: WebhookApp;
  readonly inboxWriter: InboxWriter;
  readonly onCallback?: CallbackHandler | undefined;
  readonly onRefused?: ((reason: RefusalReason) => void) | undefined;
}

/** A request URL is this path and the `integration` of its app. */
export const webhookPath = '/api/lark/webhook/';

interface RouteOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shared by the servers of a process. */
  readonly limiter: ConnectionLimiter;
  readonly tracer?: Tracer | undefined;
}

/** The request URLs of one or several apps on one server. */
export class WebhookRoutes {
  readonly #options: RouteOptions;
  readonly #routes = new Map<string, WebhookRoute>();

  constructor(options: RouteOptions) {
    this.#options = options;
  }

  /** @throws ConfigError `events.listen.failed` when another app has this path. */
  add(route: WebhookRoute): void {
    const { id } = route;
    if (this.#routes.has(id)) {
      throw new ConfigError({
        code: 'events.listen.failed',
        message: {
          en: `${webhookPath}${id} is the request URL of two apps`,
          zh: `${webhookPath}${id} 同时是两个应用的请求地址`,
        },
        cure: {
          en: 'Give each app its own `events.webhook.integration`.',
          zh: '请为每个应用设置各自的 `events.webhook.integration`。',
        },
      });
    }
    this.#routes.set(id, route);
  }

  /** In the place of the one that has the path, which loses no request: those under way are ended by it. */
  put(route: WebhookRoute): void {
    this.#routes.set(route.id, route);
  }

  /** Does nothing when another one has its place. */
  remove(route: WebhookRoute): void {
    if (this.#routes.get(route.id) === route) this.#routes.delete(route.id);
  }

  /** Which app was meant cannot be known; each may want to know. */
  refused(reason: RefusalReason): void {
    for (const { onRefused } of this.#routes.values()) onRefused?.(reason);
  }

  /** When what has arrived is stored. */
  async idle(): Promise<void> {
    await Promise.all([...this.#routes.values()].map(({ inboxWriter }) => inboxWriter.idle()));
  }

  async handle(exchange: Exchange): Promise<void> {
    const [path = ''] = (exchange.request.url ?? '/').split('?', 1);
    const id = path.startsWith(webhookPath) ? path.slice(webhookPath.length) : undefined;
    const route = id === undefined ? undefined : this.#routes.get(id);
    if (route === undefined) {
      if (id !== undefined && exchange.mayBeRight?.(id) === true) return sendLater(exchange.response);
      this.refused('path');
      return sendRefusal(exchange.response);
    }
    const { tracer = noTracer } = this.#options;
    const attributes = { 'larkstream.integration': route.id };
    const work = async (span: Span): Promise<void> => {
      await serve(exchange, route, { ...this.#options, tracer });
      span.set({ 'http.response.status_code': exchange.response.statusCode });
    };
    await tracer.span('webhook', attributes, work, { kind: 'server' });
  }
}

/** What other secrets might prove. */
const ofSecrets: ReadonlySet<RefusalReason> = new Set(['signature', 'token', 'not_encrypted', 'key_missing']);

type ServeOptions = RouteOptions & { readonly tracer: Tracer };

async function serve(exchange: Exchange, route: WebhookRoute, options: ServeOptions): Promise<void> {
  const { request, response, connection } = exchange;
  const { clock, limiter } = options;
  const { id, app, onRefused } = route;
  const refuse = (reason: RefusalReason): void => {
    if (ofSecrets.has(reason) && exchange.mayBeRight?.(id) === true) {
      sendLater(response);
      return;
    }
    onRefused?.(reason);
    sendRefusal(response);
  };
  if (request.method !== 'POST') return refuse('method');
  const most = Math.max(...[app, ...(app.before ?? [])].map((one) => maxBodyBytes(request.headers, one)));
  if (Number(request.headers['content-length'] ?? 0) > most) return refuse('too_large');
  exchange.allowBody();
  const body = await readBody(request, { most, connection, limiter });
  if (body.kind === 'gone') return;
  if (body.kind === 'too large') return refuse('too_large');
  const size = body.bytes.length;
  try {
    const verdict = verifyRequest({ headers: request.headers, body: body.bytes, now: clock.now() }, app);
    free(body.bytes);
    if (verdict.kind === 'refused') return refuse(verdict.reason);
    limiter.prove(connection);
    if (verdict.kind === 'challenge') return exchange.reply(200, { challenge: verdict.challenge });
    connection.answering++;
    await answer(exchange, { event: verdict.event, route, options });
    connection.answering--;
  } finally {
    limiter.release(connection, size);
  }
}

interface Answering {
  readonly event: Parameters<InboxWriter['add']>[0];
  readonly route: WebhookRoute;
  readonly options: ServeOptions;
}

async function answer({ reply }: Exchange, { event, route, options }: Answering): Promise<void> {
  const { clock, logger, tracer } = options;
  try {
    const isNew = await tracer.span('inbox', { 'larkstream.event.type': event.type }, () =>
      route.inboxWriter.add(event),
    );
    if (!isCallback(event.type)) return reply(200, { msg: 'success' });
    // A callback that comes twice has been acted on; its second answer changes nothing.
    reply(200, isNew ? await answerCallback(event, route.onCallback, clock) : {});
  } catch (thrown) {
    // Whatever is not stored must not be acknowledged: the platform sends it again.
    const { code, message } = toLarkstreamError(thrown);
    logger.warn('An event could not be stored', { code, message });
    reply(503, { msg: 'try again' });
  }
}
