import type { Integration } from '../../model/service/integration.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { ChatKind, InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { LarkUser } from '../../model/triggers/tables.ts';
import { messageEvent } from '../../model/triggers/trigger-consumer.ts';
import { languageOf } from '../../triggers/flow/flow-parts.ts';
import { readEventMessage } from '../../triggers/messages/read-message.ts';
import type { Subject } from '../../triggers/rules/subject.ts';
import type { JsonObject } from '../../util/json.ts';

/** A message as somebody types it to see what would become of it. */
export interface TypedMessage {
  readonly text: string;
  readonly chatKind: ChatKind;
  readonly chatId: string | undefined;
  readonly threadId: string | undefined;
  readonly openId: string | undefined;
  readonly isBot: boolean;
  readonly mentionsBot: boolean;
  readonly mentionsAll: boolean;
  readonly type: string;
  /** `open_department_id`s of the sender, with those above; undefined: those that are known. */
  readonly departments: readonly string[] | undefined;
}

/** What is decided about, without anything being kept of it. */
export interface DrySubject {
  readonly subject: Subject;
  readonly user: LarkUser | undefined;
  readonly botOpenId: string;
  readonly receivedAt: number;
  readonly departments: readonly string[] | undefined;
}

/** Stands for a chat, a person and a message that nobody has named. */
const nobody = { chat: 'oc_dry_run', person: 'ou_dry_run', message: 'om_dry_run', event: 'dry-run' } as const;

/** The message as if it came at this moment. */
export async function typedSubject(
  { larkUsers }: Pick<ServiceTables, 'larkUsers'>,
  integrationId: string,
  typed: TypedMessage,
  now: number,
): Promise<DrySubject> {
  const openId = typed.openId ?? nobody.person;
  const user = await larkUsers.find(integrationId, openId);
  const message = messageOf(typed, { openId, user, now });
  const subject = { eventId: nobody.event, type: messageEvent, createdAt: now, actorId: openId, body: {}, message };
  return { subject, user, botOpenId: '', receivedAt: now, departments: typed.departments ?? user?.departments };
}

interface Sending {
  readonly openId: string;
  readonly user: LarkUser | undefined;
  readonly now: number;
}

/** A typed message in the shape of one that came. */
export function messageOf(typed: TypedMessage, { openId, user, now }: Sending): InboundMessage {
  const { text, chatKind, chatId = nobody.chat, threadId, isBot, mentionsBot, mentionsAll, type } = typed;
  return {
    id: nobody.message,
    chatId,
    chatKind,
    threadId,
    rootId: undefined,
    parentId: undefined,
    sender: {
      openId,
      unionId: user?.unionId,
      userId: undefined,
      kind: isBot ? 'bot' : 'user',
      tenantKey: user?.tenantKey ?? '',
      name: user?.name,
    },
    sentAt: now,
    editedAt: undefined,
    type,
    text,
    mentions: [],
    mentionsBot,
    mentionsAll,
    attachments: [],
    quoted: undefined,
    forwarded: undefined,
    content: { text },
  };
}

/** An event of the inbox, as a rule reads it. */
export interface PastEvent {
  readonly id: string;
  readonly type: string;
  readonly createdAt: number;
  readonly receivedAt: number;
  readonly actorId: string | undefined;
  readonly body: JsonObject;
}

/** The event as it came; groups of topics are not told from others. */
export async function pastSubject(
  { larkUsers }: Pick<ServiceTables, 'larkUsers'>,
  integration: Integration,
  event: PastEvent,
  botOpenId: string,
): Promise<DrySubject> {
  const { id: eventId, type, createdAt, receivedAt, actorId, body } = event;
  const user = actorId === undefined ? undefined : await larkUsers.find(integration.id, actorId);
  const reading = {
    botOpenId,
    language: languageOf(integration),
    nameOf: (openId: string) => (openId === actorId ? user?.name : undefined),
    chatKindOf: () => undefined,
    receivedAt,
  };
  const read = type === messageEvent ? readEventMessage(body, reading) : undefined;
  const message = read?.kind === 'message' ? read.message : undefined;
  const subject = { eventId, type, createdAt, actorId: actorId ?? message?.sender.openId, body, message };
  return { subject, user, botOpenId, receivedAt, departments: user?.departments };
}
