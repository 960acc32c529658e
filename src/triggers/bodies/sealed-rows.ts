import type { OutboxAct, OutboxRow, SessionMessage, Turn } from '../../model/triggers/conversation.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import { readInboundMessage, readOutboxAct } from '../../model/triggers/read-inbound-message.ts';
import type { BodyOwner, BodyVault, SealedText } from '../../model/triggers/sealed-text.ts';
import type { StoredMessage, StoredOutboxRow } from '../../model/triggers/session-tables.ts';
import type { StoredTurn, TurnMessage } from '../../model/triggers/turn-table.ts';
import { isObject, type JsonValue, tryParseJson } from '../../util/json.ts';

// What tables keep sealed, and back. Seal before a transaction begins.

/** Whose key seals what is said of a turn. */
export function ownerOf(turn: Pick<Turn, 'sessionId' | 'triggerId'>): BodyOwner {
  const { sessionId, triggerId } = turn;
  return sessionId === undefined ? { kind: 'trigger', id: triggerId } : { kind: 'session', id: sessionId };
}

/** A message for a turn of this owner; `at`: when it was taken, by the clock of the store. */
export async function sealMessage(
  bodies: BodyVault,
  owner: BodyOwner,
  message: InboundMessage,
  at: number,
): Promise<TurnMessage> {
  const { id: messageId, sender, text } = message;
  const body = await bodies.seal(owner, messageId, JSON.stringify(message));
  return { messageId, senderOpenId: sender.openId, at, length: text.length, body };
}

/** The event of a turn of this owner. */
export async function sealEvent(
  bodies: BodyVault,
  owner: BodyOwner,
  event: NonNullable<Turn['event']>,
): Promise<NonNullable<StoredTurn['event']>> {
  return { ...event, body: await bodies.seal(owner, event.id, JSON.stringify(event.body)) };
}

/** A turn with its texts. Messages that were recalled or erased are left out, an event that was has an empty body. */
export async function openTurn(bodies: BodyVault, { endedAt: _, laterUntil: __, ...turn }: StoredTurn): Promise<Turn> {
  const messages: InboundMessage[] = [];
  for (const { messageId, body } of turn.messages) {
    const message = readInboundMessage(await openJson(bodies, body, messageId));
    if (message !== undefined) messages.push(message);
  }
  const body = turn.event && (await openJson(bodies, turn.event.body, turn.event.id));
  return { ...turn, messages, event: turn.event && { ...turn.event, body: isObject(body) ? body : {} } };
}

/** The act of a row of the outbox. */
export async function sealAct(bodies: BodyVault, owner: BodyOwner, rowId: string, act: OutboxAct): Promise<SealedText> {
  return await bodies.seal(owner, rowId, JSON.stringify(act));
}

/** Undefined when its text was erased, or this version does not know how it is done. */
export async function openRow(bodies: BodyVault, row: StoredOutboxRow): Promise<OutboxRow | undefined> {
  const { id, turnId, integrationId, tenantKey, lane, seq, state, uuid, attempts, nextAt, done, lastError } = row;
  const act = readOutboxAct(await openJson(bodies, row.body, id));
  if (act === undefined) return undefined;
  const rest = { id, turnId, integrationId, tenantKey, lane, seq, state, uuid, attempts, nextAt, done, lastError };
  return { ...rest, act: asItStands(act, row) };
}

/** Who puts an end to a turn writes no bodies: a stream ends where it is, with a sign that it was cut, and a sign that was put there is taken away. */
function asItStands(act: OutboxAct, { kind, isFinal }: Pick<StoredOutboxRow, 'kind' | 'isFinal'>): OutboxAct {
  if (act.kind === 'react' && kind === 'unreact') return { ...act, kind };
  if (act.kind !== 'stream') return act;
  const isCut = isFinal && !act.isFinal && act.text.trim() !== '';
  return { ...act, text: isCut ? `${act.text.trimEnd()} …` : act.text, isFinal };
}

/** A message of a session. */
export async function sealSaid(bodies: BodyVault, { text, ...message }: SessionMessage): Promise<StoredMessage> {
  const owner = { kind: 'session', id: message.sessionId } as const;
  return { ...message, body: await bodies.seal(owner, message.id, text) };
}

/** Those that are not erased, in their order. */
export async function openSaid(
  bodies: BodyVault,
  messages: readonly StoredMessage[],
): Promise<readonly SessionMessage[]> {
  const opened: SessionMessage[] = [];
  for (const { body, ...message } of messages) {
    const text = await bodies.open(body, message.id);
    if (text !== undefined) opened.push({ ...message, text });
  }
  return opened;
}

async function openJson(
  bodies: BodyVault,
  body: SealedText | undefined,
  boundTo: string,
): Promise<JsonValue | undefined> {
  const text = body && (await bodies.open(body, boundTo));
  return text === undefined ? undefined : tryParseJson(text);
}
