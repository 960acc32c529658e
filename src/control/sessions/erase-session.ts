import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { stopTurns } from './stop-turns.ts';

/** The session, all that was said in it and the key that opens it. It cannot be undone. @throws ConfigError `api.not.found` */
export async function eraseSession(parts: ControlParts, caller: Caller, id: string): Promise<void> {
  const session = found(await parts.store.sessions.find(id), 'session', id);
  await stopTurns(parts.store, session, { en: `It was erased by ${caller.name}`, zh: `已被 ${caller.name} 清除` });
  const { triggerId, integrationId, messageCount } = session;
  const detail = { triggerId, integrationId, messages: messageCount };
  const note = { action: 'session.erase', kind: 'session', id, sign: 'deleted', detail } as const;
  await change(parts, caller, note, async ({ erasing }) => {
    if (!(await erasing.eraseSession(id))) found(undefined, 'session', id);
  });
}
