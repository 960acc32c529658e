import { createHash } from 'node:crypto';
import type { EventTransport, ReceivedEvent } from '../model/event.ts';
import type { Message } from '../model/message.ts';
import { isObject, type JsonObject, type JsonValue } from '../util/json.ts';

/** The number of characters that are kept of an unreadable payload. */
const maxKeptLength = 100_000;
/** No documented event is nested a tenth as deep; writing JSON is recursive and ends somewhere above a few thousand. */
const maxDepth = 100;
/** The levels that are kept of deeper nested payloads. */
const keptLevels = 10;
/** Longer than any id of the platform; Postgres' indexes end at 2,704 bytes. */
const maxIdLength = 200;
const maxTimeMs = 8.64e15;

/** A payload that is no event. `id` identifies it, so that repetitions are kept once; `receivedAt` is in milliseconds since the epoch. */
export interface Unreadable {
  readonly id: string;
  readonly text: string;
  readonly appId: string;
  readonly via: EventTransport;
  readonly receivedAt: number;
}

/** An unreadable event: it is stored and acknowledged; otherwise the platform would send it again and block later events. */
export function unreadableEvent({ id, text, appId, via, receivedAt }: Unreadable): ReceivedEvent {
  return {
    id,
    dedupKey: `unreadable/${id}`,
    type: 'unreadable',
    appId,
    tenantKey: '',
    createdAt: receivedAt,
    receivedAt,
    via,
    orderKey: null,
    body: { text: text.slice(0, maxKeptLength).toWellFormed() },
    error: { en: 'The payload is not an event', zh: '该内容不是事件' },
  };
}

const tooDeep: Message = {
  en: `The payload is nested deeper than ${maxDepth} levels`,
  zh: `该内容的嵌套超过 ${maxDepth} 层`,
};

/** The event in a form that every store can keep; a dead letter when its body cannot be kept whole. */
export function toStorable(event: ReceivedEvent): ReceivedEvent {
  const isTooDeep = isDeeper(event.body, maxDepth);
  const createdAt = Math.floor(event.createdAt);
  return {
    ...event,
    id: toStorableText(event.id),
    dedupKey: toStorableText(event.dedupKey),
    type: toStorableText(event.type),
    tenantKey: toStorableText(event.tenantKey),
    orderKey: event.orderKey === null ? null : toStorableText(event.orderKey),
    createdAt: Math.abs(createdAt) <= maxTimeMs ? createdAt : event.receivedAt,
    ...(isTooDeep ? { body: prune(event.body), error: tooDeep } : {}),
  };
}

/** For an event that the store refuses for what it is. */
export function toDeadLetter(event: ReceivedEvent, reason: Message): ReceivedEvent {
  const { effect: _, ...rest } = event;
  const text = JSON.stringify(prune(event.body)).slice(0, maxKeptLength).replaceAll('\\u0000', '').toWellFormed();
  return { ...rest, createdAt: event.receivedAt, body: { text }, error: reason };
}

/** Ids that are overlong or not printable get their hash at the end. */
function toStorableText(text: string): string {
  if (text.length <= maxIdLength && text.isWellFormed() && !/\p{C}/u.test(text)) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
  const kept = text.slice(0, maxIdLength / 2).toWellFormed();
  return `${kept.replaceAll(/\p{C}/gu, '')}~${hash}`;
}

/** Without recursion: it is asked because there may be too much of it. */
function isDeeper(value: JsonValue, levels: number): boolean {
  let level: JsonValue[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    const below: JsonValue[] = [];
    for (const one of level) for (const item of childrenOf(one)) if (typeof item === 'object') below.push(item);
    level = below;
  }
  return false;
}

function childrenOf(value: JsonValue): JsonValue[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value).map((item) => item ?? null) : [];
}

function prune(body: JsonObject): JsonObject {
  const copy = (value: JsonValue, levels: number): JsonValue => {
    if (typeof value !== 'object' || value === null) return value;
    if (levels === 0) return '…';
    if (Array.isArray(value)) return value.map((item) => copy(item, levels - 1));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item ?? null, levels - 1)]));
  };
  return Object.fromEntries(Object.entries(body).map(([key, item]) => [key, copy(item ?? null, keptLevels)]));
}
