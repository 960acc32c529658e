import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ReceivedEvent } from '../../model/event.ts';
import type { RefusalReason } from '../../model/event-store.ts';
import { Secret } from '../../model/secret.ts';
import { isObject, type JsonObject, readText, tryParseJson } from '../../util/json.ts';
import { unreadableEvent } from '../dead-letter.ts';
import { orderKeyOf } from '../order-key.ts';
import { parseEnvelope } from '../parse-envelope.ts';
import { decrypt, isSame, type Signed, signEvent, signOldCard } from './secrets.ts';

/** The app that a request must be for, and what proves it. */
export interface WebhookApp {
  readonly appId: string;
  readonly verificationToken: Secret;
  /** Without one anybody who knows the token can make up events. */
  readonly encryptKey: Secret | undefined;
  /** Whether older card callbacks are taken: they come in plain text, and are signed with the Verification Token and SHA-1. */
  readonly takesOldCards: boolean;
  /** What also proves a request while a person changes the secrets in the developer console: the pairs that were valid before. */
  readonly before?: readonly Pick<WebhookApp, 'verificationToken' | 'encryptKey'>[];
}

interface WebhookRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly now: number;
}

/** What a request is: the address check of the developer console, which gets `challenge` back, a genuine event, or neither. */
export type Verdict =
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'event'; readonly event: ReceivedEvent }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

/**
 * The platform's own repetitions reach 7 h 5 min back, and whether they are signed anew is not documented; so only what is
 * older is refused, and the inbox remembers what it has for longer.
 */
const maxSignedAgeMs = 8 * 3_600_000;
const clockSkewMs = 3_600_000;

/** Larger than any documented event: a change of a Base names many records at once. */
const maxSignedBytes = 4 * 1024 * 1024;
/** Only after parsing is it known whether it is to be believed, and an object takes twenty times the memory of its text. */
const maxPlainBytes = 1024 * 1024;
/** The address check is a few hundred bytes; it alone comes without a signature where an Encrypt Key is set. */
const maxUnsignedBytes = 16 * 1024;

/**
 * An address check is answered with what it holds, before anything but the Encrypt Key vouches for it. A changed or pasted block
 * of the cipher becomes sixteen random bytes; that they all are of these is as likely as guessing a key, so no sender gets foreign
 * ciphertext decrypted this way.
 */
const plainChallenge = /^[\w.~+/=-]{1,256}$/;

