import type { Clock } from '../../model/clock.ts';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { RefusalReason } from '../../model/event-store.ts';
import type { Logger } from '../../model/logger.ts';
import { answerCallback, type CallbackHandler, isCallback } from '../callbacks.ts';
import type { InboxWriter } from '../inbox-writer.ts';
import { free, readBody } from './body.ts';
import type { Crowd } from './crowd.ts';
import { admit, mostBytes, type WebhookIntegration } from './gate.ts';
import { type Exchange, startGuardedServer } from './guarded-server.ts';
import { sendRefusal } from './refusal.ts';

export interface WebhookServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shared by the servers of a process. */
  readonly crowd: Crowd;
  /** Whether a peer is a proxy, behind which there are many. */
  readonly isProxy: (address: string) => boolean;
}

/** What one app's request URL leads to. */
export interface Door {
  readonly integration: WebhookIntegration;
  readonly inboxWriter: InboxWriter;
  readonly onCallback?: CallbackHandler | undefined;
  readonly onRefused?: ((reason: RefusalReason) => void) | undefined;
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

/**
 * The request URLs of one or several apps, `/api/lark/webhook/<integration>`. An event is on the disk before it is answered; what
 * is refused costs little, leaves nothing behind and is told nothing.
 * @throws ConfigError `events.listen.failed`
 */
export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const doors = new Map<string, Door>();
  const server = await startGuardedServer({
    ...options,
    // Which app was meant cannot be known; each may want to know.
    onStray: (reason) => {
      for (const { onRefused } of doors.values()) onRefused?.(reason);
    },
    onRequest: async (exchange) => {
      const [path = ''] = (exchange.request.url ?? '/').split('?', 1);
      const door = path.startsWith(webhookPath) ? doors.get(path.slice(webhookPath.length)) : undefined;
      if (door === undefined) {
        for (const { onRefused } of doors.values()) onRefused?.('path');
        return sendRefusal(exchange.response);
      }
      await serve(exchange, door, options);
    },
  });
  return {
    url: server.url,
    open: (door) => {
      const { id } = door.integration;
      if (doors.has(id)) {
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
      doors.set(id, door);
    },
    shut: ({ integration }) => void doors.delete(integration.id),
    close: async () => {
      await server.close(async () => {
        await Promise.all([...doors.values()].map(({ inboxWriter }) => inboxWriter.idle()));
      });
    },
  };
}

async function serve(exchange: Exchange, door: Door, options: WebhookServerOptions): Promise<void> {
  const { request, response, guest } = exchange;
  const { clock, crowd } = options;
  const { integration, onRefused } = door;
  const refuse = (reason: RefusalReason): void => {
    onRefused?.(reason);
    sendRefusal(response);
  };
  if (request.method !== 'POST') return refuse('method');
  const most = mostBytes(request.headers, integration);
  if (Number(request.headers['content-length'] ?? 0) > most) return refuse('too_large');
  exchange.allowBody();
  const body = await readBody(request, { most, guest, crowd });
  if (body.kind === 'gone') return;
  if (body.kind === 'too large') return refuse('too_large');
  const size = body.bytes.length;
  try {
    const admission = admit({ headers: request.headers, body: body.bytes, now: clock.now() }, integration);
    free(body.bytes);
    if (admission.kind === 'refused') return refuse(admission.reason);
    guest.isProven = true;
    if (admission.kind === 'challenge') return exchange.reply(200, { challenge: admission.challenge });
    guest.answering++;
    await answer(exchange, { event: admission.event, door, options });
    guest.answering--;
  } finally {
    crowd.release(guest, size);
  }
}

interface Answering {
  readonly event: Parameters<InboxWriter['add']>[0];
  readonly door: Door;
  readonly options: WebhookServerOptions;
}

async function answer({ reply }: Exchange, { event, door, options }: Answering): Promise<void> {
  const { clock, logger } = options;
  try {
    const isNew = await door.inboxWriter.add(event);
    if (!isCallback(event.type)) return reply(200, { msg: 'success' });
    // A callback that comes twice has been acted on; its second answer changes nothing.
    reply(200, isNew ? await answerCallback(event, door.onCallback, clock) : {});
  } catch (thrown) {
    // Whatever is not stored must not be acknowledged: the platform sends it again.
    const { code, message } = toLarkstreamError(thrown);
    logger.warn('An event could not be stored', { code, message });
    reply(503, { msg: 'try again' });
  }
}
