import type { JsonObject } from '../../util/json.ts';
import type { Exchange, Route } from '../route.ts';
import type { Chat } from './chat.ts';
import { idTypeOf } from './history-routes.ts';
import type { Im } from './im.ts';
import { idOf } from './message-payload.ts';
import { type Page, pageOf } from './pages.ts';
import { refusal } from './refusals.ts';

const path = '/open-apis/im/v1/chats';
const maxSearch = 64;

/** Which chats there are and who is in them. Codes: group/chat/{list,search,get-chat}, group/chat-member/{get,is_in_chat}. */
export function chatRoutes(im: Im): readonly Route[] {
  return [
    { method: 'GET', path, handle: (exchange) => ({ data: listed(im, exchange) }) },
    { method: 'GET', path: `${path}/search`, handle: (exchange) => ({ data: searched(im, exchange) }) },
    { method: 'GET', path: `${path}/:chat_id`, handle: (exchange) => ({ data: details(im, exchange) }) },
    { method: 'GET', path: `${path}/:chat_id/members`, handle: (exchange) => ({ data: members(im, exchange) }) },
    {
      method: 'GET',
      path: `${path}/:chat_id/members/is_in_chat`,
      handle: ({ params, appId }) => {
        im.bot(appId, 232025);
        return { data: { is_in_chat: chatOf(im, params.chat_id).bots.has(appId) } };
      },
    },
  ];
}

/** Groups that the bot is in; chats with one person are not listed. */
function listed(im: Im, exchange: Exchange): Page<JsonObject> {
  const { appId, query } = exchange;
  im.bot(appId, 232025);
  const chats = im.chats
    .all()
    .filter(({ mode, bots, isDissolved }) => mode !== 'p2p' && bots.has(appId) && !isDissolved);
  const byActivity = query.get('sort_type') === 'ByActiveTimeDesc';
  const sorted = byActivity ? chats.toSorted((one, other) => other.activeMs - one.activeMs) : chats;
  return chatPage(im, sorted, exchange, `chats ${byActivity}`);
}

/** By name, or by the name of a member; public groups that the bot is not in are found too. */
function searched(im: Im, exchange: Exchange): Page<JsonObject> {
  const { appId, query } = exchange;
  im.bot(appId, 232025);
  const asked = query.get('query') ?? '';
  if (asked.length > maxSearch) throw refusal(232001, 'query is too long');
  const word = asked.replace(/^"(.*)"$/, '$1').toLowerCase();
  const isNamed = (chat: Chat): boolean => chat.name.toLowerCase().includes(word) || hasMember(im, chat, word);
  const found = im.chats.all().filter((chat) => {
    const isOpen = chat.bots.has(appId) || chat.isPublic;
    return chat.mode !== 'p2p' && !chat.isDissolved && isOpen && word !== '' && isNamed(chat);
  });
  return chatPage(im, found, exchange, `search ${asked}`);
}

function hasMember(im: Im, { people }: Chat, word: string): boolean {
  return [...people].some((openId) => im.parts.directory.byId(openId, 'open_id')?.name.toLowerCase() === word);
}

function chatPage(im: Im, chats: readonly Chat[], exchange: Exchange, query: string): Page<JsonObject> {
  const page = pageOf(chats, exchange, {
    query,
    defaultSize: 20,
    badToken: 232001,
    lifetimeSeconds: im.parts.options.switches.pageTokenLifetimeSeconds,
  });
  return { ...page, items: page.items.map((chat) => brief(im, chat, exchange)) };
}

function brief(im: Im, chat: Chat, { query }: Exchange): JsonObject {
  return {
    chat_id: chat.id,
    avatar: `https://s1-imfile.feishucdn.com/static-resource/v1/chat-${chat.id.slice(3, 11)}`,
    name: chat.name,
    description: chat.description,
    ...ownerOf(im, chat, query),
    external: false,
    tenant_key: im.parts.tenantKey,
    chat_status: chat.isDissolved ? 'dissolved' : 'normal',
  };
}

function ownerOf(im: Im, { ownerId }: Chat, query: URLSearchParams): JsonObject {
  const type = idTypeOf(query);
  const owner = im.parts.directory.byId(ownerId, 'open_id');
  return owner === undefined ? {} : { owner_id: idOf(owner, type), owner_id_type: type };
}

function chatOf(im: Im, chatId: string | undefined): Chat {
  const chat = im.chats.find(chatId ?? '');
  if (chat === undefined) throw refusal(232006);
  return chat;
}

function details(im: Im, exchange: Exchange): JsonObject {
  const { params, appId } = exchange;
  im.bot(appId, 232025);
  const chat = chatOf(im, params.chat_id);
  if (!chat.bots.has(appId) && !chat.isPublic) throw refusal(232011);
  const { chat_id: _, ...shown } = brief(im, chat, exchange);
  return { ...shown, ...settingsOf(chat), user_count: String(chat.people.size), bot_count: String(chat.bots.size) };
}

/** The settings of a group that nobody has changed; `group_message_type` is there for groups only. */
function settingsOf({ mode, name, isPublic, showsThreads, isMuted }: Chat): JsonObject {
  return {
    i18n_names: { zh_cn: name, en_us: name, ja_jp: name },
    add_member_permission: 'all_members',
    share_card_permission: 'allowed',
    at_all_permission: 'all_members',
    edit_permission: 'all_members',
    user_manager_id_list: [],
    bot_manager_id_list: [],
    ...(mode === 'group' ? { group_message_type: showsThreads ? 'thread' : 'chat' } : {}),
    chat_mode: mode,
    chat_type: isPublic ? 'public' : 'private',
    chat_tag: 'inner',
    join_message_visibility: 'all_members',
    leave_message_visibility: 'all_members',
    membership_approval: 'no_approval_required',
    moderation_permission: isMuted ? 'only_owner' : 'all_members',
    urgent_setting: 'all_members',
    video_conference_setting: 'all_members',
    hide_member_count_setting: 'all_members',
  };
}

/** People only: bots are never listed. */
function members(im: Im, exchange: Exchange): unknown {
  const { params, appId, query } = exchange;
  im.bot(appId, 232025);
  const chat = chatOf(im, params.chat_id);
  if (chat.isDissolved) throw refusal(232009);
  if (!chat.bots.has(appId)) throw refusal(232011);
  const type = idTypeOf(query, 'member_id_type');
  const page = pageOf([...chat.people], exchange, {
    query: `members ${chat.id} ${type}`,
    defaultSize: 20,
    badToken: 232001,
    lifetimeSeconds: im.parts.options.switches.pageTokenLifetimeSeconds,
  });
  const items = page.items.flatMap((openId): JsonObject[] => {
    const person = im.parts.directory.byId(openId, 'open_id');
    if (person === undefined) return [];
    const tenant_key = im.parts.tenantKey;
    return [{ member_id_type: type, member_id: idOf(person, type), name: person.name, tenant_key }];
  });
  return { ...page, items, member_total: chat.people.size };
}
