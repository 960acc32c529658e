import type { Integration } from '../../model/service/integration.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { OutboxAct } from '../../model/triggers/conversation.ts';
import { type ReplyPart, replyHandleMs } from '../../model/triggers/handler.ts';
import type { NewOutboxRow, StoredMessage, StoredOutboxRow } from '../../model/triggers/session-tables.ts';
import type { StoredTurn } from '../../model/triggers/turn-table.ts';
import { openRow, ownerOf, sealAct } from '../bodies/sealed-rows.ts';
import { Answer } from './answer.ts';
import { peopleOf } from './build-request.ts';
import { definitionsOf } from './definitions.ts';
import { derivedId } from './derived-id.ts';
import type { FlowApp, FlowParts } from './flow-parts.ts';
import { type Answerable, loadAnswerable } from './load-work.ts';
import { rowOf, targetJson } from './rows-to-say.ts';
import { undoable } from './undoable.ts';
import { behindId, follow, rowsBehind, saidAnswer, showOf, speakIn } from './with-answer.ts';

/** A handler that has lost count does not fill a chat. */
const mostAnswers = 50;

/** What answers that come later are taken with. */
export interface ReplyParts extends Pick<FlowParts, 'store' | 'bodies'> {
  /** Where images and files go. */
  uploadsOf(
    integration: Integration,
    tenantKey: string,
  ): Promise<Pick<FlowApp['messenger'], 'uploadImage' | 'uploadFile'>>;
}

/** An answer, or all of it so far, that comes when the handler has been asked. */
export interface LaterReply {
  readonly turnId: string;
  readonly parts: readonly ReplyPart[];
  /** More of the same answer follows, each time the whole text. */
  readonly isFinal: boolean;
  /** Names the answer: what is final under a name is said once. Without one, what follows a final answer is another one. */
  readonly name: string | undefined;
}

/**
 * `taken`; `known`: the answer of this name is complete already. Refused: `gone`, the turn or its trigger was erased; `recalled`, what is answered was taken
 * back; `stopped`, the person wants no answer; `nowhere`, nobody can be answered; `full`, it was answered very often.
 */
export type ReplyOutcome = 'taken' | 'known' | 'gone' | 'recalled' | 'stopped' | 'nowhere' | 'full';

/** Says an answer that comes later: its rows of the outbox, the history of its session, and that the session is alive, are one transaction. */
export async function takeReply(parts: ReplyParts, reply: LaterReply): Promise<ReplyOutcome> {
  let answer: Answer | undefined;
  for (;;) {
    const place = await findPlace(parts, reply);
    if (typeof place === 'string') return place;
    answer ??= await answerOf(parts, place, reply);
    const outcome = await write(parts, place, answer, reply);
    if (outcome !== 'changed') return outcome;
  }
}

type Place = Answerable & { readonly row: LaterRow };

async function findPlace(parts: ReplyParts, reply: LaterReply): Promise<Place | ReplyOutcome> {
  const { turns, outbox } = parts.store;
  const stored = await turns.find(reply.turnId);
  if (stored === undefined) return 'gone';
  const refusal = refusalOf(stored);
  if (refusal !== undefined) return refusal;
  const place = await loadAnswerable({ ...parts, known: definitionsOf(parts.store) }, stored);
  // Who has disabled a handler, or paused a trigger, has silenced what it has still to say.
  if (place === undefined || place.trigger.state === 'paused' || !(await isHeard(parts, place))) return 'gone';
  if (place.target === undefined) return 'nowhere';
  const row = laterRow(reply, await outbox.ofTurn(stored.id));
  return 'refused' in row ? row.refused : { ...place, row };
}

async function isHeard({ store }: ReplyParts, { version }: Answerable): Promise<boolean> {
  const handler = await store.handlers.find(version.settings.handlerId);
  return handler !== undefined && handler.disabledAt === undefined;
}

async function answerOf(parts: ReplyParts, { integration, stored }: Place, reply: LaterReply): Promise<Answer> {
  const answer = new Answer(lazily(() => parts.uploadsOf(integration, stored.tenantKey)));
  for (const part of reply.parts) await answer.take(part);
  return answer;
}

/** All that was said was taken back, or somebody has said to stop. */
function refusalOf({ state, messages, event }: StoredTurn): ReplyOutcome | undefined {
  if (event === undefined && messages.every(({ body }) => body === undefined)) return 'recalled';
  return state === 'cancelled' || state === 'discarded' ? 'stopped' : undefined;
}

interface LaterRow {
  readonly id: string;
  /** What is there of it. */
  readonly before: StoredOutboxRow | undefined;
}

/** The row of this answer: that of its name, or the one that is not final, or the next. */
function laterRow(
  { turnId, name }: LaterReply,
  rows: readonly StoredOutboxRow[],
): LaterRow | { readonly refused: 'known' | 'full' } {
  const at = (id: string) => {
    const before = rows.find((row) => row.id === id);
    const isOver = before !== undefined && (before.endedAt !== undefined || before.isFinal);
    // Of files alone there is no stream.
    return { id, before, isOver: isOver || rows.some((row) => row.id === behindId(id, 0)) };
  };
  if (name !== undefined) {
    const { isOver, ...row } = at(derivedId('ob', 'later', turnId, name));
    if (isOver) return { refused: 'known' };
    return row.before === undefined && rows.length > 2 * mostAnswers ? { refused: 'full' } : row;
  }
  for (let count = 0; count < mostAnswers; count++) {
    const { isOver, ...row } = at(derivedId('ob', 'later', turnId, count));
    if (!isOver) return row;
  }
  return { refused: 'full' };
}

