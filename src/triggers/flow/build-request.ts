import type { HandlerRequest, HistoryItem } from '../../model/triggers/handler.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { WhichMessages } from '../../model/triggers/session-tables.ts';
import { pressedEvent } from '../../model/triggers/trigger-consumer.ts';
import type { StoredTurn } from '../../model/triggers/turn-table.ts';
import { type JsonValue, readObject } from '../../util/json.ts';
import { openSaid } from '../bodies/sealed-rows.ts';
import { readPress } from '../replies/buttons.ts';
import { mapEvent, orderValue } from '../rules/map-event.ts';
import { turnText } from '../turns/turn-text.ts';
import { asTheyStand, historyAsItStands } from './as-they-stand.ts';
import type { FlowParts } from './flow-parts.ts';
import type { Answerable, Work } from './load-work.ts';
import { speechLanguage } from './speech-language.ts';

/** What the handler gets. */
export async function buildRequest(parts: FlowParts, work: Work): Promise<HandlerRequest> {
  const { turn, trigger, version, integration, session } = work;
  const [wasNew, { messages, history }] = await Promise.all([
    session && isNew(parts, session.id),
    conversationOf(parts, work),
  ]);
  return {
    id: turn.id,
    attempt: turn.attempt,
    kind: turn.event === undefined ? 'message' : turn.event.type === pressedEvent ? 'card_action' : 'event',
    trigger: { id: trigger.id, name: trigger.name, version: version.number },
    integration: { id: integration.id, appId: integration.appId, region: integration.region },
    tenantKey: turn.tenantKey,
    session: session && {
      id: session.id,
      conversationId: session.conversationId,
      isNew: wasNew ?? false,
      chatId: session.chatId,
      threadId: work.answered?.threadId ?? session.threadId,
    },
    user: userOf(work),
    text: turnText(messages),
    messages,
    history,
    event: eventOf(work),
    orderKey: orderKeyOf(work),
    replyHandle: parts.replyHandleOf(turn),
  };
}

/** What it answers to may have been edited: the history is read when that is known. */
async function conversationOf(parts: FlowParts, work: Work): Promise<Pick<HandlerRequest, 'messages' | 'history'>> {
  const messages = await asTheyStand(parts, work);
  return { messages, history: await historyOf(parts, work) };
}

/** What was said while the handler works: the same, with these messages only. */
export async function buildSteer(
  parts: FlowParts,
  work: Work,
  messages: readonly InboundMessage[],
): Promise<HandlerRequest> {
  const request = await buildRequest(parts, { ...work, turn: { ...work.turn, messages } });
  return { ...request, kind: 'steer' };
}

/** Who has spoken, by `open_id`, as far as names are known: whom an answer may call. */
export async function peopleOf(
  parts: Pick<FlowParts, 'store'>,
  { session, turn }: Answerable,
): Promise<readonly { readonly openId: string; readonly name: string }[]> {
  const said = session === undefined ? [] : await parts.store.sessionMessages.last(session.id, { limit: 100 });
  const named = [
    ...said.map(({ senderOpenId, senderName }) => ({ openId: senderOpenId, name: senderName })),
    ...turn.messages.flatMap(({ sender, mentions }) => [sender, ...mentions.filter(({ kind }) => kind === 'user')]),
  ];
  const people = new Map<string, string>();
  for (const { openId, name } of named) if (openId !== undefined && name !== undefined) people.set(openId, name);
  return [...people].map(([openId, name]) => ({ openId, name }));
}

/** Nothing was answered in it before: a handler may greet. */
async function isNew({ store }: FlowParts, sessionId: string): Promise<boolean> {
  return !(await store.turns.hasAnswered(sessionId));
}

function userOf({ openId, user, answered, version, integration }: Work): HandlerRequest['user'] {
  if (openId === undefined) return undefined;
  return {
    openId,
    unionId: user?.unionId ?? answered?.sender.unionId,
    name: user?.name ?? answered?.sender.name,
    handlerUserId: user?.handlerUserId,
    language: speechLanguage(version.settings, { user, integration, text: answered?.text ?? '' }),
  };
}

/** Who is asked again knows what was known then: neither what was said since, nor what came of it. */
function asOf({ id, replay, messages }: StoredTurn): WhichMessages['asOf'] {
  const heardUntil = messages.at(-1)?.at;
  if (replay === undefined || heardUntil === undefined) return undefined;
  return { heardUntil, answeredUntil: replay.asOf, ofTurn: id };
}

/** What waits is no history: it is worked on later. */
async function historyOf(parts: FlowParts, work: Work): Promise<readonly HistoryItem[]> {
  const { session, stored, version } = work;
  const { mostMessages, windowMs } = version.settings.history;
  if (session === undefined || mostMessages === 0) return [];
  const now = await parts.store.now();
  const since = windowMs === 0 ? undefined : now - windowMs;
  const which = { limit: mostMessages, since, notOpenIn: stored.lane, asOf: asOf(stored) };
  const said = await parts.store.sessionMessages.last(session.id, which);
  const opened = await historyAsItStands(parts, work, await openSaid(parts.bodies, said));
  return opened.map(({ role, senderName, text, at }) => ({ role, name: senderName, text, at }));
}

function eventOf({ turn: { event }, version }: Work): HandlerRequest['event'] {
  if (event === undefined) return undefined;
  if (event.type !== pressedEvent || version.settings.kind === 'events')
    return { ...event, body: mapEvent(event.body, version.settings.events.mapping) };
  return { ...event, body: pressBody(event.body) };
}

/** What a trigger for events keeps in order; else the chat. */
function orderKeyOf({ turn: { event }, version: { settings }, chatId }: Work): string | undefined {
  if (settings.kind === 'messages' || event === undefined) return chatId;
  return orderValue(event.body, settings.events);
}

/** A press as handlers read it: which button, its value, and what was filled in beside it. */
function pressBody(body: Parameters<typeof readPress>[0]): JsonValue {
  const press = readPress(body);
  if (press.kind !== 'pressed') return body;
  const { buttonId, value, openId, chatId = null, messageId = null } = press;
  const form = readObject(readObject(body, 'action'), 'form_value');
  return { button: buttonId, value, form, openId, chatId, messageId };
}
