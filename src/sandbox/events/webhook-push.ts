import { Agent, request } from 'node:http';
import { encrypted, signature } from './envelope.ts';
import type { AppEvents } from './event-options.ts';

/** One POST to the request URL of `events`. `text` is the envelope before it is encrypted. */
interface WebhookPush {
  readonly events: AppEvents;
  readonly text: string;
  readonly deadlineMs: number;
  readonly signedAtMs: number;
}

/** What the app's server has answered. */
interface WebhookAnswer {
  readonly status: number;
  readonly text: string;
}

/** The platform does not open ten thousand connections for ten thousand events; what waits for one is not late yet. */
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/**
 * Sends the envelope, encrypted and signed where the app has an Encrypt Key, and gives what comes back. `deadlineMs` counts from the
 * moment at which the request has a connection of the pool.
 * @throws Error where the app has no request URL, its server is not reached, or it does not answer in time
 */
export function postWebhook({ events, text, deadlineMs, signedAtMs }: WebhookPush): Promise<WebhookAnswer> {
  const { url, encryptKey } = events;
  if (url === null) return Promise.reject(new Error('no request URL'));
  const body = encryptKey === null ? text : encrypted(text, encryptKey);
  const signed = encryptKey !== null ? signature(body, encryptKey, signedAtMs) : {};
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json;charset=utf-8',
        'content-length': Buffer.byteLength(body),
        ...signed,
      },
    });
    let timer: NodeJS.Timeout | undefined;
    outgoing.on('socket', () => {
      timer = setTimeout(() => outgoing.destroy(new Error('timed out')), deadlineMs);
    });
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      });
    });
    outgoing.on('error', (reason) => {
      clearTimeout(timer);
      reject(reason);
    });
    outgoing.end(body);
  });
}
