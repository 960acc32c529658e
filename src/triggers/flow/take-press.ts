import type { Session } from '../../model/triggers/conversation.ts';
import type { TriedTrigger } from '../../model/triggers/decision.ts';
import type { StoredTurn } from '../../model/triggers/turn-table.ts';
import { ownerOf, sealEvent } from '../bodies/sealed-rows.ts';
import type { Press } from '../replies/buttons.ts';
import { goOnWith } from '../sessions/change-over.ts';
import { stepSession } from '../sessions/session-acts.ts';
import { continuedNotice, readContinue } from '../sessions/session-notices.ts';
import { addingTurn, workOn } from './add-turn.ts';
import { derivedId } from './derived-id.ts';
import type { Taker } from './flow-parts.ts';
import { noticeAct, noticeMark, rowOf } from './rows-to-say.ts';
import { changeSessions } from './settle-session.ts';
import { speechLanguage } from './speech-language.ts';
import type { Taking } from './taking.ts';
import { undoable } from './undoable.ts';

type Pressed = Extract<Press, { readonly kind: 'pressed' }>;
const mostLooks = 20;

/** The trigger whose button was pressed gets the press, whatever its rules say: it has given the button. Undefined for buttons of others. */
export async function decidePress(
  { parts, integration }: Taking,
  press: Press,
): Promise<readonly TriedTrigger[] | undefined> {
  if (press.kind !== 'pressed') return undefined;
  const triggerId =
    (await sessionToGoOn(parts.store, press))?.triggerId ?? (await turnOf(parts.store, press))?.triggerId;
  const published = await parts.known.published(integration.id);
  const found = published.find(({ trigger }) => trigger.id === triggerId);
  if (found === undefined) return undefined;
  const { trigger } = found;
  const tried = { triggerId: trigger.id, version: found.published.number };
  if (trigger.state !== 'published')
    return [{ ...tried, outcome: 'refused', code: 'paused', why: { en: 'The trigger is paused', zh: '触发器已暂停' } }];
  const why = { en: 'A button of the trigger was pressed', zh: '点击了该触发器的按钮' };
  return [{ ...tried, outcome: 'taken', code: 'matched', why }];
}

/** A button of the answer: its handler learns of it. A button of a notice: the conversation before goes on. */
export async function takePress(taking: Taking, taker: Taker, press: Press): Promise<void> {
  if (press.kind !== 'pressed') return;
  const session = await sessionToGoOn(taking.parts.store, press);
  if (session !== undefined) return await goOn(taking, taker, press, session.id);
  const turn = await turnOf(taking.parts.store, press);
  if (turn !== undefined) await addPress(taking, taker, turn);
}

async function addPress({ parts, event }: Taking, { version }: Taker, turn: StoredTurn): Promise<void> {
  const { store, bodies } = parts;
  const { id, type, createdAt, body } = event;
  const sealed = await sealEvent(bodies, ownerOf(turn), { id, type, createdAt, body });
  const { sessionId, triggerId, lane } = turn;
  const add = (newTurnId: (now: number) => string) =>
    store.transaction(async (tables) => {
      await tables.turns.lockLane(lane);
      const now = await tables.now();
      const added = await tables.turns.add({
        ...{ id: newTurnId(now), sessionId, triggerId, version: version.number, lane, state: 'ready' as const },
        tenantKey: event.tenantKey,
        ...{ messages: [], event: sealed, firstAt: now, dueAt: now, hold: parts.worker?.holding(now) },
      });
      const session = sessionId === undefined ? undefined : await tables.sessions.find(sessionId);
      if (added === undefined || session === undefined) return added;
      const step = stepSession(session, { kind: 'speak' }, { now, idleMs: version.settings.session.idleMs });
      if ('change' in step) await tables.sessions.touch(session.id, { now, expiresAt: step.change.expiresAt });
      return added;
    });
  const added = await addingTurn(parts, add);
  parts.tellMoved?.('session', sessionId);
  await workOn(parts.worker, added);
}

async function goOn(taking: Taking, { version }: Taker, press: Pressed, sessionId: string): Promise<void> {
  const { parts, integration, event, known } = taking;
  for (let look = 0; look < mostLooks; look++) {
    const now = await parts.store.now();
    const before = await parts.store.sessions.find(sessionId);
    if (before === undefined) return;
    const live = await parts.store.sessions.findOpen(before.triggerId, before.key);
    const over = goOnWith(before, live, { now, idleMs: version.settings.session.idleMs });
    const notice = 'refused' in over ? { text: over.refused, button: undefined } : continuedNotice;
    const offeredIn = readContinue(press.value)?.language;
    const language = offeredIn ?? speechLanguage(version.settings, { user: known.user, integration, text: '' });
    const chatId = press.chatId ?? before.chatId;
    const row = await rowOf(parts.bodies, {
      id: derivedId('ob', 'pressed', integration.id, event.id),
      integrationId: integration.id,
      tenantKey: event.tenantKey,
      lane: chatId,
      act: noticeAct(notice, { target: { kind: 'chat', chatId }, language, openId: press.openId }),
      owner: { kind: 'trigger', id: before.triggerId },
      now,
    });
    const result = await undoable(parts.store, async (tables, undo) => {
      // Pressed twice, it is said once.
      if ('changes' in over && over.changes.length === 0) return 'done';
      if ((await tables.outbox.find(row.id)) !== undefined) return undo('known');
      if ('changes' in over && !(await changeSessions(tables, over.changes, now))) return undo('changed');
      await tables.outbox.add([row]);
      return 'done';
    });
    if (typeof result !== 'object' && 'changes' in over)
      for (const { session } of over.changes) parts.tellMoved?.('session', session.id);
    if (typeof result !== 'object' || result.undone === 'known') return;
  }
}

/** Of our own notices only, and in the chat that they stand in: a value of a handler's button may say anything. */
async function sessionToGoOn({ sessions }: Taking['parts']['store'], press: Pressed): Promise<Session | undefined> {
  const asked = press.turnId === noticeMark ? readContinue(press.value) : undefined;
  const session = asked && (await sessions.find(asked.sessionId));
  return session?.chatId === press.chatId || session?.senderOpenId === press.openId ? session : undefined;
}

async function turnOf({ turns }: Taking['parts']['store'], press: Pressed): Promise<StoredTurn | undefined> {
  return press.turnId === noticeMark ? undefined : await turns.find(press.turnId);
}