const refused = (reason: RefusalReason): Verdict => ({ kind: 'refused', reason });
const header = (headers: IncomingHttpHeaders, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

/** How large the body of a request may be, before anything is known of it but its headers. */
export function maxBodyBytes(headers: IncomingHttpHeaders, { encryptKey }: Pick<WebhookApp, 'encryptKey'>): number {
  if (encryptKey === undefined) return maxPlainBytes;
  return header(headers, 'x-lark-signature') === '' ? maxUnsignedBytes : maxSignedBytes;
}

/**
 * Decides what a request is: nothing is believed that is not encrypted, signed and named as the app asks for, with the secrets of now or
 * with those before that are still believed. Why one was refused is said by the secrets of now.
 */
export function verifyRequest(request: WebhookRequest, app: WebhookApp): Verdict {
  const verdict = verifyBy(request, app);
  if (verdict.kind !== 'refused') return verdict;
  for (const secrets of app.before ?? []) {
    const earlier = verifyBy(request, { ...app, ...secrets });
    if (earlier.kind !== 'refused') return earlier;
  }
  return verdict;
}

function verifyBy(request: WebhookRequest, app: WebhookApp): Verdict {
  const { encryptKey } = app;
  return encryptKey === undefined ? verifyPlain(request, app) : verifyEncrypted(request, app, encryptKey);
}

function verifyPlain(request: WebhookRequest, app: WebhookApp): Verdict {
  if (request.body.length > maxPlainBytes) return refused('too_large');
  const content = tryParseJson(request.body.toString('utf8'));
  if (!isObject(content)) return refused('unreadable');
  if (typeof content.encrypt === 'string') return refused('key_missing');
  if (isOldCard(content)) return verifyOldCard(content, request, app);
  if (content.type === 'url_verification') return verifyChallenge(content, app);
  return verifyContent(content, request, app) ?? refused('unreadable');
}

/** The signature is checked over the bytes as they came, before any of them is read: a stranger's body costs a hash. */
function verifyEncrypted(request: WebhookRequest, app: WebhookApp, encryptKey: Secret): Verdict {
  const problem = findSignatureProblem(request, (signed) => signEvent(signed, encryptKey));
  if (problem !== undefined) return admitUnsigned(request, app, { encryptKey, problem });
  const text = decryptBody(request.body, encryptKey);
  if (text === undefined) return refused('not_encrypted');
  const content = tryParseJson(text);
  if (isObject(content)) {
    if (content.type === 'url_verification') return verifyChallenge(content, app);
    const admission = verifyContent(content, request, app);
    if (admission !== undefined) return admission;
  }
  // Key and signature are right, so it is the platform's own; refused, it would come again and again.
  const id = createHash('sha256').update(request.body).digest('hex').slice(0, 32);
  const arrival = { appId: app.appId, via: 'webhook', receivedAt: request.now } as const;
  return { kind: 'event', event: unreadableEvent({ id, text, ...arrival }) };
}

/** Where there is an Encrypt Key: an address check, and older cards where they are asked for. */
function admitUnsigned(
  request: WebhookRequest,
  app: WebhookApp,
  { encryptKey, problem }: { readonly encryptKey: Secret; readonly problem: RefusalReason },
): Verdict {
  if (request.body.length > maxUnsignedBytes) return refused(problem);
  const text = decryptBody(request.body, encryptKey);
  const content = tryParseJson(text ?? request.body.toString('utf8'));
  if (!isObject(content)) return refused(text === undefined ? 'not_encrypted' : problem);
  if (isOldCard(content)) return verifyOldCard(content, request, app);
  if (text === undefined) return refused('not_encrypted');
  return content.type === 'url_verification' ? verifyChallenge(content, app) : refused(problem);
}

function decryptBody(body: Buffer, encryptKey: Secret): string | undefined {
  const outer = tryParseJson(body.toString('utf8'));
  const wire = isObject(outer) ? readText(outer, 'encrypt') : null;
  return wire === null ? undefined : decrypt(wire, encryptKey);
}

/** Undefined for what is no event. */
function verifyContent(
  content: JsonObject,
  request: WebhookRequest,
  { verificationToken, appId }: WebhookApp,
): Verdict | undefined {
  const found = parseEnvelope(content, { via: 'webhook', receivedAt: request.now });
  if (found === undefined) return undefined;
  if (!isSame(found.token, verificationToken)) return refused('token');
  if (found.event.appId !== '' && found.event.appId !== appId) return refused('other_app');
  return { kind: 'event', event: { ...found.event, appId } };
}

function verifyChallenge(content: JsonObject, { verificationToken }: WebhookApp): Verdict {
  if (!isSame(new Secret(readText(content, 'token') ?? ''), verificationToken)) return refused('token');
  const challenge = readText(content, 'challenge') ?? '';
  return plainChallenge.test(challenge) ? { kind: 'challenge', challenge } : refused('unreadable');
}

function findSignatureProblem(
  { headers, body, now }: WebhookRequest,
  sign: (signed: Signed) => string,
): RefusalReason | undefined {
  const timestamp = header(headers, 'x-lark-request-timestamp');
  const signature = header(headers, 'x-lark-signature');
  const signed = { timestamp, nonce: header(headers, 'x-lark-request-nonce'), body };
  if (signature === '' || !isSame(new Secret(signature), new Secret(sign(signed)))) return 'signature';
  const ageMs = now - Number(timestamp) * 1000;
  return ageMs <= maxSignedAgeMs && ageMs >= -clockSkewMs ? undefined : 'timestamp';
}

/** No envelope, no token of ours, and the action at the top. */
function isOldCard(content: JsonObject): boolean {
  return isObject(content.action) && typeof content.open_message_id === 'string' && content.schema === undefined;
}

function verifyOldCard(content: JsonObject, request: WebhookRequest, app: WebhookApp): Verdict {
  if (!app.takesOldCards) return refused('old_card');
  const problem = findSignatureProblem(request, (signed) => signOldCard(signed, app.verificationToken));
  if (problem !== undefined) return refused(problem);
  const id = `card/${header(request.headers, 'x-lark-signature')}`;
  const type = 'card.action.trigger_v1';
  return {
    kind: 'event',
    event: {
      id,
      dedupKey: id,
      type,
      appId: app.appId,
      tenantKey: readText(content, 'tenant_key') ?? '',
      createdAt: request.now,
      receivedAt: request.now,
      via: 'webhook',
      orderKey: orderKeyOf(type, content),
      body: content,
    },
  };
}
