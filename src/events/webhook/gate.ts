import type { IncomingHttpHeaders } from 'node:http';
import type { ReceivedEvent } from '../../model/event.ts';
import { isObject, type JsonObject, readText, tryParseJson } from '../../util/json.ts';
import { openEnvelope } from '../envelope.ts';
import { decrypt, isSame, type Signed, signEvent, signOldCard } from './secrets.ts';

/** An app whose events come to this server. */
export interface WebhookIntegration {
  /** The last part of its request URL. */
  readonly id: string;
  readonly appId: string;
  readonly verificationToken: string;
  /** Without one anybody who knows the token can make up events. */
  readonly encryptKey: string | undefined;
}

export interface WebhookRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly now: number;
}

export type Admission =
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'event'; readonly event: ReceivedEvent }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string };

/**
 * The platform's own repetitions reach 7 h 5 min back, and whether they are signed anew is not documented; so only what is
 * older is refused, and the inbox remembers what it has for longer.
 */
const oldestSignedMs = 8 * 3_600_000;
const clockSkewMs = 3_600_000;

const refused = (status: number, reason: string): Admission => ({ kind: 'refused', status, reason });
const header = (headers: IncomingHttpHeaders, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

/** Whether a request may carry an event at all; the address check of the console is never signed, and is short. */
export function isSigned(headers: IncomingHttpHeaders): boolean {
  return header(headers, 'x-lark-signature') !== '';
}

/** Decides what a request is: nothing is believed that is not encrypted, signed and named as the integration asks for. */
export function admit(request: WebhookRequest, integration: WebhookIntegration): Admission {
  const { verificationToken, encryptKey } = integration;
  const outer = tryParseJson(request.body.toString('utf8'));
  if (!isObject(outer)) return refused(400, 'The body is no JSON object');
  if (isOldCard(outer)) return admitOldCard(outer, request, integration);
  const content = encryptKey === undefined ? outer : opened(outer, encryptKey);
  if (content === undefined) return refused(401, 'The body is not encrypted with the Encrypt Key');
  if (encryptKey === undefined && typeof outer.encrypt === 'string')
    return refused(401, 'The body is encrypted, but no Encrypt Key is configured');
  if (content.type === 'url_verification') return admitChallenge(content, verificationToken);
  if (encryptKey !== undefined) {
    const problem = findSignatureProblem(request, (signed) => signEvent(signed, encryptKey));
    if (problem !== undefined) return problem;
  }
  const found = openEnvelope(content, { via: 'webhook', receivedAt: request.now });
  if (found === undefined) return refused(400, 'The body is no event');
  if (!isSame(found.token ?? '', verificationToken)) return refused(401, 'The Verification Token is wrong');
  const { appId } = found.event;
  if (appId !== '' && appId !== integration.appId) return refused(403, 'The event is for another app');
  return { kind: 'event', event: { ...found.event, appId: integration.appId } };
}

function opened(outer: JsonObject, encryptKey: string): JsonObject | undefined {
  const wire = readText(outer, 'encrypt');
  const text = wire === null ? undefined : decrypt(wire, encryptKey);
  const content = text === undefined ? undefined : tryParseJson(text);
  return isObject(content) ? content : undefined;
}

function admitChallenge(content: JsonObject, verificationToken: string): Admission {
  const challenge = readText(content, 'challenge');
  if (challenge === null) return refused(400, 'The address check has no challenge');
  if (!isSame(readText(content, 'token') ?? '', verificationToken))
    return refused(401, 'The Verification Token is wrong');
  return { kind: 'challenge', challenge };
}

function findSignatureProblem(
  { headers, body, now }: WebhookRequest,
  sign: (signed: Signed) => string,
): Admission | undefined {
  const timestamp = header(headers, 'x-lark-request-timestamp');
  const signed = { timestamp, nonce: header(headers, 'x-lark-request-nonce'), body };
  if (!isSame(header(headers, 'x-lark-signature'), sign(signed))) return refused(401, 'The signature is wrong');
  const ageMs = now - Number(timestamp) * 1000;
  if (!(ageMs <= oldestSignedMs && ageMs >= -clockSkewMs)) return refused(401, 'The timestamp is too far from now');
  return undefined;
}

/** No envelope, no token of ours, and the action at the top. */
function isOldCard(outer: JsonObject): boolean {
  return isObject(outer.action) && typeof outer.open_message_id === 'string' && outer.schema === undefined;
}

function admitOldCard(outer: JsonObject, request: WebhookRequest, integration: WebhookIntegration): Admission {
  const problem = findSignatureProblem(request, (signed) => signOldCard(signed, integration.verificationToken));
  if (problem !== undefined) return problem;
  const id = `card/${header(request.headers, 'x-lark-signature')}`;
  return {
    kind: 'event',
    event: {
      id,
      dedupKey: id,
      type: 'card.action.trigger_v1',
      appId: integration.appId,
      tenantKey: readText(outer, 'tenant_key') ?? '',
      createdAt: request.now,
      receivedAt: request.now,
      via: 'webhook',
      orderKey: null,
      body: outer,
    },
  };
}
