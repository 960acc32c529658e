import type { Message } from '../../model/message.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { NewOutboxRow, StoredMessage } from '../../model/triggers/session-tables.ts';
import type { TurnMessage } from '../../model/triggers/turn-table.ts';
import { sealMessage } from '../bodies/sealed-rows.ts';
import { helpText, notPaired, paired, statusText, stopText, whoamiText } from '../commands/command-texts.ts';
import type { Command } from '../commands/read-command.ts';
import { beginAnew, type ChangeOver } from '../sessions/change-over.ts';
import { isLive } from '../sessions/session-acts.ts';
import { messageLane, sessionKey } from '../sessions/session-key.ts';
import { newSessionNotice, type SessionNotice } from '../sessions/session-notices.ts';
import { planCommand } from '../turns/plan-command.ts';
import { addTurn } from './add-turn.ts';
import { derivedId } from './derived-id.ts';
import { idOf, type Taker } from './flow-parts.ts';
import { noticeAct, rowOf, targetOf } from './rows-to-say.ts';
import { saidMessage } from './said-message.ts';
import { changeSessions } from './settle-session.ts';
import { speechLanguage } from './speech-language.ts';
import type { Taking } from './taking.ts';
import { type Undone, undoable } from './undoable.ts';

/** A message that is a command. */
export interface Commanded {
  readonly message: InboundMessage;
  readonly command: Command;
}

/** What the transaction writes; sealed before it begins. */
interface Prepared extends Commanded {
  readonly taker: Taker;
  readonly tenantKey: string;
  readonly lane: string;
  /** What is answered. Of `stop` it depends on whether there was something to stop. */
  readonly row: NewOutboxRow;
  readonly otherwise: NewOutboxRow | undefined;
  readonly isPaired: boolean;
  readonly anew: Anew | undefined;
  /** The session that is answered now. */
  readonly liveId: string | undefined;
  readonly chatName: string | undefined;
}

/** A conversation that begins with the command, and what was said behind it. */
interface Anew {
  readonly over: ChangeOver;
  readonly first: { readonly sealed: TurnMessage; readonly said: StoredMessage } | undefined;
}

/** Carries a command out, once. `message`: it is none here. */
export async function carryCommand(
  taking: Taking,
  taker: Taker,
  commanded: Commanded,
): Promise<Undone | 'done' | 'message'> {
  const { parts } = taking;
  const prepared = await prepare(taking, taker, commanded);
  const result = await undoable(parts.store, async (tables, undo) => {
    if (await tables.triggerFacts.isRecalled(taking.integration.id, commanded.message.id)) return undo('known');
    await tables.turns.lockLane(prepared.lane);
    // Whoever carries it out twice finds what was answered.
    if ((await tables.outbox.find(prepared.row.id)) !== undefined) return undo('known');
    const now = await tables.now();
    const outcome = await carry(tables, prepared, now, (at) => idOf(parts, 'tu', at));
    return outcome === 'known' || outcome === 'changed' ? undo(outcome) : outcome;
  });
  // What it has begun, or lets go on, is due.
  parts.worker?.wake();
  if (typeof result === 'object') return result.undone;
  const { begun, changes = [] } = prepared.anew?.over ?? {};
  for (const id of [prepared.liveId, begun?.id, ...changes.map(({ session }) => session.id)])
    parts.tellMoved?.('session', id);
  return result;
}

async function carry(
  tables: ServiceTables,
  prepared: Prepared,
  now: number,
  newTurnId: (now: number) => string,
): Promise<Undone | 'done' | 'message'> {
  const { message, command, taker, lane, anew } = prepared;
  const { openId: senderOpenId } = message.sender;
  const waiting = await tables.turns.openOf(lane);
  // Who wants no answer wants none that comes later, either.
  const open = command.name === 'stop' ? [...(await tables.turns.laterOf(lane)), ...waiting] : waiting;
  // It was taken as a message before, when there was nothing to stop.
  if (open.some(({ messages }) => messages.some(({ messageId }) => messageId === message.id))) return 'known';
  const plan = planCommand(command, { senderOpenId, isDirect: message.chatKind === 'direct', open });
  if (plan.kind === 'message') return 'message';
  for (const id of plan.flushes) await tables.turns.flush(id, now);
  for (const id of plan.cancels) await tables.turns.cancel(id, now);
  if (prepared.isPaired) await tables.triggerFacts.pair(taker.trigger.id, senderOpenId, now);
  const began = anew === undefined ? 'done' : await begin(tables, { ...prepared, newTurnId }, anew, now);
  if (began !== 'done') return began;
  for (const id of plan.cancels) await tables.outbox.giveUp(id, stoppedByPerson, now);
  const { row, otherwise = row } = prepared;
  await tables.outbox.add([command.name !== 'stop' || plan.cancels.length > 0 ? row : otherwise]);
  return 'done';
}

