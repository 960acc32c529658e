import type { Caller } from '../../model/service/caller.ts';
import type { SessionMessage } from '../../model/triggers/conversation.ts';
import { openSaid } from '../../triggers/bodies/sealed-rows.ts';
import { noteAct } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

/** A part of what was said, the oldest of it first. */
export interface TranscriptPart {
  readonly messages: readonly SessionMessage[];
  /** Before this message there may be more. */
  readonly before: string | undefined;
}

/**
 * What was said in a session. It is what people wrote, so the audit keeps who has read it.
 * @throws ConfigError `api.not.found`
 */
export async function readTranscript(
  parts: ControlParts,
  caller: Caller,
  { id, limit, before }: { readonly id: string; readonly limit: number; readonly before: string | undefined },
): Promise<TranscriptPart> {
  const { store, bodies } = parts;
  found(await store.sessions.find(id), 'session', id);
  const said = await store.sessionMessages.last(id, { limit, before });
  const messages = await openSaid(bodies, said);
  const note = { action: 'session.read', kind: 'session', id } as const;
  await store.transaction((tables) => noteAct(parts, tables, caller, note));
  return { messages, before: said.length < limit ? undefined : said[0]?.id };
}
