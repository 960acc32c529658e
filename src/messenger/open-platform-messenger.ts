import type { Language } from '../model/message.ts';
import type { Attachment } from '../model/triggers/inbound-message.ts';
import type {
  CardWrite,
  Chat,
  Messenger,
  OutgoingContent,
  OwnMessage,
  ReadMessage,
  SaidMessage,
  Target,
} from '../model/triggers/messenger.ts';
import { botEndpoints } from '../open-platform/endpoints/bot.ts';
import { cardkitEndpoints } from '../open-platform/endpoints/cardkit.ts';
import { imEndpoints } from '../open-platform/endpoints/im.ts';
import { platformCode } from '../open-platform/error-map.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import { readItems } from '../triggers/messages/read-items.ts';
import { type JsonObject, parseJson, readArray, readObject, readText } from '../util/json.ts';
import { listChats } from './chats.ts';
import { downloadResource } from './download-resource.ts';
import { type FileKind, fileKindOf } from './file-kind.ts';
import { ownMessages } from './own-messages.ts';

/** An app in one tenant, and what is needed to read what was said there. */
export interface MessengerOptions {
  readonly client: OpenPlatformClient;
  /** Of the words for what is no text. */
  readonly language: Language;
  /** The name of somebody, where it is known. */
  readonly nameOf?: (openId: string) => string | undefined;
}

/** Whoever sends decides himself when to try again: a call that is repeated here would hold up what else he could do. */
const once = { retryBudgetMs: 0 } as const;
/** Recalled, not visible, deleted, not there (im-v1/message/get). */
const unseen: ReadonlySet<number> = new Set([230011, 230050, 230110, 231003]);
/** Reads change nothing; somebody waits for them. */
const patient = { retryBudgetMs: 20_000 } as const;

/** `Messenger` over the Open Platform: of one app in one tenant. */
export class OpenPlatformMessenger implements Messenger {
  readonly #client: OpenPlatformClient;
  readonly #options: MessengerOptions;
  #botOpenId: Promise<string> | undefined;

  constructor(options: MessengerOptions) {
    this.#options = options;
    this.#client = options.client;
  }

  async botOpenId(): Promise<string> {
    this.#botOpenId ??= this.#askBotOpenId();
    try {
      return await this.#botOpenId;
    } catch (error) {
      this.#botOpenId = undefined;
      throw error;
    }
  }

