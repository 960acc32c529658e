import { isObject, tryParseJson } from '../util/json.ts';
import type { App, Apps } from './gateway/apps.ts';
import { randomFor } from './random.ts';
import { ApiFailure, type Exchange, type Route } from './route.ts';

/** A message that an app has sent. */
export interface SentMessage {
  readonly messageId: string;
  readonly chatId: string;
  readonly appId: string;
  readonly type: string;
  /** As it was sent: JSON as a text. */
  readonly content: string;
  readonly sentAtMs: number;
}

const hourMs = 3_600_000;
const maxCardBytes = 30 * 1024;
const enabled = 2;

/** The one group of a tenant that the bot is in, and what was said there. */
export class Chats {
  readonly chatId: string;
  readonly messages: SentMessage[] = [];
  readonly #byUuid = new Map<string, SentMessage>();
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.chatId = `oc_${randomFor(seed, 'chat').hex(32)}`;
  }

  /** Sends a message, or gives the one that was sent with the same `uuid` within an hour. Codes: im-v1/message/create. */
  send({ query, body, appId, nowMs }: Exchange, app: App): SentMessage {
    if (app.botStatus !== enabled) throw new ApiFailure(230006, 'Bot ability is not activated.');
    const { receive_id: chatId, msg_type: type, content, uuid } = body;
    if (query.get('receive_id_type') !== 'chat_id') throw new ApiFailure(230001, 'invalid request parameter');
    if (typeof chatId !== 'string' || typeof type !== 'string' || typeof content !== 'string')
      throw new ApiFailure(230001, 'invalid request parameter');
    if (!/^oc_/.test(chatId)) throw new ApiFailure(230034, 'The receive_id is invalid.');
    if (chatId !== this.chatId) throw new ApiFailure(230002, 'The bot can not be outside the group.');
    if (!isObject(tryParseJson(content))) throw new ApiFailure(230001, 'content is not a string in json format');
    if (type === 'interactive' && Buffer.byteLength(content) > maxCardBytes)
      throw new ApiFailure(230025, 'The length of the message content reaches its limit.');
    const key = typeof uuid === 'string' && uuid !== '' ? `${appId} ${uuid}` : undefined;
    const before = key === undefined ? undefined : this.#byUuid.get(key);
    if (before !== undefined && nowMs - before.sentAtMs < hourMs) return before;
    const messageId = `om_${randomFor(this.#seed, 'message', this.messages.length).hex(32)}`;
    const message: SentMessage = { messageId, chatId, appId, type, content, sentAtMs: nowMs };
    this.messages.push(message);
    if (key !== undefined) this.#byUuid.set(key, message);
    return message;
  }
}

/** As answers have it. */
function messagePayload(
  { messageId, chatId, appId, type, content, sentAtMs }: SentMessage,
  tenantKey: string,
): unknown {
  return {
    message_id: messageId,
    msg_type: type,
    create_time: String(sentAtMs),
    update_time: String(sentAtMs),
    deleted: false,
    updated: false,
    chat_id: chatId,
    sender: { id: appId, id_type: 'app_id', sender_type: 'app', tenant_key: tenantKey },
    body: { content },
  };
}

/** What bots say. */
export function chatRoutes(chats: Chats, apps: Apps, tenantKey: string): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/open-apis/im/v1/messages',
      handle: (exchange) => ({ data: messagePayload(chats.send(exchange, apps.require(exchange.appId)), tenantKey) }),
    },
  ];
}
