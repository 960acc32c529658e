import type { StoredEvent } from '../../model/event.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { LarkUser, SeenUser } from '../../model/triggers/tables.ts';
import { messageEvent } from '../../model/triggers/trigger-consumer.ts';
import { readObject, readText } from '../../util/json.ts';
import { readEventMessage } from '../messages/read-message.ts';
import type { Subject } from '../rules/subject.ts';
import { type FlowApp, type FlowParts, languageOf } from './flow-parts.ts';

/** An event as it is decided about, with who has done it. */
export interface KnownSubject {
  readonly subject: Subject;
  readonly user: LarkUser | undefined;
  readonly botOpenId: string;
}

/** Reads an event, and keeps who was seen. */
export async function readSubject(
  { store }: FlowParts,
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
  if (seen === undefined) return { subject, user: before, botOpenId };
  await store.larkUsers.see([{ ...seen, at: await store.now() }]);
  return { subject, user: await store.larkUsers.find(integration.id, seen.openId), botOpenId };
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
  const unionId = readText(readObject(event.body, 'operator'), 'union_id') ?? undefined;
  return { integrationId, openId: actorId, unionId, tenantKey: tenantKey === '' ? undefined : tenantKey };
}
