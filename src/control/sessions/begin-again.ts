import type { Caller } from '../../model/service/caller.ts';
import type { NewResource } from '../../model/service/resource.ts';
import type { Session } from '../../model/triggers/conversation.ts';
import type { StoredMessage } from '../../model/triggers/session-tables.ts';
import { openSaid, sealSaid } from '../../triggers/bodies/sealed-rows.ts';
import { isLive, stepSession } from '../../triggers/sessions/session-acts.ts';
import { change } from '../change.ts';
import { found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { sessionSettings } from './session-settings.ts';
import { stopTurns } from './stop-turns.ts';

/** Of a conversation that is copied. */
const mostCopied = 200;

/**
 * Another session takes the place of this one; `reset`: with nothing said in it, `fork`: with what was said until now. The one before can be gone on with.
 * @throws ConfigError `api.not.found`, `api.state.wrong`, `api.version.changed`
 */
export async function beginAgain(
  parts: ControlParts,
  caller: Caller,
  { id, how }: { readonly id: string; readonly how: 'reset' | 'fork' },
): Promise<Session> {
  const { store, newId } = parts;
  const of = found(await store.sessions.find(id), 'session', id);
  if (how === 'reset' && !isLive(of))
    throw wrongState({ en: 'The conversation has ended', zh: '会话已结束' }, whenEnded);
  const { idleMs } = (await sessionSettings(store, of)).session;
  const begun = newId('se');
  const copies = how === 'fork' ? await copiesOf(parts, of, begun) : [];
  const note = {
    action: `session.${how}`,
    kind: 'session',
    id,
    detail: ({ id: sessionId }: Session) => ({ sessionId }),
  } as const;
  const ended: Session[] = [];
  const made = await change(parts, caller, note, async (tables) => {
    const now = await tables.now();
    const live = await tables.sessions.findOpen(of.triggerId, of.key);
    if (live !== undefined) {
      const step = stepSession(live, { kind: 'close', why: 'superseded' }, { now, idleMs });
      if ('change' in step) updated(await tables.sessions.update({ ...live, ...step.change }, now), live.id);
      ended.push(live);
    }
    const next = nextOf(of, { id: begun, conversationId: newId('cv'), now, idleMs });
    const { session, isNew } = await tables.sessions.open(next);
    if (!isNew) updated(undefined, session.id);
    if (copies.length > 0) await tables.sessionMessages.add(copies);
    return found(await tables.sessions.find(session.id), 'session', session.id);
  });
  for (const session of ended)
    await stopTurns(store, session, { en: `It was ended by ${caller.name}`, zh: `已被 ${caller.name} 结束` });
  return made;
}

const whenEnded = {
  en: 'Nothing: the next message begins another one. What ended can be continued or forked.',
  zh: '无需处理：下一条消息会开始新的会话。已结束的会话可以继续，也可以派生。',
};

function nextOf(
  of: Session,
  {
    id,
    conversationId,
    now,
    idleMs,
  }: Pick<Session, 'id' | 'conversationId'> & { readonly now: number; readonly idleMs: number },
): NewResource<Session> {
  const { createdAt: _c, changedAt: _h, version: _v, ...rest } = of;
  return {
    ...rest,
    ...{ id, conversationId, createdAt: now, state: 'open', closedWhy: undefined, beforeId: of.id, messageCount: 0 },
    lastActiveAt: now,
    expiresAt: idleMs === 0 || of.isPinned ? undefined : now + idleMs,
  };
}

/** Sealed anew: each session has its own key, by which it is erased. */
async function copiesOf(
  { store, bodies, newId }: ControlParts,
  of: Session,
  id: string,
): Promise<readonly StoredMessage[]> {
  const said = await openSaid(bodies, await store.sessionMessages.last(of.id, { limit: mostCopied }));
  return await Promise.all(
    said.map((message) => sealSaid(bodies, { ...message, id: newId('sm'), sessionId: id, outboxId: undefined })),
  );
}
