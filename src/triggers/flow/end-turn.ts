import type { Language, Message } from '../../model/message.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { OutboxAct } from '../../model/triggers/conversation.ts';
import type { NewOutboxRow, StoredMessage } from '../../model/triggers/session-tables.ts';
import { ownerOf, sealAct, sealSaid } from '../bodies/sealed-rows.ts';
import { stepSession } from '../sessions/session-acts.ts';
import type { AfterFailure } from '../turns/after-failure.ts';
import type { Answer } from './answer.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { derivedId } from './derived-id.ts';
import type { FlowParts } from './flow-parts.ts';
import type { Work } from './load-work.ts';
import { rowOf, targetJson } from './rows-to-say.ts';
import { forgottenAt } from './said-message.ts';
import { speechLanguage } from './speech-language.ts';

/** What came of the end: `more`: something was said meanwhile that the handler has not heard; `lost`: the turn is not ours any more. */
export type EndOutcome = 'ended' | 'more' | 'lost';

/** The sign on the message while it is worked on; `undefined` where there is none. */
export async function reactionRow(
  parts: FlowParts,
  work: Work,
  kind: 'react' | 'unreact',
): Promise<NewOutboxRow | undefined> {
  const { answered, version, stored } = work;
  const emoji = version.settings.reply.progressReaction;
  if (answered === undefined || emoji === undefined) return undefined;
  return await rowOf(parts.bodies, {
    id: derivedId('ob', kind, stored.id, answered.id),
    turnId: stored.id,
    integrationId: work.integration.id,
    tenantKey: stored.tenantKey,
    // In a lane of its own: nothing that is said waits for a sign.
    lane: `reaction/${answered.id}`,
    act: { kind, messageId: answered.id, emoji },
    owner: ownerOf(stored),
    now: await parts.store.now(),
  });
}

/** The answer is complete: its last text, what comes with it and the end of the turn are one transaction. */
export async function endAnswered(
  parts: FlowParts,
  work: Work,
  { answer, writer, heard }: { readonly answer: Answer; readonly writer: AnswerWriter; readonly heard: number },
): Promise<EndOutcome> {
  const { stored } = work;
  const text = answer.text.trim();
  const isSaid = text !== '' || answer.buttons.length > 0;
  const act = writer.act(answer.text, true);
  const final = await finalRow(parts, work, writer, isSaid || writer.row.isThere ? act : undefined);
  const rows = [...(await rowsBehind(parts, work, answer, writer)), await reactionRow(parts, work, 'unreact')];
  const said = text === '' ? undefined : await saidAnswer(parts, work, writer, answer.text);
  return await parts.store.transaction(async (tables) => {
    const { turns, outbox } = tables;
    await turns.lockLane(stored.lane);
    if (!(await turns.holds(stored))) return 'lost';
    if (((await turns.find(stored.id))?.messages.length ?? 0) > heard) return 'more';
    const now = await tables.now();
    await speakIn(tables, work, said, now);
    if (final?.kind === 'row') await outbox.add([final.row]);
    // Where it has ended, nobody would see it.
    if (final?.kind === 'text') await outbox.write(writer.row.id, stored, { body: final.body, isFinal: true, now });
    await outbox.add(rows.filter((row) => row !== undefined));
    if (isSaid) await follow(tables, work, now);
    return (await turns.end(stored, { state: 'answered' }, now)) ? 'ended' : 'lost';
  });
}

