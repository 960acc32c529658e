import type { Message } from '../../model/message.ts';
import type { Session } from '../../model/triggers/conversation.ts';

/** What happens to a session. */
export type SessionAct =
  /** Something was said in it, by a person or by who answers. */
  | { readonly kind: 'speak' }
  /** Its time is up. */
  | { readonly kind: 'expire' }
  | { readonly kind: 'close'; readonly why: Exclude<Session['closedWhy'], 'timeout' | undefined> }
  | { readonly kind: 'pin' | 'unpin' }
  /** A person answers instead of the handler, and gives it back. */
  | { readonly kind: 'hand_over' | 'take_back' }
  /** Somebody goes on with one that has ended. */
  | { readonly kind: 'continue' };

/** What is changed of a session. */
export type SessionChange = Pick<Session, 'state' | 'closedWhy' | 'isPinned' | 'lastActiveAt' | 'expiresAt'>;
/** What an act leads to, or why it cannot be done. */
export type SessionStep = { readonly change: SessionChange } | { readonly refused: Message };

interface Times {
  readonly now: number;
  /** 0: it never goes idle. */
  readonly idleMs: number;
}

/** Who goes on with a conversation by choice does not mean it to end as soon as one that was just left. */
export const keptAfterChoiceMs: number = 7 * 86_400_000;

/** One act on one session. An act that has been done already changes nothing, so that it may be told twice. */
export function stepSession(session: Session, act: SessionAct, times: Times): SessionStep {
  switch (act.kind) {
    case 'speak':
      return speak(session, times);
    case 'expire':
      return expire(session, times);
    case 'close':
      return close(session, act.why);
    case 'pin':
      return changed(session, { isPinned: true, expiresAt: undefined });
    case 'unpin':
      return session.isPinned
        ? changed(session, {
            isPinned: false,
            expiresAt: session.state === 'open' ? after(times, times.idleMs) : undefined,
          })
        : changed(session, {});
    case 'hand_over':
      return isLive(session)
        ? changed(session, { state: 'handed_over', expiresAt: undefined })
        : refused('Only a conversation that goes on can be handed over', '只有进行中的会话才能转人工');
    case 'take_back':
      return takeBack(session, times);
    case 'continue':
      return goOn(session, times);
  }
}

/** Whether it goes on: a handler or a person answers. */
export function isLive({ state }: Pick<Session, 'state'>): boolean {
  return state === 'open' || state === 'handed_over';
}

function speak(session: Session, times: Times): SessionStep {
  if (!isLive(session)) return refused('The conversation has ended', '会话已结束');
  // The times of several processes may come in another order; and who has gone on by choice keeps the longer time.
  const lastActiveAt = Math.max(session.lastActiveAt, times.now);
  const expiresAt =
    session.state === 'open' && !session.isPinned ? latest(session.expiresAt, after(times, times.idleMs)) : undefined;
  return changed(session, { lastActiveAt, expiresAt });
}

function expire(session: Session, { now }: Times): SessionStep {
  const isDue = session.state === 'open' && session.expiresAt !== undefined && session.expiresAt <= now;
  return changed(session, isDue ? { state: 'idle', closedWhy: 'timeout', expiresAt: undefined } : {});
}

function close(session: Session, why: Session['closedWhy']): SessionStep {
  return changed(session, session.state === 'closed' ? {} : { state: 'closed', closedWhy: why, expiresAt: undefined });
}

function takeBack(session: Session, times: Times): SessionStep {
  if (session.state === 'open') return changed(session, {});
  if (session.state !== 'handed_over') return refused('The conversation has ended', '会话已结束');
  return changed(session, { state: 'open', expiresAt: session.isPinned ? undefined : after(times, times.idleMs) });
}

function goOn(session: Session, times: Times): SessionStep {
  if (isLive(session)) return changed(session, {});
  if (session.closedWhy === 'recall')
    return refused('What the conversation began with was recalled', '会话的起始消息已被撤回');
  const kept = after(times, times.idleMs === 0 ? 0 : Math.max(times.idleMs, keptAfterChoiceMs));
  return changed(session, {
    state: 'open',
    closedWhy: undefined,
    lastActiveAt: Math.max(session.lastActiveAt, times.now),
    expiresAt: session.isPinned ? undefined : kept,
  });
}

function after({ now }: Times, ms: number): number | undefined {
  return ms === 0 ? undefined : now + ms;
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? other : Math.max(one, other);
}

function changed(session: Session, change: Partial<SessionChange>): SessionStep {
  const { state, closedWhy, isPinned, lastActiveAt, expiresAt } = session;
  return { change: { state, closedWhy, isPinned, lastActiveAt, expiresAt, ...change } };
}

function refused(en: string, zh: string): SessionStep {
  return { refused: { en, zh } };
}
