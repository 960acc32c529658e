import { TransientError } from '../../model/errors.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { Session } from '../../model/triggers/conversation.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { NewOutboxRow, StoredMessage } from '../../model/triggers/session-tables.ts';
import type { StoredTurn, TurnMessage } from '../../model/triggers/turn-table.ts';
import { sealMessage } from '../bodies/sealed-rows.ts';
import { readCommand } from '../commands/read-command.ts';
import { botTurnsForgottenMs } from '../rules/needed-facts.ts';
import { type Found, findSession } from '../sessions/find-session.ts';
import { messageLane, placeOf, sessionKey } from '../sessions/session-key.ts';
import { timeoutNotice } from '../sessions/session-notices.ts';
import { type MessagePlan, planMessage } from '../turns/plan-message.ts';
import { addingTurn, addTurn, type NewTurnIds, workOn } from './add-turn.ts';
import { carryCommand } from './carry-command.ts';
import { derivedId } from './derived-id.ts';
import { type FlowParts, idOf, type OwnWorker, type Taker } from './flow-parts.ts';
import { noticeAct, rowOf, targetOf } from './rows-to-say.ts';
import { saidMessage } from './said-message.ts';
import { type FoundSession, settleSession } from './settle-session.ts';
import { speechLanguage } from './speech-language.ts';
import type { Taking } from './taking.ts';
import { type Undone, undoable } from './undoable.ts';

/** What is said to a bot at the same moment is sorted out within this many looks. */
const mostLooks = 50;

/** A message that a trigger has taken: a command, or something for its handler. */
export async function takeMessage(taking: Taking, taker: Taker, message: InboundMessage): Promise<void> {
  for (let look = 0; look < mostLooks; look++) {
    const command = readCommand(message);
    const outcome =
      command === undefined
        ? await takeOnce(taking, taker, message)
        : await carryCommand(taking, taker, { message, command });
    // The word was meant for whoever answers.
    const settled = outcome === 'message' ? await takeOnce(taking, taker, message) : outcome;
    if (settled !== 'changed') return;
  }
  const words = { en: `The session of ${message.id} keeps changing`, zh: `消息 ${message.id} 所属的会话一直在变化` };
  throw new TransientError({ code: 'store.busy', message: words });
}

/** What it has come to. */
interface Added {
  readonly turn: StoredTurn | undefined;
  readonly session: Session;
}

/** What the transaction writes; sealed before it begins. */
interface Prepared extends FoundSession {
  readonly taker: Taker;
  readonly tenantKey: string;
  readonly message: InboundMessage;
  readonly lane: string;
  readonly sealed: TurnMessage;
  readonly said: StoredMessage;
  readonly notices: readonly NewOutboxRow[];
  readonly takesSteering: boolean;
  readonly worker: OwnWorker | undefined;
}

async function takeOnce(taking: Taking, taker: Taker, message: InboundMessage): Promise<Undone | 'done'> {
  const { parts } = taking;
  const prepared = await prepare(taking, taker, message);
  const result = await addingTurn(parts, (newTurnId) => addTo(parts, { ...prepared, newTurnId }));
  if ('undone' in result) return result.undone;
  parts.tellMoved?.('session', prepared.found.session.id);
  await workOn(parts.worker, result.turn, { session: result.session, user: taking.known.user });
  return 'done';
}

async function addTo(
  { store }: FlowParts,
  prepared: Prepared & NewTurnIds,
): Promise<Added | { readonly undone: Undone }> {
  const { message, taker } = prepared;
  return await undoable<Added>(store, async (tables, undo) => {
    const now = await tables.now();
    // Asked in the order of the locks, and all of it on the way at once.
    const [isRecalled, , session, open] = await Promise.all([
      // It may have been taken back since it was decided about, for another trigger.
      tables.triggerFacts.isRecalled(taker.trigger.integrationId, message.id),
      tables.turns.lockLane(prepared.lane),
      settleSession(tables, prepared, now),
      tables.turns.openOf(prepared.lane),
    ]);
    if (isRecalled) return undo('known');
    if (session === undefined) return undo('changed');
    const isPersons = prepared.found.kind === 'same' && prepared.found.answeredBy === 'person';
    const adding = isPersons ? undefined : addToTurns(tables, prepared, { sessionId: session.id, open, now });
    const [added] = await Promise.all([adding, tables.sessionMessages.add([prepared.said])]);
    if (typeof added === 'string') return undo(added);
    await Promise.all([countSpeaker(tables, taker, message, now), tables.outbox.add(prepared.notices)]);
    return { turn: added, session };
  });
}

