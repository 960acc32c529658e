import type { SessionMessage } from '../../model/triggers/conversation.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { BodyVault } from '../../model/triggers/sealed-text.ts';
import type { StoredMessage } from '../../model/triggers/session-tables.ts';
import type { HistorySettings } from '../../model/triggers/trigger-settings.ts';
import { sealSaid } from '../bodies/sealed-rows.ts';
import { derivedId } from './derived-id.ts';

const dayMs = 86_400_000;

/** When what is said now is to be forgotten. */
export function forgottenAt({ retentionDays }: HistorySettings, now: number): number | undefined {
  return retentionDays === 0 ? undefined : now + retentionDays * dayMs;
}

/** What somebody has said, for the history of a session. */
export async function saidMessage(
  bodies: BodyVault,
  message: InboundMessage,
  {
    sessionId,
    role,
    now,
    history,
  }: Pick<SessionMessage, 'sessionId' | 'role'> & { readonly now: number; readonly history: HistorySettings },
): Promise<StoredMessage> {
  return await sealSaid(bodies, {
    id: derivedId('sm', sessionId, message.id),
    sessionId,
    role,
    messageId: message.id,
    senderOpenId: message.sender.openId,
    senderName: message.sender.name,
    at: now,
    text: message.text,
    expiresAt: forgottenAt(history, now),
  });
}
