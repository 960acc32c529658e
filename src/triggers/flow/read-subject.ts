import { type Clock, rest } from '../../model/clock.ts';
import type { StoredEvent } from '../../model/event.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { LarkUser, SeenUser } from '../../model/triggers/tables.ts';
import { messageEvent } from '../../model/triggers/trigger-consumer.ts';
import { readObject, readObjects, readText } from '../../util/json.ts';
import { readEventMessage } from '../messages/read-message.ts';
import type { Subject } from '../rules/subject.ts';
import { type FlowApp, type FlowParts, languageOf } from './flow-parts.ts';

/** Nobody looks at the second at which somebody was there last. */
const seenAgainMs = 60_000;
/** What Contact needs when all is well. */
const nameMs = 500;

/** An event as it is decided about, with who has done it. */
export interface KnownSubject {
  readonly subject: Subject;
  readonly user: LarkUser | undefined;
  readonly botOpenId: string;
}

/** Reads an event, and keeps who was seen. */
export async function readSubject(
  { store, clock }: FlowParts,
  app: FlowApp,
  integration: Integration,
  event: StoredEvent,
): Promise<KnownSubject> {
  const botOpenId = await app.messenger.botOpenId();
  const actorId = event.actorId;
  const before = actorId === undefined ? undefined : await store.larkUsers.find(integration.id, actorId);
  const chatKind = event.chatId === undefined ? undefined : await app.chatKindOf(event.chatId);
  const read =
    event.type === messageEvent
      ? readEventMessage(event.body, {
          botOpenId,
          language: languageOf(integration),
          nameOf: (openId) => (openId === actorId ? before?.name : undefined),
          chatKindOf: () => chatKind,
          receivedAt: event.receivedAt,
        })
      : undefined;
  const message = read?.kind === 'message' ? read.message : undefined;
  const { id: eventId, type, createdAt, body } = event;
  const subject = { eventId, type, createdAt, actorId: actorId ?? message?.sender.openId, body, message };
  const seen = seenOf(event, message, integration.id, botOpenId);
  const named = namedIn(event, message, integration.id, botOpenId);
  const at = await store.now();
  if (named.length === 0 && (seen === undefined || isSeen(seen, before, at)))
    return { subject, user: before, botOpenId };
  await store.larkUsers.see([...named, ...(seen === undefined ? [] : [seen])].map((user) => ({ ...user, at })));
  if (seen === undefined) return { subject, user: before, botOpenId };
  const user = await store.larkUsers.find(integration.id, seen.openId);
  if (user?.name !== undefined) return { subject, user, botOpenId };
  const learnt = learnName(store, app, seen);
  if (before !== undefined || message === undefined) return { subject, user, botOpenId };
  await orAfter(clock, nameMs, learnt);
  return { subject, user: await store.larkUsers.find(integration.id, seen.openId), botOpenId };
}

/** Until it is done, but no longer than this. */
async function orAfter(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, rest(clock, ms, over.signal)]);
  over.abort('over');
}

/** Nothing new would be kept: of somebody who talks, it need not be written with each message that he is there. */
function isSeen({ openId, unionId, name }: Omit<SeenUser, 'at'>, before: LarkUser | undefined, now: number): boolean {
  if (before === undefined || before.openId !== openId || before.name === undefined) return false;
  const isSame = (unionId ?? before.unionId) === before.unionId && (name ?? before.name) === before.name;
  return isSame && now - before.lastSeenAt < seenAgainMs;
}

/** A message does not say what its sender is called. Of somebody's first message it is waited for a moment: who is greeted is greeted by name. */
async function learnName(store: FlowParts['store'], app: FlowApp, seen: Omit<SeenUser, 'at'>): Promise<void> {
  try {
    const person = await app.personOf(seen.openId);
    if (person?.name !== undefined) await store.larkUsers.see([{ ...seen, ...person, at: await store.now() }]);
  } catch {
    // Contact or the store is away: it is asked again with the next message.
  }
}

/** Who is called by name in it: people who were mentioned, or who came to the chat. */
function namedIn(
  { type, body }: StoredEvent,
  message: InboundMessage | undefined,
  integrationId: string,
  botOpenId: string,
): readonly Omit<SeenUser, 'at'>[] {
  const mentioned = (message?.mentions ?? [])
    .filter(({ kind }) => kind === 'user')
    .map(({ openId, name }) => ({ integrationId, openId, name }));
  const came = type.startsWith('im.chat.member.user.') ? readObjects(body, 'users') : [];
  const joined = came.map((user) => ({
    integrationId,
    openId: readText(readObject(user, 'user_id'), 'open_id') ?? '',
    name: readText(user, 'name') ?? undefined,
    tenantKey: readText(user, 'tenant_key') ?? undefined,
  }));
  return [...mentioned, ...joined].filter(({ openId }) => openId.startsWith('ou_') && openId !== botOpenId);
}

/** Bots are no people. */
function seenOf(
  event: StoredEvent,
  message: InboundMessage | undefined,
  integrationId: string,
  botOpenId: string,
): Omit<SeenUser, 'at'> | undefined {
  if (message !== undefined) {
    const { kind, openId, unionId, tenantKey, name } = message.sender;
    return kind === 'bot' ? undefined : { integrationId, openId, unionId, tenantKey, name };
  }
  const { actorId, tenantKey } = event;
  const isApp = readText(event.body, 'operator_type') === 'app';
  if (actorId === undefined || actorId === botOpenId || isApp || !actorId.startsWith('ou_')) return undefined;
  const operator = readObject(event.body, 'operator');
  const unionId = readText(operator, 'union_id') ?? undefined;
  // application-v6/bot/events/menu
  const name = readText(operator, 'operator_name') ?? undefined;
  return { integrationId, openId: actorId, unionId, name, tenantKey: tenantKey === '' ? undefined : tenantKey };
}
