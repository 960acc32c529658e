import type { ServiceTables } from '../../model/service/service-store.ts';
import type { AnswerShow } from '../../model/triggers/answer-show.ts';
import type { OutboxAct } from '../../model/triggers/conversation.ts';
import type { NewOutboxRow, StoredMessage } from '../../model/triggers/session-tables.ts';
import { ownerOf, sealSaid } from '../bodies/sealed-rows.ts';
import { stepSession } from '../sessions/session-acts.ts';
import type { Answer } from './answer.ts';
import { derivedId } from './derived-id.ts';
import type { FlowParts } from './flow-parts.ts';
import type { Answerable } from './load-work.ts';
import { rowOf, targetJson } from './rows-to-say.ts';
import { forgottenAt } from './said-message.ts';

// What goes with an answer, whether its handler gives it at once or later.

type SayingParts = Pick<FlowParts, 'store' | 'bodies'>;

/** The id of what is said behind the answer of a row. */
export function behindId(rowId: string, at: number): string {
  return derivedId('ob', 'behind', rowId, at);
}

/** What an answer may show, and whom it may call. */
export function showOf(
  { openId = '', stored }: Answerable,
  { images, buttons }: Pick<Answer, 'images' | 'buttons'>,
  people: AnswerShow['people'],
): AnswerShow {
  const owner = { turnId: stored.id, ownerOpenId: openId };
  return { people, mayCallEverybody: false, images, title: undefined, buttons, owner };
}

/** Files, and what may be said next. */
export async function rowsBehind(
  { store, bodies }: SayingParts,
  { stored, integration, target, chatId = stored.lane, answered }: Answerable,
  answer: Pick<Answer, 'files' | 'followUps'>,
  rowId: string,
): Promise<readonly NewOutboxRow[]> {
  const acts: OutboxAct[] = [];
  for (const { key } of answer.files) {
    if (target !== undefined)
      acts.push({ kind: 'say', target: targetJson(target), said: { type: 'file', content: { file_key: key } } });
  }
  // Bubbles are for direct chats only (im-v1/message/push_follow_up).
  if (answer.followUps.length > 0 && answered?.chatKind === 'direct')
    acts.push({ kind: 'follow_ups', ofTurn: stored.id, texts: answer.followUps });
  const now = await store.now();
  const place = { integrationId: integration.id, tenantKey: stored.tenantKey, lane: chatId };
  const shared = { ...place, turnId: stored.id, owner: ownerOf(stored), now };
  return await Promise.all(acts.map((act, at) => rowOf(bodies, { ...shared, id: behindId(rowId, at), act })));
}

/** The answer of this row, for the history of its session. */
export async function saidAnswer(
  { store, bodies }: SayingParts,
  { session, version }: Answerable,
  rowId: string,
  text: string,
): Promise<StoredMessage | undefined> {
  if (session === undefined) return undefined;
  const at = await store.now();
  return await sealSaid(bodies, {
    id: derivedId('sm', rowId),
    sessionId: session.id,
    role: 'assistant',
    messageId: undefined,
    senderOpenId: undefined,
    senderName: undefined,
    at,
    text,
    expiresAt: forgottenAt(version.settings.history, at),
    outboxId: rowId,
  });
}

/** An answer keeps its conversation open, as what people say does. */
export async function speakIn(
  { sessions, sessionMessages }: ServiceTables,
  { session, version }: Answerable,
  said: StoredMessage | undefined,
  now: number,
): Promise<void> {
  const current = session && (await sessions.find(session.id));
  if (current === undefined) return;
  const step = stepSession(current, { kind: 'speak' }, { now, idleMs: version.settings.session.idleMs });
  if ('change' in step) await sessions.touch(current.id, { now, expiresAt: step.change.expiresAt });
  if (said !== undefined) await sessionMessages.add([said]);
}

/** A topic that was answered is followed; one that the answer begins, by the message that it begins with. */
export async function follow(
  { triggerFacts }: ServiceTables,
  { answered, version, trigger }: Answerable,
  now: number,
): Promise<void> {
  if (answered === undefined || answered.chatKind === 'direct') return;
  const { threadId, rootId, id } = answered;
  const topic = threadId ?? (version.settings.reply.inThread ? (rootId ?? id) : undefined);
  if (topic !== undefined) await triggerFacts.follow(trigger.id, topic, now);
}
