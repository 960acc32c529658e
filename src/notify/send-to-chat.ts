import type { Message } from '../model/message.ts';
import type { Notice } from '../model/service/notifier.ts';
import { imEndpoints } from '../open-platform/endpoints/im.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import { larkCard } from './lark-card.ts';

interface ChatMessage {
  readonly chatId: string;
  readonly notice: Notice;
  readonly language: keyof Message;
  readonly signal: AbortSignal;
}

/** Sends a card to a chat that the bot is in. The platform takes the same `uuid` once within an hour. @throws as `OpenPlatformClient.call` */
export async function sendToChat(
  client: OpenPlatformClient,
  { chatId, notice, language, signal }: ChatMessage,
): Promise<void> {
  await client.call(imEndpoints.createMessage, {
    query: { receive_id_type: 'chat_id' },
    body: { receive_id: chatId, msg_type: 'interactive', content: larkCard(notice, language), uuid: notice.id },
    pauseKey: chatId,
    signal,
  });
}
