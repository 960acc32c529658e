import type { EventEffect, EventTransport, ReceivedEvent } from '../model/event.ts';
import { Secret } from '../model/secret.ts';
import { isObject, type JsonObject, readNumber, readObject, readText } from '../util/json.ts';
import { orderKeyOf } from './order-key.ts';
import { actorOf, chatOf } from './who-and-where.ts';

/** An envelope taken apart, with the token that it must be believed by. */
interface ParsedEnvelope {
  /** The Verification Token of the app, when it is genuine; an empty one when the envelope holds none. */
  readonly token: Secret;
  readonly event: ReceivedEvent;
}

interface Receipt {
  readonly via: EventTransport;
  readonly receivedAt: number;
}

/**
 * Reads either envelope: schema 2.0 has a `header`, schema 1.0 a `uuid` and the type inside. Undefined for what is neither.
 * Source: event-subscription-guide, "event structure".
 */
export function parseEnvelope(envelope: JsonObject, receipt: Receipt): ParsedEnvelope | undefined {
  if (isObject(envelope.header)) return parseSecond(envelope.header, readObject(envelope, 'event'), receipt);
  if (envelope.type === 'event_callback') return parseFirst(envelope, readObject(envelope, 'event'), receipt);
  return undefined;
}

function parseSecond(header: JsonObject, body: JsonObject, receipt: Receipt): ParsedEnvelope | undefined {
  const [id, type] = [readText(header, 'event_id'), readText(header, 'event_type')];
  if (id === null || type === null) return undefined;
  return toParsed(readText(header, 'token'), {
    ...receipt,
    id,
    type,
    body,
    appId: readText(header, 'app_id') ?? '',
    tenantKey: readText(header, 'tenant_key') ?? '',
    createdAt: toMs(readNumber(header, 'create_time')) ?? receipt.receivedAt,
  });
}

function parseFirst(envelope: JsonObject, body: JsonObject, receipt: Receipt): ParsedEnvelope | undefined {
  const [id, type] = [readText(envelope, 'uuid'), readText(body, 'type')];
  if (id === null || type === null) return undefined;
  const seconds = readNumber(envelope, 'ts');
  return toParsed(readText(envelope, 'token'), {
    ...receipt,
    id,
    type,
    body,
    appId: readText(body, 'app_id') ?? '',
    tenantKey: readText(body, 'tenant_key') ?? '',
    createdAt: seconds === null ? receipt.receivedAt : Math.round(seconds * 1000),
  });
}

function toParsed(
  token: string | null,
  parts: Omit<ReceivedEvent, 'dedupKey' | 'orderKey' | 'effect'>,
): ParsedEnvelope {
  const effect = effectOf(parts.type, parts.body);
  const [actorId, chatId] = [actorOf(parts.body), chatOf(parts.body)];
  return {
    token: new Secret(token ?? ''),
    event: {
      ...parts,
      // The ticket is a secret and is kept apart; what lies in the inbox may be shown.
      body: effect?.kind === 'ticket' ? { ...parts.body, app_ticket: '***' } : parts.body,
      dedupKey: dedupKeyOf(parts),
      orderKey: orderKeyOf(parts.type, parts.body),
      ...(actorId === undefined ? {} : { actorId }),
      ...(chatId === undefined ? {} : { chatId }),
      ...(effect === undefined ? {} : { effect }),
    },
  };
}

/** Milliseconds; the documentation's own samples have microseconds in places, callbacks always. */
function toMs(time: number | null): number | undefined {
  if (time === null) return undefined;
  return time >= 1e15 ? Math.floor(time / 1000) : time;
}

/** A message may be pushed again under another `event_id`. Source: im-v1/message/events/receive. */
function dedupKeyOf({ id, type, body }: Pick<ReceivedEvent, 'id' | 'type' | 'body'>): string {
  const messageId = type === 'im.message.receive_v1' ? readText(readObject(body, 'message'), 'message_id') : null;
  return messageId === null ? id : `message/${messageId}`;
}

function effectOf(type: string, body: JsonObject): EventEffect | undefined {
  const ticket = type === 'app_ticket' ? readText(body, 'app_ticket') : null;
  if (ticket !== null) return { kind: 'ticket', ticket: new Secret(ticket) };
  if (type === 'app_open') return { kind: 'installed' };
  return type === 'app_uninstalled' ? { kind: 'uninstalled' } : undefined;
}
