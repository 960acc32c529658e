import type { HandlerRequest } from '../../model/triggers/handler.ts';
import { readInboundMessage } from '../../model/triggers/read-inbound-message.ts';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../../util/json.ts';
import { type HandlerPayload, payloadForm } from './payload.ts';

/** What `payloadOf` was made of: who gets the payload works with the same request. */
export function readPayload(value: JsonObject): HandlerRequest {
  const { session, user, messages, history, event, replyHandle, ...same } = payloadForm.parse(value);
  return {
    ...same,
    session: session === null ? undefined : { ...session, threadId: session.threadId ?? undefined },
    user:
      user === null
        ? undefined
        : {
            ...user,
            unionId: user.unionId ?? undefined,
            name: user.name ?? undefined,
            handlerUserId: user.handlerUserId ?? undefined,
          },
    messages: messages.flatMap((message) => readInboundMessage(withMs(toJson(message))) ?? []),
    history: history.map((item) => ({ ...item, name: item.name ?? undefined, at: Date.parse(item.at) })),
    event: readEvent(event),
    orderKey: undefined,
    replyHandle: replyHandle ?? undefined,
  };
}

function readEvent(event: HandlerPayload['event']): HandlerRequest['event'] {
  if (event === null) return undefined;
  return { ...event, createdAt: Date.parse(event.createdAt), body: toJson(event.body) };
}

const moments: ReadonlySet<string> = new Set(['sentAt', 'editedAt']);

/** Moments as milliseconds. What the platform gave stays as it is. */
function withMs(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withMs);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      if (key === 'content' || one === undefined) return [key, one ?? null];
      return [key, moments.has(key) && typeof one === 'string' ? Date.parse(one) : withMs(one)];
    }),
  );
}

function toJson(value: unknown): JsonValue {
  return parseJson(JSON.stringify(value ?? null));
}