async function prepare(taking: Taking, taker: Taker, message: InboundMessage): Promise<Prepared> {
  const { parts, integration, app, event, known } = taking;
  const { store, bodies } = parts;
  const { id: triggerId } = taker.trigger;
  const { settings } = taker.version;
  const key = sessionKey(message, settings);
  const now = await store.now();
  const last = await store.sessions.findLast(triggerId, key);
  const ids = { id: idOf(parts, 'se', now), conversationId: idOf(parts, 'cv', now) };
  const found = findSession({ triggerId, integrationId: integration.id, message, settings, last, now, ids });
  const sessionId = found.session.id;
  const owner = { kind: 'session', id: sessionId } as const;
  return {
    triggerId,
    key,
    last,
    found,
    chatName: message.chatKind === 'direct' ? undefined : await app.chatNameOf(message.chatId),
    speaker: { openId: message.sender.openId, name: known.user?.name ?? message.sender.name },
    taker,
    tenantKey: event.tenantKey,
    message,
    lane: messageLane(triggerId, key, message),
    sealed: await sealMessage(bodies, owner, message, now),
    said: await saidMessage(bodies, message, { sessionId, role: 'user', now, history: settings.history }),
    notices: await timeoutRows(taking, taker, message, found),
    takesSteering: (await parts.handlerOf(settings.handlerId))?.takesSteering ?? false,
    worker: parts.worker,
  };
}

/** Nobody is told of the end of a conversation that was none: others have talked, and the bot was not asked. */
async function timeoutRows(
  { parts, integration, event, known }: Taking,
  { trigger, version }: Taker,
  message: InboundMessage,
  found: Found,
): Promise<readonly NewOutboxRow[]> {
  if (found.kind !== 'new' || !found.tellsTimeout || found.session.beforeId === undefined) return [];
  const before = found.session.beforeId;
  const { items } = await parts.store.turns.page({ limit: 1 }, { sessionId: before });
  if (items.length === 0) return [];
  const { settings } = version;
  const language = speechLanguage(settings, { user: known.user, integration, text: message.text });
  const act = noticeAct(timeoutNotice(before, settings.session.idleMs), {
    target: targetOf(message, settings.reply.inThread),
    language,
    openId: message.sender.openId,
  });
  return [
    await rowOf(parts.bodies, {
      id: derivedId('ob', 'timeout', trigger.id, message.id),
      integrationId: integration.id,
      tenantKey: event.tenantKey,
      lane: message.chatId,
      act,
      owner: { kind: 'trigger', id: trigger.id },
      now: found.session.createdAt,
    }),
  ];
}

/** The lane is locked. Gives the turn that it begins, if it does. */
async function addToTurns(
  tables: ServiceTables,
  prepared: Prepared & NewTurnIds,
  { sessionId, open, now }: { readonly sessionId: string; readonly open: readonly StoredTurn[]; readonly now: number },
): Promise<Undone | StoredTurn | undefined> {
  const { taker, sealed, takesSteering } = prepared;
  const { number: version, settings } = taker.version;
  const busy = settings.busy === 'steer' && !takesSteering ? 'queue' : settings.busy;
  const plan: MessagePlan = planMessage({
    message: sealed,
    sessionId,
    version,
    settings: { aggregation: settings.aggregation, busy },
    open,
    now,
  });
  if (plan.kind === 'known') return 'known';
  if (plan.kind === 'new') return await addTurn(tables, prepared, { plan, sessionId, now });
  const how = plan.kind === 'join' ? { dueAt: plan.dueAt } : ({ steers: true } as const);
  const added = await tables.turns.addMessage(plan.turnId, sealed, how);
  if (added === 'again') return 'known';
  if (added === 'closed')
    return plan.kind === 'join' ? 'changed' : await addTurn(tables, prepared, { plan: plan.otherwise, sessionId, now });
  if (plan.kind === 'join' && plan.flush) await tables.turns.flush(plan.turnId, now);
  return undefined;
}

/** Bots are not answered in loops: how often they have spoken in a row is counted, until a person speaks. */
async function countSpeaker(
  { triggerFacts }: ServiceTables,
  { trigger: { id: triggerId } }: Taker,
  message: InboundMessage,
  now: number,
): Promise<void> {
  // No bot writes to another one alone.
  if (message.chatKind === 'direct') return;
  if (message.sender.kind === 'bot')
    await triggerFacts.countBotTurn(triggerId, placeOf(message), now, botTurnsForgottenMs);
  else await triggerFacts.forgetBotTurns(triggerId, placeOf(message));
}