  async #askBotOpenId(): Promise<string> {
    const answer = await this.#client.callFlat(botEndpoints.info, patient);
    return readText(readObject(answer, 'bot'), 'open_id') ?? '';
  }

  async send(target: Target, said: OutgoingContent, uuid: string): Promise<SaidMessage> {
    const body = { ...contentOf(said), uuid };
    const pauseKey = target.kind === 'person' ? target.openId : target.chatId;
    const data =
      target.kind === 'reply'
        ? await this.#client.call(imEndpoints.replyMessage, {
            ...once,
            pauseKey,
            path: { message_id: target.messageId },
            body: { ...body, reply_in_thread: target.inThread },
          })
        : await this.#client.call(imEndpoints.createMessage, {
            ...once,
            pauseKey,
            query: { receive_id_type: target.kind === 'chat' ? 'chat_id' : 'open_id' },
            body: { ...body, receive_id: pauseKey },
          });
    return {
      messageId: readText(data, 'message_id') ?? '',
      chatId: readText(data, 'chat_id') ?? '',
      threadId: readText(data, 'thread_id') ?? undefined,
    };
  }

  async edit(messageId: string, said: OutgoingContent): Promise<void> {
    await this.#client.call(imEndpoints.updateMessage, {
      ...once,
      path: { message_id: messageId },
      body: contentOf(said),
    });
  }

  async patchCard(messageId: string, card: Readonly<Record<string, unknown>>): Promise<void> {
    const path = { message_id: messageId };
    const body = { content: JSON.stringify(card) };
    await this.#client.call(imEndpoints.patchMessage, { ...once, pauseKey: messageId, path, body });
  }

  async recall(messageId: string): Promise<void> {
    await this.#client.call(imEndpoints.deleteMessage, { ...once, path: { message_id: messageId } });
  }

  async react(messageId: string, emoji: string): Promise<string> {
    const path = { message_id: messageId };
    const body = { reaction_type: { emoji_type: emoji } };
    const data = await this.#client.call(imEndpoints.createReaction, { ...once, path, body });
    return readText(data, 'reaction_id') ?? '';
  }

  async unreact(messageId: string, reactionId: string): Promise<void> {
    const path = { message_id: messageId, reaction_id: reactionId };
    await this.#client.call(imEndpoints.deleteReaction, { ...once, path });
  }

  async sendEphemeral(chatId: string, openId: string, card: Readonly<Record<string, unknown>>): Promise<void> {
    const body = { chat_id: chatId, open_id: openId, msg_type: 'interactive', card: asJson(card) };
    await this.#client.call(imEndpoints.sendEphemeral, { ...once, pauseKey: chatId, body });
  }

  async followUps(messageId: string, texts: readonly string[]): Promise<void> {
    const body = { follow_ups: texts.map((content) => ({ content })) };
    await this.#client.call(imEndpoints.pushFollowUp, { ...once, path: { message_id: messageId }, body });
  }

  async createCard(card: Readonly<Record<string, unknown>>): Promise<string> {
    const data = await this.#client.call(cardkitEndpoints.create, { ...once, body: cardJson(card) });
    return readText(data, 'card_id') ?? '';
  }

  async writeElement({ cardId, elementId, content, sequence, uuid }: CardWrite): Promise<void> {
    await this.#client.call(cardkitEndpoints.writeElement, {
      ...once,
      path: { card_id: cardId, element_id: elementId },
      body: { content, sequence, uuid },
    });
  }

  async writeSettings({ cardId, settings, sequence, uuid }: Parameters<Messenger['writeSettings']>[0]): Promise<void> {
    const body = { settings: JSON.stringify(settings), sequence, uuid };
    await this.#client.call(cardkitEndpoints.writeSettings, { ...once, path: { card_id: cardId }, body });
  }

  async replaceCard({ cardId, card, sequence, uuid }: Parameters<Messenger['replaceCard']>[0]): Promise<void> {
    const body = { card: cardJson(card), sequence, uuid };
    await this.#client.call(cardkitEndpoints.replace, { ...once, path: { card_id: cardId }, body });
  }

  async uploadImage(name: string, content: Uint8Array): Promise<string> {
    const form = { fields: { image_type: 'message' }, file: { field: 'image', name, content } };
    return readText(await this.#client.call(imEndpoints.uploadImage, { ...once, form }), 'image_key') ?? '';
  }

  async uploadFile(name: string, content: Uint8Array): Promise<string> {
    const kind: FileKind = fileKindOf(name);
    const form = { fields: { file_type: kind, file_name: name }, file: { field: 'file', name, content } };
    return readText(await this.#client.call(imEndpoints.uploadFile, { ...once, form }), 'file_key') ?? '';
  }

  async download(
    messageId: string,
    attachment: Attachment,
    mostBytes: number,
  ): Promise<{ readonly type: string; readonly content: Uint8Array }> {
    return await downloadResource(this.#client, { messageId, attachment, mostBytes });
  }

  async read(messageId: string): Promise<ReadMessage | undefined> {
    const data = await this.#seen(messageId);
    if (data === undefined) return undefined;
    const { language, nameOf = () => undefined } = this.#options;
    const reading = { botOpenId: await this.botOpenId(), language, nameOf };
    return readItems(readArray(data, 'items'), messageId, reading);
  }

  async #seen(messageId: string): Promise<JsonObject | undefined> {
    try {
      return await this.#client.call(imEndpoints.getMessage, {
        ...patient,
        path: { message_id: messageId },
        query: { user_id_type: 'open_id', card_msg_content_type: 'user_card_content' },
      });
    } catch (error) {
      if (unseen.has(platformCode(error) ?? 0)) return undefined;
      throw error;
    }
  }

  async said(target: Target, since: number): Promise<readonly OwnMessage[]> {
    return await ownMessages(this.#client, target, since);
  }

  async chats(
    page: Parameters<Messenger['chats']>[0],
  ): Promise<{ readonly items: readonly Chat[]; readonly next: string | undefined }> {
    return await listChats(this.#client, page);
  }
}

/** As it is sent: JSON within JSON. */
function contentOf({ type, content }: OutgoingContent): JsonObject {
  return { msg_type: type, content: JSON.stringify(content) };
}

function cardJson(card: Readonly<Record<string, unknown>>): JsonObject {
  return { type: 'card_json', data: JSON.stringify(card) };
}

function asJson(card: Readonly<Record<string, unknown>>): JsonObject {
  return readObject({ card: parseJson(JSON.stringify(card)) }, 'card');
}