/** The handler has failed: it is asked again, or the person is told that no answer comes. */
export async function endFailed(
  parts: FlowParts,
  work: Work,
  { after, writer, text }: { readonly after: AfterFailure; readonly writer: AnswerWriter; readonly text: string },
): Promise<EndOutcome> {
  const { stored } = work;
  const isOver = after.end.state === 'dead' || after.end.state === 'cancelled';
  const told = after.told && wordsFor(work, after.told);
  const shown = [text.trim(), told].filter((part) => part !== undefined && part !== '').join('\n\n');
  const act = isOver && (told !== undefined || writer.row.isThere) ? writer.act(shown, true) : undefined;
  const final = await finalRow(parts, work, writer, act);
  const unreact = isOver ? await reactionRow(parts, work, 'unreact') : undefined;
  return await parts.store.transaction(async (tables) => {
    const { turns, outbox, handlers } = tables;
    await turns.lockLane(stored.lane);
    if (!(await turns.holds(stored))) return 'lost';
    const now = await tables.now();
    if (final?.kind === 'row') await outbox.add([final.row]);
    if (final?.kind === 'text') await outbox.write(writer.row.id, stored, { body: final.body, isFinal: true, now });
    if (unreact !== undefined) await outbox.add([unreact]);
    const handler = after.disablesHandler ? await handlers.find(work.version.settings.handlerId) : undefined;
    if (handler !== undefined) await handlers.update({ ...handler, disabledAt: now, disabledWhy: gone }, now);
    return (await turns.end(stored, after.end, now)) ? 'ended' : 'lost';
  });
}

const gone: Message = { en: 'The handler wants nothing any more (410)', zh: '处理程序声明不再接收请求（410）' };

function wordsFor({ version, user, integration, answered }: Work, told: Message): string {
  const language: Language = speechLanguage(version.settings, { user, integration, text: answered?.text ?? '' });
  return told[language];
}

type Final =
  | { readonly kind: 'row'; readonly row: NewOutboxRow }
  | { readonly kind: 'text'; readonly body: NewOutboxRow['body'] };

async function finalRow(
  parts: FlowParts,
  { stored }: Work,
  writer: AnswerWriter,
  act: OutboxAct | undefined,
): Promise<Final | undefined> {
  if (act === undefined) return undefined;
  if (!writer.row.isThere) return { kind: 'row', row: await writer.newRow(act) };
  return { kind: 'text', body: await sealAct(parts.bodies, ownerOf(stored), writer.row.id, act) };
}

/** Files, and what may be said next. */
async function rowsBehind(
  parts: FlowParts,
  { stored, integration, target, chatId = stored.lane, answered }: Work,
  answer: Answer,
  writer: AnswerWriter,
): Promise<readonly NewOutboxRow[]> {
  const acts: OutboxAct[] = [];
  for (const { key } of answer.files) {
    if (target !== undefined)
      acts.push({ kind: 'say', target: targetJson(target), said: { type: 'file', content: { file_key: key } } });
  }
  // Bubbles are for direct chats only (im-v1/message/push_follow_up).
  if (answer.followUps.length > 0 && answered?.chatKind === 'direct')
    acts.push({ kind: 'follow_ups', ofTurn: stored.id, texts: answer.followUps });
  const now = await parts.store.now();
  const place = { integrationId: integration.id, tenantKey: stored.tenantKey, lane: chatId };
  const shared = { ...place, turnId: stored.id, owner: ownerOf(stored), now };
  return await Promise.all(
    acts.map((act, at) => rowOf(parts.bodies, { ...shared, id: derivedId('ob', 'behind', writer.row.id, at), act })),
  );
}

async function saidAnswer(
  parts: FlowParts,
  { session, version }: Work,
  writer: AnswerWriter,
  text: string,
): Promise<StoredMessage | undefined> {
  if (session === undefined) return undefined;
  const at = await parts.store.now();
  return await sealSaid(parts.bodies, {
    id: derivedId('sm', writer.row.id),
    sessionId: session.id,
    role: 'assistant',
    messageId: undefined,
    senderOpenId: undefined,
    senderName: undefined,
    at,
    text,
    expiresAt: forgottenAt(version.settings.history, at),
    outboxId: writer.row.id,
  });
}

/** An answer keeps its conversation open, as what people say does. */
async function speakIn(
  { sessions, sessionMessages }: ServiceTables,
  { session, version }: Work,
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
async function follow(
  { triggerFacts }: ServiceTables,
  { answered, version, trigger }: Work,
  now: number,
): Promise<void> {
  if (answered === undefined || answered.chatKind === 'direct') return;
  const { threadId, rootId, id } = answered;
  const topic = threadId ?? (version.settings.reply.inThread ? (rootId ?? id) : undefined);
  if (topic !== undefined) await triggerFacts.follow(trigger.id, topic, now);
}
