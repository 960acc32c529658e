import type { Message } from '../../model/message.ts';
import type { OutboxAct } from '../../model/triggers/conversation.ts';
import type { NewOutboxRow, StoredMessage, StoredOutboxRow } from '../../model/triggers/session-tables.ts';
import type { StoredTurn } from '../../model/triggers/turn-table.ts';
import { openRow, ownerOf, sealAct } from '../bodies/sealed-rows.ts';
import { plainShow } from '../replies/answer-look.ts';
import { noAnswer } from '../turns/after-failure.ts';
import { derivedId } from './derived-id.ts';
import type { FlowParts } from './flow-parts.ts';
import { type Answerable, loadAnswerable } from './load-work.ts';
import { rowOf, targetJson } from './rows-to-say.ts';
import { speechLanguage } from './speech-language.ts';
import { undoable } from './undoable.ts';
import { saidAnswer } from './with-answer.ts';

const atOnce = 100;

const nothingCame: Message = {
  en: 'No answer came by the reply handle within 24 hours',
  zh: '24 小时内未通过 replyHandle 收到答复',
};

type SweepParts = Pick<FlowParts, 'store' | 'known' | 'bodies' | 'tally' | 'tellMoved'>;

/**
 * Answers that were to come by a reply handle, and have not, until its time was over: what was said of them is all, and a card that grew is completed.
 * Where nothing was said, the person is told, and the turn is dead. Gives how many there were.
 */
export async function sweepLater(parts: SweepParts): Promise<number> {
  const { turns } = parts.store;
  const overdue = await turns.overdueLater(await parts.store.now(), atOnce);
  for (const stored of overdue) await sweep(parts, stored);
  return overdue.length;
}

async function sweep(parts: SweepParts, stored: StoredTurn): Promise<void> {
  const rows = await parts.store.outbox.ofTurn(stored.id);
  const ending = await endingOf(parts, stored, rows);
  const outcome = await undoable(parts.store, async (tables, undo) => {
    const { turns, outbox, sessions, sessionMessages } = tables;
    await turns.lockLane(stored.lane);
    const current = await turns.find(stored.id);
    const isSame = current?.laterUntil === stored.laterUntil && current?.state === stored.state;
    // More has come in the last moment: it is looked at again.
    if (!isSame || hasGrown(rows, await outbox.ofTurn(stored.id))) return undo('changed');
    const now = await tables.now();
    for (const { id, body } of ending.complete) await outbox.writeLater(id, { body, isFinal: true, now });
    if (ending.told !== undefined) await outbox.add([ending.told]);
    const session = stored.sessionId === undefined ? undefined : await sessions.find(stored.sessionId);
    if (session !== undefined) await sessionMessages.add(ending.said);
    await turns.giveUpLater(stored.id, ending.isNothing ? nothingCame : undefined);
    return stored.state === 'later' ? (ending.isNothing ? 'dead' : 'answered') : undefined;
  });
  if (typeof outcome !== 'string') return;
  parts.tally?.count('turn', stored.triggerId, outcome);
  parts.tellMoved?.('turn', stored.id);
  parts.tellMoved?.('session', stored.sessionId);
}

function hasGrown(before: readonly StoredOutboxRow[], now: readonly StoredOutboxRow[]): boolean {
  const revisions = (rows: readonly StoredOutboxRow[]): string =>
    rows.map(({ id, revision }) => `${id} ${revision}`).join();
  return revisions(before) !== revisions(now);
}

/** How it ends, sealed before the transaction. */
interface Ending {
  readonly complete: readonly Pick<NewOutboxRow, 'id' | 'body'>[];
  readonly said: readonly StoredMessage[];
  readonly told: NewOutboxRow | undefined;
  readonly isNothing: boolean;
}

async function endingOf(parts: SweepParts, stored: StoredTurn, rows: readonly StoredOutboxRow[]): Promise<Ending> {
  const place = await loadAnswerable(parts, stored);
  // What was recalled or erased wants no answer.
  const isNothing = place !== undefined && !rows.some(({ kind }) => kind === 'say' || kind === 'stream');
  const [complete, said]: [Ending['complete'][number][], StoredMessage[]] = [[], []];
  for (const row of rows.filter(
    ({ kind, isFinal, endedAt }) => kind === 'stream' && !isFinal && endedAt === undefined,
  )) {
    const act = (await openRow(parts.bodies, row))?.act;
    if (act?.kind !== 'stream') continue;
    complete.push({
      id: row.id,
      body: await sealAct(parts.bodies, ownerOf(stored), row.id, { ...act, isFinal: true }),
    });
    const message = place && (await saidAnswer(parts, place, row.id, act.text));
    if (message !== undefined && act.text.trim() !== '') said.push(message);
  }
  return { complete, said, told: isNothing ? await toldRow(parts, place) : undefined, isNothing };
}

/** Not where nobody is answered any more, nor of an event, which nobody waits for. */
async function toldRow(
  { store, bodies }: SweepParts,
  place: Answerable | undefined,
): Promise<NewOutboxRow | undefined> {
  if (place?.target === undefined || place.answered === undefined || place.trigger.state === 'paused') return undefined;
  const { stored, version, target, answered, integration, chatId = stored.lane } = place;
  if (stored.state !== 'later') return undefined;
  const text = noAnswer[speechLanguage(version.settings, { ...place, text: answered.text })];
  const act: OutboxAct = { kind: 'stream', target: targetJson(target), text, isFinal: true, show: plainShow };
  return await rowOf(bodies, {
    id: derivedId('ob', 'no-answer', stored.id, stored.laterUntil ?? 0),
    turnId: stored.id,
    integrationId: integration.id,
    tenantKey: stored.tenantKey,
    lane: chatId,
    act,
    owner: ownerOf(stored),
    now: await store.now(),
  });
}
