import { createHmac } from 'node:crypto';
import type { Secret } from '../model/secret.ts';

interface SignedMessage {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  /** As it is sent, to the byte. */
  readonly body: string;
  readonly keys: readonly Secret[];
}

/** The headers of Standard Webhooks: a signature by each key, of which the receiver needs to know one. */
export function webhookHeaders({ id, timestamp, body, keys }: SignedMessage): Record<string, string> {
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = keys.map((key) => `v1,${createHmac('sha256', keyBytes(key)).update(signed).digest('base64')}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}

/** `whsec_` and base64, as libraries of Standard Webhooks write it. */
function keyBytes(key: Secret): Buffer {
  return Buffer.from(key.reveal().replace(/^whsec_/, ''), 'base64');
}
