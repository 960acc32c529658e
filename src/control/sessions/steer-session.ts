import type { Caller } from '../../model/service/caller.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { Session } from '../../model/triggers/conversation.ts';
import { goOnWith } from '../../triggers/sessions/change-over.ts';
import type { ChangedSession } from '../../triggers/sessions/find-session.ts';
import { type SessionAct, stepSession } from '../../triggers/sessions/session-acts.ts';
import { change } from '../change.ts';
import { found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { sessionSettings } from './session-settings.ts';
import { stopTurns } from './stop-turns.ts';

/** What people do with a session. Each may be done twice: the second time changes nothing. */
export const sessionSteers = ['close', 'pin', 'unpin', 'hand-over', 'take-back', 'continue'] as const;
/** One of `sessionSteers`. */
export type SessionSteer = (typeof sessionSteers)[number];

const acts: Readonly<Record<Exclude<SessionSteer, 'continue'>, SessionAct>> = {
  close: { kind: 'close', why: 'person' },
  pin: { kind: 'pin' },
  unpin: { kind: 'unpin' },
  'hand-over': { kind: 'hand_over' },
  'take-back': { kind: 'take_back' },
};

/**
 * One act on one session. Where no handler answers any more, what it has begun is stopped, before the session changes.
 * @throws ConfigError `api.not.found`, `api.state.wrong`, `api.version.changed`
 */
export async function steerSession(
  parts: ControlParts,
  caller: Caller,
  { id, steer }: { readonly id: string; readonly steer: SessionSteer },
): Promise<Session> {
  const { store } = parts;
  const session = found(await store.sessions.find(id), 'session', id);
  const settings = await sessionSettings(store, session);
  const { idleMs } = settings.session;
  // What cannot be done stops nothing.
  await changesOf(store, session, steer, { now: await store.now(), idleMs });
  const note = { action: `session.${steer}`, kind: 'session', id } as const;
  const steered = await change(parts, caller, note, async (tables) => {
    const current = found(await tables.sessions.find(id), 'session', id);
    const now = await tables.now();
    let last = current;
    for (const { session: one, change: to } of await changesOf(tables, current, steer, { now, idleMs })) {
      const done = updated(await tables.sessions.update({ ...one, ...to }, now), one.id);
      if (done.id === id) last = done;
    }
    return last;
  });
  if (steer === 'close' || steer === 'hand-over')
    await stopTurns(store, session, { en: `It was ended by ${caller.name}`, zh: `已被 ${caller.name} 结束` });
  return steered;
}

async function changesOf(
  { sessions }: Pick<ServiceTables, 'sessions'>,
  session: Session,
  steer: SessionSteer,
  times: { readonly now: number; readonly idleMs: number },
): Promise<readonly ChangedSession[]> {
  if (steer === 'continue') {
    const over = goOnWith(session, await sessions.findOpen(session.triggerId, session.key), times);
    if ('refused' in over) throw wrongState(over.refused);
    return over.changes;
  }
  const step = stepSession(session, acts[steer], times);
  if ('refused' in step) throw wrongState(step.refused);
  return [{ session, change: step.change }];
}
