import type { OwnMessage, Target } from '../model/triggers/messenger.ts';
import { imEndpoints } from '../open-platform/endpoints/im.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import {
  isObject,
  type JsonObject,
  readNumber,
  readObject,
  readObjects,
  readText,
  tryParseJson,
} from '../util/json.ts';

/** More was said by nobody within the time that is looked at; if it was, a message is said twice rather than sought for ever. */
const mostPages = 40;
const patient = { retryBudgetMs: 20_000 } as const;

/** What this bot has said since in the chat of a target, or in the topic of the message that it answers to; the oldest first. */
export async function ownMessages(
  client: OpenPlatformClient,
  target: Target,
  since: number,
): Promise<readonly OwnMessage[]> {
  if (target.kind === 'person') return [];
  const threadId = target.kind === 'reply' ? await threadOf(client, target.messageId) : undefined;
  const found: OwnMessage[] = [];
  const places =
    threadId === undefined
      ? [{ container_id_type: 'chat', container_id: target.chatId }]
      : [
          { container_id_type: 'thread', container_id: threadId },
          // Where the topic would not have it, it was said beside it.
          { container_id_type: 'chat', container_id: target.chatId },
        ];
  for (const place of places) {
    let pages = 0;
    // Topics take no times; what is older is left out below.
    const from = place.container_id_type === 'chat' ? { start_time: String(Math.floor(since / 1000)) } : {};
    const query = { ...place, ...from, sort_type: 'ByCreateTimeAsc', card_msg_content_type: 'user_card_content' };
    for await (const { items } of client.pages(imEndpoints.listMessages, { ...patient, query })) {
      for (const item of items) if (isOwn(item, client.appId)) found.push(ownMessage(item));
      pages += 1;
      if (pages >= mostPages) break;
    }
  }
  const unique = new Map(found.map((message) => [message.messageId, message]));
  // By the second, as the times of a history are.
  return [...unique.values()].filter(({ at }) => at >= since - 1000).toSorted((one, other) => one.at - other.at);
}

async function threadOf(client: OpenPlatformClient, messageId: string): Promise<string | undefined> {
  const data = await client.call(imEndpoints.getMessage, { ...patient, path: { message_id: messageId } });
  const [item] = readObjects(data, 'items');
  const threadId = item === undefined ? null : readText(item, 'thread_id');
  return threadId === null || threadId === '' ? undefined : threadId;
}

function isOwn(item: JsonObject, appId: string): boolean {
  const sender = readObject(item, 'sender');
  return item.deleted !== true && readText(sender, 'sender_type') === 'app' && readText(sender, 'id') === appId;
}

function ownMessage(item: JsonObject): OwnMessage {
  const content = tryParseJson(readText(readObject(item, 'body'), 'content') ?? '');
  return {
    messageId: readText(item, 'message_id') ?? '',
    chatId: readText(item, 'chat_id') ?? '',
    threadId: readText(item, 'thread_id') ?? undefined,
    parentId: readText(item, 'parent_id') ?? undefined,
    at: readNumber(item, 'create_time') ?? 0,
    type: readText(item, 'msg_type') ?? '',
    content: isObject(content) ? content : {},
  };
}
