import type { ServiceTables } from '../../model/service/service-store.ts';
import type { Session } from '../../model/triggers/conversation.ts';
import type { ChangedSession, Found } from '../sessions/find-session.ts';

/** What was found before the transaction. */
export interface FoundSession {
  readonly triggerId: string;
  readonly key: string;
  readonly last: Session | undefined;
  readonly found: Found;
  /** Of who speaks now: he may not have been known by name before. */
  /** Of a group, as far as it tells. */
  readonly chatName: string | undefined;
  readonly speaker: { readonly openId: string; readonly name: string | undefined };
}

/** The session that a message belongs to, as it was found before; undefined when it has changed since: look again. */
export async function settleSession(
  tables: ServiceTables,
  { triggerId, key, last, found, chatName, speaker }: FoundSession,
  now: number,
): Promise<Session | undefined> {
  const { sessions } = tables;
  if (found.kind === 'same') {
    const { expiresAt } = found.change;
    const { id, state } = found.session;
    // Of a key one session is live at most: as long as it is as it was, there is no other.
    return (await sessions.touch(id, { now, expiresAt, speaker, chatName, state })) ? found.session : undefined;
  }
  const current = await sessions.findLast(triggerId, key);
  if (current?.id !== last?.id || current?.state !== last?.state) return undefined;
  if (found.ended !== undefined && !(await changeSessions(tables, [found.ended], now))) return undefined;
  const opened = await sessions.open({ ...found.session, chatName });
  return opened.isNew ? opened.session : undefined;
}

/** False when somebody else has changed one of them since it was read. */
export async function changeSessions(
  { sessions }: ServiceTables,
  changes: readonly ChangedSession[],
  now: number,
): Promise<boolean> {
  for (const { session, change } of changes)
    if ((await sessions.update({ ...session, ...change }, now)) === undefined) return false;
  return true;
}
