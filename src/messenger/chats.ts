import type { Clock } from '../model/clock.ts';
import { ConfigError, RecordError } from '../model/errors.ts';
import type { ChatKind } from '../model/triggers/inbound-message.ts';
import type { Chat } from '../model/triggers/messenger.ts';
import { imEndpoints } from '../open-platform/endpoints/im.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import { type JsonObject, readObjects, readText } from '../util/json.ts';
import { KeptAnswers } from '../util/kept-answers.ts';

/** Whether a group is one of topics is told by the group itself only: so many calls a page. */
const pageSize = 20;
/** group/chat/search */
const longestSearch = 64;
const patient = { retryBudgetMs: 20_000 } as const;

/** A page of the groups that the bot is in or, by name, of those that it can find. @throws as `OpenPlatformClient.call` */
export async function listChats(
  client: OpenPlatformClient,
  { search, cursor }: { readonly search: string | undefined; readonly cursor: string | undefined },
): Promise<{ readonly items: readonly Chat[]; readonly next: string | undefined }> {
  const word = search?.trim() ?? '';
  const page = { page_size: pageSize, page_token: cursor };
  const data =
    word === ''
      ? await client.call(imEndpoints.listChats, { ...patient, query: page })
      : await client.call(imEndpoints.searchChats, { ...patient, query: { ...page, query: searchText(word) } });
  const items = await Promise.all(readObjects(data, 'items').map((item) => chatOf(client, item)));
  const next = data.has_more === true ? (readText(data, 'page_token') ?? undefined) : undefined;
  return { items: items.filter((chat) => chat !== undefined), next: next === '' ? undefined : next };
}

/** A word with a hyphen is found in quotes only. */
function searchText(word: string): string {
  const text = word.replaceAll('"', '').slice(0, longestSearch - 2);
  return text.includes('-') ? `"${text}"` : text;
}

async function chatOf(client: OpenPlatformClient, item: JsonObject): Promise<Chat | undefined> {
  const chatId = readText(item, 'chat_id');
  if (chatId === null || chatId === '') return undefined;
  const isExternal = item.external === true;
  return { chatId, name: readText(item, 'name') ?? '', isExternal, kind: await kindOf(client, chatId) };
}

/** What a chat tells of itself. */
interface ToldChat {
  readonly kind: ChatKind;
  readonly name: string | undefined;
}

/** @throws as `OpenPlatformClient.call` */
async function readChat(client: OpenPlatformClient, chatId: string): Promise<ToldChat> {
  const data = await client.call(imEndpoints.getChat, { ...patient, path: { chat_id: chatId } });
  const mode = readText(data, 'chat_mode');
  const name = readText(data, 'name')?.trim() ?? '';
  const kind = mode === 'topic' ? 'topic' : mode === 'p2p' ? 'direct' : 'group';
  return { kind, name: name === '' ? undefined : name };
}

/** A group that says nothing of itself (it was dissolved meanwhile) is shown as a group. */
async function kindOf(client: OpenPlatformClient, chatId: string): Promise<ChatKind> {
  try {
    return (await readChat(client, chatId)).kind;
  } catch (error) {
    if (error instanceof ConfigError || error instanceof RecordError) return 'group';
    throw error;
  }
}

/** A group becomes one of topics when somebody says so. */
const keepKindMs = 600_000;
/** Where it could not be asked, such as without the scope. */
const keepUnknownMs = 60_000;

/** What chats are and are called, asked once and kept for minutes. Of one app in one tenant. */
export class ToldChats {
  readonly #client: OpenPlatformClient;
  readonly #chats: KeptAnswers<ToldChat | undefined>;

  constructor({ client, clock }: { readonly client: OpenPlatformClient; readonly clock: Pick<Clock, 'elapsed'> }) {
    this.#client = client;
    this.#chats = new KeptAnswers(clock, (chat) => (chat === undefined ? keepUnknownMs : keepKindMs));
  }

  /** Where it cannot be asked, what it was before; undefined where it never could. */
  async find(chatId: string): Promise<ToldChat | undefined> {
    return await this.#chats.get(chatId, (before) => readChat(this.#client, chatId).catch(() => before));
  }
}