async function begin(
  tables: ServiceTables,
  {
    taker,
    tenantKey,
    lane,
    chatName,
    newTurnId,
  }: Pick<Prepared, 'taker' | 'tenantKey' | 'lane' | 'chatName'> & { readonly newTurnId: (now: number) => string },
  { over, first }: Anew,
  now: number,
): Promise<Undone | 'done'> {
  if (!(await changeSessions(tables, over.changes, now)) || over.begun === undefined) return 'changed';
  const { session, isNew } = await tables.sessions.open({ ...over.begun, chatName });
  if (!isNew) return 'changed';
  if (first === undefined) return 'done';
  const plan = { kind: 'new', state: 'ready', dueAt: now, flushes: [], takesOver: [], passes: [], ahead: 0 } as const;
  const added = await addTurn(
    tables,
    { taker, tenantKey, lane, newTurnId, sealed: first.sealed, worker: undefined },
    { plan, sessionId: session.id, now },
  );
  if (typeof added === 'string') return added;
  await tables.sessionMessages.add([first.said]);
  return 'done';
}

async function prepare(taking: Taking, taker: Taker, commanded: Commanded): Promise<Prepared> {
  const { parts, integration, event, known } = taking;
  const { tenantKey } = event;
  const { message, command } = commanded;
  const { trigger, version } = taker;
  const { settings } = version;
  const key = sessionKey(message, settings);
  const lane = messageLane(trigger.id, key, message);
  const now = await parts.store.now();
  const last = await parts.store.sessions.findLast(trigger.id, key);
  const live = last !== undefined && isLive(last) ? last : undefined;
  const anew = command.name === 'new' ? await prepareAnew(taking, taker, commanded, { live, now }) : undefined;
  const isPaired = command.name === 'pair' && (await parts.isPairingCode(trigger.id, command.rest));
  const waiting = command.name === 'status' ? (await parts.store.turns.openOf(lane)).length : 0;
  const { openId, name } = message.sender;
  const said: Readonly<Record<Command['name'], SessionNotice>> = {
    new: newSessionNotice(anew?.over.begun?.beforeId),
    stop: plain(stopText(1)),
    help: plain(helpText(undefined)),
    status: plain(statusText({ session: live, ahead: waiting, now })),
    whoami: plain(whoamiText({ openId, name: known.user?.name ?? name, handlerUserId: known.user?.handlerUserId })),
    pair: plain(isPaired ? paired : notPaired),
  };
  const language = speechLanguage(settings, { user: known.user, integration, text: message.text });
  const target = targetOf(message, settings.reply.inThread);
  const row = (notice: SessionNotice): Promise<NewOutboxRow> =>
    rowOf(parts.bodies, {
      id: derivedId('ob', 'command', trigger.id, message.id),
      integrationId: integration.id,
      tenantKey,
      lane: message.chatId,
      act: noticeAct(notice, { target, language, openId: message.sender.openId }),
      owner: { kind: 'trigger', id: trigger.id },
      now,
    });
  const otherwise = command.name === 'stop' ? await row(plain(stopText(0))) : undefined;
  const answer = { row: await row(said[command.name]), otherwise };
  return {
    ...commanded,
    ...answer,
    taker,
    tenantKey,
    lane,
    isPaired,
    anew,
    liveId: live?.id,
    chatName: last?.chatName,
  };
}

async function prepareAnew(
  { parts, integration }: Taking,
  { trigger, version: { settings } }: Taker,
  { message, command }: Commanded,
  { live, now }: { readonly live: Parameters<typeof beginAnew>[0]; readonly now: number },
): Promise<Anew> {
  const ids = { id: idOf(parts, 'se', now), conversationId: idOf(parts, 'cv', now) };
  const given = { triggerId: trigger.id, integrationId: integration.id, message, settings, now, ids };
  const over = beginAnew(live, given);
  if (command.rest === '') return { over, first: undefined };
  const first = { ...message, text: command.rest };
  const sealed = await sealMessage(parts.bodies, { kind: 'session', id: ids.id }, first, now);
  const where = { sessionId: ids.id, role: 'user', now, history: settings.history } as const;
  return { over, first: { sealed, said: await saidMessage(parts.bodies, first, where) } };
}

function plain(text: Message): SessionNotice {
  return { text, button: undefined };
}

const stoppedByPerson: Message = { en: 'It was stopped by its person', zh: '已被用户停止' };
