import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

type Name =
  | 'createMessage'
  | 'replyMessage'
  | 'updateMessage'
  | 'patchMessage'
  | 'deleteMessage'
  | 'getMessage'
  | 'listMessages'
  | 'createReaction'
  | 'deleteReaction'
  | 'pushFollowUp'
  | 'getResource'
  | 'uploadImage'
  | 'uploadFile'
  | 'listChats'
  | 'searchChats'
  | 'getChat'
  | 'sendEphemeral';

const messages = '/open-apis/im/v1/messages';
const message = `${messages}/:message_id`;
const chats = '/open-apis/im/v1/chats';
const sending = ['im:message', 'im:message:send_as_bot', 'im:message:send'];
const changing = ['im:message', 'im:message:send_as_bot', 'im:message:update'];
const reading = ['im:message', 'im:message:readonly'];
const reacting = ['im:message', 'im:message.reactions:write_only'];
const uploading = ['im:resource', 'im:resource:upload'];
const listing = ['im:chat', 'im:chat:readonly', 'im:chat:read', 'im:chat.group_info:readonly'];
const limit = tier.four;

/** https://open.feishu.cn/document/server-docs/im-v1/introduction */
export const imEndpoints: { readonly [name in Name]: Endpoint } = {
  /** Beside this limit, five a second to the same chat, which all bots share, and to the same person; so of replies. */
  createMessage: { method: 'POST', path: messages, limit, scopes: sending, holds: { message_id: 'text' } },
  replyMessage: { method: 'POST', path: `${message}/reply`, limit, scopes: sending, holds: { message_id: 'text' } },
  /** Texts and posts, at most 20 times. */
  updateMessage: { method: 'PUT', path: message, limit, scopes: changing },
  /** Cards, for 14 days; five a second of one message. */
  patchMessage: { method: 'PATCH', path: message, limit, scopes: changing },
  deleteMessage: {
    method: 'DELETE',
    path: message,
    limit,
    scopes: ['im:message', 'im:message:recall', 'im:message:send_as_bot'],
  },
  /** A forward comes with its parts. */
  getMessage: { method: 'GET', path: message, limit, scopes: reading, holds: { items: 'list' } },
  /** Of a chat (of topics only the first message) or of a topic. */
  listMessages: {
    method: 'GET',
    path: messages,
    limit,
    scopes: [...reading, 'im:message.history:readonly'],
    page: { items: 'items', maxSize: 50 },
  },
  createReaction: {
    method: 'POST',
    path: `${message}/reactions`,
    limit,
    scopes: reacting,
    holds: { reaction_id: 'text' },
  },
  deleteReaction: { method: 'DELETE', path: `${message}/reactions/:reaction_id`, limit, scopes: reacting },
  pushFollowUp: {
    method: 'POST',
    path: `${message}/push_follow_up`,
    limit,
    scopes: ['im:message', 'im:message:send_as_bot'],
  },
  /** A file; refusals are JSON. */
  getResource: {
    method: 'GET',
    path: `${message}/resources/:file_key`,
    limit,
    scopes: [...reading, 'im:message.history:readonly'],
  },
  uploadImage: {
    method: 'POST',
    path: '/open-apis/im/v1/images',
    limit,
    scopes: uploading,
    holds: { image_key: 'text' },
  },
  uploadFile: { method: 'POST', path: '/open-apis/im/v1/files', limit, scopes: uploading, holds: { file_key: 'text' } },
  /** Groups that the bot is in. */
  listChats: { method: 'GET', path: chats, limit, scopes: listing, page: { items: 'items', maxSize: 100 } },
  /** Public groups that the bot is not in are found too. */
  searchChats: {
    method: 'GET',
    path: `${chats}/search`,
    limit,
    scopes: listing,
    page: { items: 'items', maxSize: 100 },
  },
  getChat: {
    method: 'GET',
    path: `${chats}/:chat_id`,
    limit,
    scopes: ['im:chat', 'im:chat:read', 'im:chat:readonly'],
  },
  /** Seen by one person of a group; https://open.feishu.cn/document/ukTMukTMukTM/uETOyYjLxkjM24SM5IjN */
  sendEphemeral: { method: 'POST', path: '/open-apis/ephemeral/v1/send', limit, scopes: changing },
};
