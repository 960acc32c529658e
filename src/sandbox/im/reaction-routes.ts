import { isObject, type JsonObject, readText } from '../../util/json.ts';
import type { UserIdType } from '../people/person.ts';
import type { Exchange, Route } from '../route.ts';
import { emojiTypes } from './emoji-types.ts';
import { idTypeOf } from './history-routes.ts';
import type { Im } from './im.ts';
import { publishReaction } from './im-events.ts';
import { type Author, type ImMessage, isSameAuthor, type Reaction } from './message.ts';
import { idOf } from './message-payload.ts';
import { pageOf } from './pages.ts';
import { refusal } from './refusals.ts';

const path = '/open-apis/im/v1/messages/:message_id/reactions';

/** Emojis that bots put below messages. Codes: im-v1/message-reaction/{create,list,delete}. */
export function reactionRoutes(im: Im): readonly Route[] {
  return [
    {
      method: 'POST',
      path,
      handle: (exchange) => {
        const { body, appId, nowMs } = exchange;
        const message = reactable(im, exchange);
        const type = isObject(body.reaction_type) ? readText(body.reaction_type, 'emoji_type') : null;
        const reaction = react(im, message, { emoji: type ?? '', by: { kind: 'app', appId }, nowMs });
        return { data: payload(im, reaction, 'open_id') };
      },
    },
    { method: 'GET', path, handle: (exchange) => ({ data: listed(im, exchange) }) },
    {
      method: 'DELETE',
      path: `${path}/:reaction_id`,
      handle: (exchange) => {
        const { params, appId, nowMs } = exchange;
        const message = reactable(im, exchange);
        const reaction = message.reactions.find(({ id }) => id === params.reaction_id);
        if (reaction === undefined) throw refusal(231010);
        if (!isSameAuthor(reaction.by, { kind: 'app', appId })) throw refusal(231007);
        unreact(im, message, reaction, nowMs);
        return { data: payload(im, reaction, 'open_id') };
      },
    },
  ];
}

/** One emoji of one person or bot; the same again changes nothing. @throws ApiFailure 231001 for an emoji that there is not */
export function react(
  im: Im,
  message: ImMessage,
  { emoji, by, nowMs }: { readonly emoji: string; readonly by: Author; readonly nowMs: number },
): Reaction {
  if (!emojiTypes.has(emoji)) throw refusal(231001);
  const known = message.reactions.find((other) => other.emoji === emoji && isSameAuthor(other.by, by));
  if (known !== undefined) return known;
  const reaction = { id: im.chats.newId('ZCaCIjUBVVWSrm5L-'), emoji, by, atMs: nowMs };
  message.reactions.push(reaction);
  publishReaction(im, message, { emoji, by, nowMs, isGone: false });
  return reaction;
}

/** Takes an emoji away again. */
export function unreact(im: Im, message: ImMessage, { id, emoji, by }: Reaction, nowMs: number): void {
  const at = message.reactions.findIndex((other) => other.id === id);
  if (at < 0) return;
  message.reactions.splice(at, 1);
  publishReaction(im, message, { emoji, by, nowMs, isGone: true });
}

function reactable(im: Im, { params, appId }: Exchange): ImMessage {
  im.bot(appId);
  const message = im.seen(params.message_id, appId, { missing: 231003, outside: 231008 });
  if (message.recalledMs !== undefined) throw refusal(231003);
  if (message.said.type === 'system' || message.onlyFor !== undefined) throw refusal(231017);
  if (im.chatOf(message, appId).isDissolved) throw refusal(232009);
  return message;
}

function listed(im: Im, exchange: Exchange): unknown {
  const { query } = exchange;
  const message = reactable(im, exchange);
  const wanted = query.get('reaction_type') ?? '';
  const all = message.reactions.filter(({ emoji }) => wanted === '' || emoji === wanted);
  const page = pageOf(all, exchange, {
    query: `reactions ${message.id} ${wanted}`,
    defaultSize: 20,
    badToken: 231012,
    lifetimeSeconds: im.parts.options.switches.pageTokenLifetimeSeconds,
  });
  return { ...page, items: page.items.map((reaction) => payload(im, reaction, idTypeOf(query))) };
}

function payload(im: Im, { id, emoji, by, atMs }: Reaction, type: UserIdType): JsonObject {
  const person = by.kind === 'user' ? im.parts.directory.byId(by.openId, 'open_id') : undefined;
  const operator_id = by.kind === 'app' ? by.appId : person === undefined ? by.openId : idOf(person, type);
  return {
    reaction_id: id,
    operator: { operator_id, operator_type: by.kind },
    action_time: String(Math.floor(atMs)),
    reaction_type: { emoji_type: emoji },
  };
}
