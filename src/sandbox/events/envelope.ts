import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { JsonObject } from '../../util/json.ts';
import type { TenantEvent } from './tenant-event.ts';

/** The app that gets an envelope, and the tenant in which the event happened. */
export interface Addressee {
  readonly appId: string;
  readonly tenantKey: string;
  readonly verificationToken: string;
}

/** The event as one app gets it. The `token` stands there on the long connection too. */
export function envelope(event: TenantEvent, to: Addressee, id: string, atMs: number): JsonObject {
  const { type, body } = event;
  const { appId, tenantKey, verificationToken: token } = to;
  if (event.schema === '1.0') {
    // Seconds with a fraction of seven digits, as the documented samples have it.
    const ts = `${Math.floor(atMs / 1000)}.${String(Math.floor(atMs % 1000)).padStart(3, '0')}0000`;
    const inner = { app_id: appId, tenant_key: tenantKey, type, ...body };
    return { ts, uuid: id, token, type: 'event_callback', event: inner };
  }
  const header = {
    event_id: id,
    event_type: type,
    create_time: String(Math.floor(atMs)),
    token,
    app_id: appId,
    tenant_key: tenantKey,
  };
  return { schema: '2.0', header, event: body };
}

/** What goes to an app when a person uses a card: like an event, but the time is in microseconds (callback-subscription). */
export function callbackEnvelope(
  type: string,
  body: JsonObject,
  { appId, tenantKey, verificationToken: token }: Addressee,
  { id, atMs }: { readonly id: string; readonly atMs: number },
): JsonObject {
  const create_time = `${Math.floor(atMs)}000`;
  const header = { event_id: id, token, create_time, event_type: type, tenant_key: tenantKey, app_id: appId };
  return { schema: '2.0', header, event: body };
}

/** AES-256-CBC under the SHA-256 of the key, the IV in front, in base64. Source: "send notifications to developers' server". */
export function encrypted(text: string, encryptKey: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(encryptKey).digest(), iv);
  const wire = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
  return JSON.stringify({ encrypt: wire });
}

/** The headers that sign a body. Source: "encrypt key encryption configuration case". */
export function signature(body: string, encryptKey: string, atMs: number): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const nonce = randomBytes(8).toString('hex');
  const signed = createHash('sha256').update(timestamp + nonce + encryptKey + body);
  return {
    'x-lark-request-timestamp': timestamp,
    'x-lark-request-nonce': nonce,
    'x-lark-signature': signed.digest('hex'),
  };
}
