import type { Language, Message } from '../../model/message.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { OutboxAct } from '../../model/triggers/conversation.ts';
import { replyHandleMs } from '../../model/triggers/handler.ts';
import { handlerGone } from '../../model/triggers/handler-gone.ts';
import type { NewOutboxRow } from '../../model/triggers/session-tables.ts';
import { ownerOf, sealAct } from '../bodies/sealed-rows.ts';
import type { AfterFailure } from '../turns/after-failure.ts';
import type { Answer } from './answer.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { derivedId } from './derived-id.ts';
import type { FlowParts } from './flow-parts.ts';
import type { Work } from './load-work.ts';
import { rowOf } from './rows-to-say.ts';
import { speechLanguage } from './speech-language.ts';
import { follow, rowsBehind, saidAnswer, speakIn } from './with-answer.ts';

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

interface Answered {
  readonly answer: Answer;
  readonly writer: AnswerWriter;
  readonly heard: number;
  /** The rest of it, or all, comes by the reply handle. */
  readonly isLater: boolean;
  /** Ids of what was said of the turn before it was worked on. */
  readonly before: ReadonlySet<string>;
}

/** The answer is complete: its last text, what comes with it and the end of the turn are one transaction. */
export async function endAnswered(
  parts: FlowParts,
  work: Work,
  { answer, writer, heard, isLater, before }: Answered,
): Promise<EndOutcome> {
  const { stored } = work;
  const text = answer.text.trim();
  const isSaid = text !== '' || answer.buttons.length > 0;
  const act = writer.act(answer.text, true);
  const final = await finalRow(parts, work, writer, isSaid || writer.row.isThere ? act : undefined);
  const rows = [...(await rowsBehind(parts, work, answer, writer.row.id)), await reactionRow(parts, work, 'unreact')];
  const said = text === '' ? undefined : await saidAnswer(parts, work, writer.row.id, answer.text);
  const outcome = await parts.store.transaction(async (tables) => {
    const { turns, outbox } = tables;
    await turns.lockLane(stored.lane);
    // The lane is locked: nobody takes it over meanwhile.
    const messages = await turns.messagesHeld(stored);
    if (messages === undefined) return 'lost';
    if (messages > heard) return 'more';
    const now = await tables.now();
    if (isSaid || answer.files.length > 0) await speakIn(tables, work, said, now);
    if (final?.kind === 'row') await outbox.add([final.row]);
    // Where it has ended, nobody would see it.
    if (final?.kind === 'text') await outbox.write(writer.row.id, stored, { body: final.body, isFinal: true, now });
    await outbox.add(rows.filter((row) => row !== undefined));
    if (isSaid) await follow(tables, work, now);
    const waits = isLater && !isSaid && !(await hasCome(outbox, stored.id, before));
    const laterUntil = waits ? now + replyHandleMs : undefined;
    if (!(await turns.end(stored, { state: 'answered', laterUntil }, now))) return 'lost';
    return waits ? 'later' : 'answered';
  });
  if (outcome === 'lost' || outcome === 'more') return outcome;
  parts.tally?.count('turn', stored.triggerId, outcome);
  return 'ended';
}

/** A handler may answer by the reply handle before it has said that it will. */
async function hasCome(
  outbox: Pick<ServiceTables['outbox'], 'ofTurn'>,
  turnId: string,
  before: ReadonlySet<string>,
): Promise<boolean> {
  const rows = (await outbox.ofTurn(turnId)).filter(
    ({ id, kind }) => !before.has(id) && (kind === 'say' || kind === 'stream'),
  );
  return rows.length > 0 && rows.every(({ isFinal, endedAt }) => isFinal || endedAt !== undefined);
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
    if (handler !== undefined) await handlers.update({ ...handler, disabledAt: now, disabledWhy: handlerGone }, now);
    if (!(await turns.end(stored, after.end, now))) return 'lost';
    // Nobody waits for the answer to something of old: what was said since does not wait for another try of it.
    const isOfOld = stored.replay !== undefined && stored.event === undefined;
    if (isOfOld && after.end.state === 'retrying') await turns.letPass(stored.id, now);
    return 'ended';
  });
}

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
