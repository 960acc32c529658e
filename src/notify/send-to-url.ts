import { ConfigError, TransientError } from '../model/errors.ts';
import type { Notice, OpenedUrl } from '../model/service/notifier.ts';
import { type GuardedRequestParts, guardedRequest } from '../outbound/guarded-request.ts';
import { LostAnswer } from '../outbound/lost-answer.ts';
import { webhookHeaders } from '../outbound/webhook-signature.ts';
import { webhookPayload } from './webhook-payload.ts';

/** What the exchange needs beside the channel. */
export interface UrlParts extends GuardedRequestParts {
  /** Milliseconds since the epoch: receivers refuse what was signed minutes ago. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

const timeoutMs = 15_000;
const maxAnswerBytes = 64 * 1024;
const gone = 410;

/**
 * Posts a notice, signed by Standard Webhooks; a redirection is no answer.
 * @throws ConfigError `serve.host.refused`, `notify.url.gone`; TransientError `notify.url.failed`
 */
export async function sendToUrl(
  { url, keys, name }: OpenedUrl & { readonly name: string },
  notice: Notice,
  { now, signal, guard, environment }: UrlParts,
): Promise<void> {
  const body = webhookPayload(notice, { name });
  const headers = webhookHeaders({ id: notice.id, timestamp: Math.floor(now() / 1000), body, keys });
  const status = await statusOf(url, { headers, body, signal }, { guard, environment });
  if (status >= 200 && status < 300) return;
  const { host } = new URL(url);
  const message = { en: `${host} answered with HTTP ${status}`, zh: `${host} 以 HTTP ${status} 应答` };
  if (status === gone) throw new ConfigError({ code: 'notify.url.gone', message });
  throw new TransientError({ code: 'notify.url.failed', message });
}

async function statusOf(
  url: string,
  request: { readonly headers: Record<string, string>; readonly body: string; readonly signal: AbortSignal },
  parts: GuardedRequestParts,
): Promise<number> {
  try {
    const { status } = await guardedRequest(url, { method: 'POST', timeoutMs, maxAnswerBytes, ...request }, parts);
    return status;
  } catch (thrown) {
    if (!(thrown instanceof LostAnswer)) throw thrown;
    throw new TransientError({ code: 'notify.url.failed', message: thrown.text, cause: thrown });
  }
}