interface Prepared {
  readonly act: OutboxAct | undefined;
  readonly added: NewOutboxRow | undefined;
  readonly body: NewOutboxRow['body'] | undefined;
  readonly behind: readonly NewOutboxRow[];
  readonly said: StoredMessage | undefined;
}

async function write(
  parts: ReplyParts,
  place: Place,
  answer: Answer,
  reply: LaterReply,
): Promise<ReplyOutcome | 'changed'> {
  const { stored, row } = place;
  const { act, added, body, behind, said } = await prepare(parts, place, answer, reply);
  const outcome = await undoable(parts.store, async (tables, undo) => {
    const { turns, outbox } = tables;
    await turns.lockLane(stored.lane);
    const current = await turns.find(stored.id);
    if (current === undefined || refusalOf(current) !== undefined || !isThere(current, place)) return undo('changed');
    const again = laterRow(reply, await outbox.ofTurn(stored.id));
    if ('refused' in again || again.id !== row.id || again.before?.id !== row.before?.id) return undo('changed');
    const now = await tables.now();
    await speakIn(tables, place, said, now);
    if (reply.isFinal && answer.tokens > 0) await turns.addTokens(stored.id, answer.tokens);
    if (added !== undefined) await outbox.add([added]);
    // The stream has ended in this moment: what is said now is another answer, or known.
    if (body !== undefined && !(await outbox.writeLater(row.id, { body, isFinal: reply.isFinal, now })))
      undo('changed');
    await outbox.add(behind);
    const isAnswered = await settle(turns, current, reply, now);
    if (act !== undefined) await follow(tables, place, now);
    if (reply.isFinal) await tellAtOnce(tables, stored, now);
    return isAnswered ? 'answered' : 'taken';
  });
  if (outcome === 'answered') await countAnswered(parts, stored.triggerId);
  return typeof outcome === 'object' ? 'changed' : 'taken';
}

/** Whether the turn is answered by it. */
async function settle(
  turns: Pick<ServiceTables['turns'], 'settleLater' | 'awaitLater'>,
  { id, state }: StoredTurn,
  { isFinal }: LaterReply,
  now: number,
): Promise<boolean> {
  if (isFinal) return (await turns.settleLater(id)) && (state === 'later' || state === 'dead');
  await turns.awaitLater(id, now + replyHandleMs);
  return false;
}

/** A figure that is lost is no reason to refuse an answer that is taken. */
async function countAnswered({ store }: ReplyParts, triggerId: string): Promise<void> {
  const row = { name: 'turn', subjectId: triggerId, label: 'answered', value: 1 } as const;
  await store.tallies.add([row], await store.now()).catch(() => undefined);
}

/** For those who look at it. The end of a later answer comes once a turn, so it need not be gathered. */
async function tellAtOnce({ changes }: ServiceTables, { id, sessionId }: StoredTurn, at: number): Promise<void> {
  await changes.add({ at, topic: 'turn', id, kind: 'changed' });
  if (sessionId !== undefined) await changes.add({ at, topic: 'session', id: sessionId, kind: 'changed' });
}

/** What is answered may have been recalled meanwhile. */
function isThere({ messages }: StoredTurn, { answered }: Answerable): boolean {
  return (
    answered === undefined || messages.some(({ messageId, body }) => messageId === answered.id && body !== undefined)
  );
}

/** Sealed before the transaction. */
async function prepare(parts: ReplyParts, place: Place, answer: Answer, { isFinal }: LaterReply): Promise<Prepared> {
  const { bodies, store } = parts;
  const { stored, integration, target, chatId = stored.lane, row } = place;
  const { id, before } = row;
  const owner = ownerOf(stored);
  const grown = before && (await openRow(bodies, before))?.act;
  const text = answer.text !== '' || grown?.kind !== 'stream' ? answer.text : grown.text;
  const isSaid = text.trim() !== '' || answer.buttons.length > 0 || before !== undefined;
  const show = showOf(place, answer, await peopleOf(parts, place));
  const act: OutboxAct | undefined =
    isSaid && target !== undefined ? { kind: 'stream', target: targetJson(target), text, isFinal, show } : undefined;
  const of = { id, turnId: stored.id, integrationId: integration.id, tenantKey: stored.tenantKey, lane: chatId, owner };
  return {
    act,
    added:
      before === undefined && act !== undefined
        ? await rowOf(bodies, { ...of, act, now: await store.now() })
        : undefined,
    body: before !== undefined && act !== undefined ? await sealAct(bodies, owner, id, act) : undefined,
    behind: isFinal ? await rowsBehind(parts, place, answer, id) : [],
    said: isFinal && text.trim() !== '' ? await saidAnswer(parts, place, id, text) : undefined,
  };
}

/** Most answers have nothing to upload. */
function lazily(open: () => ReturnType<ReplyParts['uploadsOf']>): ConstructorParameters<typeof Answer>[0] {
  return {
    uploadImage: async (...given) => await (await open()).uploadImage(...given),
    uploadFile: async (...given) => await (await open()).uploadFile(...given),
  };
}
