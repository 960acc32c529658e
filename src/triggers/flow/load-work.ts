import { ConfigError } from '../../model/errors.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { Session, Turn } from '../../model/triggers/conversation.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { Target } from '../../model/triggers/messenger.ts';
import type { LarkUser } from '../../model/triggers/tables.ts';
import { pressedEvent } from '../../model/triggers/trigger-consumer.ts';
import type { StoredTurn } from '../../model/triggers/turn-table.ts';
import { readText } from '../../util/json.ts';
import { openTurn } from '../bodies/sealed-rows.ts';
import { readPress } from '../replies/buttons.ts';
import { answeredMessage } from '../turns/turn-text.ts';
import type { FlowApp, FlowHandler, FlowParts, Speaks, Taker } from './flow-parts.ts';
import { targetOf } from './rows-to-say.ts';

/** A turn, and where it is answered. */
export interface Answerable extends Taker {
  readonly integration: Integration;
  readonly stored: StoredTurn;
  readonly turn: Turn;
  readonly session: Session | undefined;
  /** What the answer is a reply to. */
  readonly answered: InboundMessage | undefined;
  /** Who has asked, or done what the event tells of. */
  readonly openId: string | undefined;
  readonly user: LarkUser | undefined;
  /** Undefined: nobody can be answered. */
  readonly target: Target | undefined;
  /** The chat where it is said, by which it is kept in order. */
  readonly chatId: string | undefined;
}

/** All that is needed to work on a turn. */
export interface Work extends Answerable {
  readonly app: FlowApp;
  readonly handler: FlowHandler;
}

/** Undefined when there is nothing left to work on. @throws ConfigError without a handler */
export async function loadWork(parts: FlowParts, stored: StoredTurn, speaks?: Speaks): Promise<Work | undefined> {
  const found = await loadAnswerable(parts, stored, speaks);
  if (found === undefined) return undefined;
  const handler = await handlerOf(parts, found);
  if (handler === undefined) throw noHandler(found.trigger.name);
  return { ...found, handler, app: await parts.appOf(found.integration, stored.tenantKey) };
}

/** Who listens is asked in its place, for as long as they do. */
async function handlerOf(
  parts: FlowParts,
  { trigger, version, openId, chatId }: Answerable,
): Promise<FlowHandler | undefined> {
  const listener = await parts.listenerOf(trigger.id, { ids: [openId, chatId] });
  if (listener !== undefined) return { handler: listener, takesSteering: false };
  return await parts.handlerOf(version.settings.handlerId);
}

/** Undefined when there is nothing left to answer: what was said was erased, or its trigger is gone. */
export async function loadAnswerable(
  { store, known, bodies }: Pick<FlowParts, 'store' | 'known' | 'bodies'>,
  stored: StoredTurn,
  speaks?: Speaks,
): Promise<Answerable | undefined> {
  const trigger = await known.trigger(stored.triggerId);
  const version = await known.version(stored.triggerId, stored.version);
  const integration = trigger && (await known.integration(trigger.integrationId));
  const turn = await openTurn(bodies, stored);
  if (trigger === undefined || version === undefined || integration === undefined) return undefined;
  if (turn.messages.length === 0 && stored.event?.body === undefined) return undefined;
  const { sessionId } = stored;
  const session = speaks?.session ?? (sessionId === undefined ? undefined : await store.sessions.find(sessionId));
  const answered = answeredMessage(turn.messages);
  const place = answered === undefined ? placeOfEvent(turn, session) : undefined;
  const openId = answered?.sender.openId ?? place?.openId;
  return {
    ...{ trigger, version, integration, stored, turn, session, answered, openId },
    user: speaks?.user ?? (openId === undefined ? undefined : await store.larkUsers.find(integration.id, openId)),
    target: answered === undefined ? place?.target : targetOf(answered, version.settings.reply.inThread),
    chatId: answered?.chatId ?? place?.chatId,
  };
}

interface EventSpot {
  readonly openId: string | undefined;
  readonly target: Target | undefined;
  readonly chatId: string | undefined;
}

/** Where an event can be answered: under the card whose button was pressed, in the chat that it names, to the person who has done it. */
function placeOfEvent({ event }: Turn, session: Session | undefined): EventSpot {
  const body = event?.body ?? {};
  const press = event?.type === pressedEvent ? readPress(body) : undefined;
  if (press?.kind === 'pressed') {
    const { openId, messageId } = press;
    const chatId = press.chatId ?? session?.chatId;
    if (chatId === undefined) return { openId, target: { kind: 'person', openId }, chatId: openId };
    const inThread = session?.threadId !== undefined;
    const target: Target =
      messageId === undefined ? { kind: 'chat', chatId } : { kind: 'reply', messageId, chatId, inThread };
    return { openId, target, chatId };
  }
  const chatId = readText(body, 'chat_id') ?? undefined;
  const openId = readText(body, 'open_id') ?? undefined;
  if (chatId !== undefined) return { openId, target: { kind: 'chat', chatId }, chatId };
  return { openId, target: openId === undefined ? undefined : { kind: 'person', openId }, chatId: openId };
}

function noHandler(name: string): ConfigError {
  const message = {
    en: `The handler of the trigger “${name}” is gone or disabled`,
    zh: `触发器“${name}”的处理程序已删除或停用`,
  };
  return new ConfigError({ code: 'handler.settings.invalid', message });
}
