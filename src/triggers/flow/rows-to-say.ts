import type { Language } from '../../model/message.ts';
import type { OutboxAct } from '../../model/triggers/conversation.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { Target } from '../../model/triggers/messenger.ts';
import type { BodyOwner, BodyVault } from '../../model/triggers/sealed-text.ts';
import type { NewOutboxRow } from '../../model/triggers/session-tables.ts';
import type { JsonObject } from '../../util/json.ts';
import { sealAct } from '../bodies/sealed-rows.ts';
import { plainShow } from '../replies/answer-look.ts';
import { answerCard } from '../replies/cards.ts';
import type { SessionNotice } from '../sessions/session-notices.ts';

/** A row that is to be. */
export interface RowDraft {
  readonly id: string;
  readonly turnId?: string | undefined;
  readonly integrationId: string;
  readonly tenantKey: string;
  readonly lane: string;
  readonly act: OutboxAct;
  readonly owner: BodyOwner;
  readonly now: number;
}

/** Seals a row; before the transaction that adds it. */
export async function rowOf(bodies: BodyVault, draft: RowDraft): Promise<NewOutboxRow> {
  const { act, owner, now, ...of } = draft;
  // Two bots in one group wait for nothing of each other.
  const lane = `${of.integrationId} ${draft.lane}`;
  const isFinal = act.kind !== 'stream' || act.isFinal;
  const body = await sealAct(bodies, owner, of.id, act);
  return { turnId: undefined, ...of, lane, kind: act.kind, uuid: of.id, nextAt: now, isFinal, createdAt: now, body };
}

/** Where a message is answered. */
export function targetOf(
  message: Pick<InboundMessage, 'id' | 'chatId' | 'chatKind' | 'threadId'>,
  startsTopic: boolean,
): Target {
  const inThread = message.threadId !== undefined || (startsTopic && message.chatKind !== 'direct');
  return { kind: 'reply', messageId: message.id, chatId: message.chatId, inThread };
}

/** As the outbox keeps it. */
export function targetJson(target: Target): JsonObject {
  return { ...target };
}

/** Whose turn the buttons of our own notices name: turns have ids of another form. */
export const noticeMark = 'notice';

/** What is told of a session; only its person may press the button. */
export function noticeAct(
  { text, button }: SessionNotice,
  { target, language, openId }: { readonly target: Target; readonly language: Language; readonly openId: string },
): OutboxAct {
  const shown = button && {
    id: 'act',
    text: button.text[language],
    value: { ...button.value, language },
    style: 'default' as const,
    forEverybody: false,
  };
  const buttons = shown === undefined ? [] : [shown];
  const show = { ...plainShow, buttons, owner: { turnId: noticeMark, ownerOpenId: openId } };
  return { kind: 'stream', target: targetJson(target), text: text[language], isFinal: true, show };
}

/** A text by itself. */
export function textAct(text: string, target: Target): OutboxAct {
  return { kind: 'say', target: targetJson(target), said: { type: 'text', content: { text } } };
}

/** Seen by one person; in a direct chat nobody else is there. */
export function privateAct(
  text: string,
  message: Pick<InboundMessage, 'id' | 'chatId' | 'chatKind' | 'threadId' | 'sender'>,
): OutboxAct {
  if (message.chatKind === 'direct') return textAct(text, targetOf(message, false));
  return {
    kind: 'ephemeral',
    chatId: message.chatId,
    openId: message.sender.openId,
    card: answerCard({ markdown: text }),
  };
}
