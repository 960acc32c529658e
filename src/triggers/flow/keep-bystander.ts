import type { DecisionCode } from '../../model/triggers/decision.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import { findSession } from '../sessions/find-session.ts';
import { messageLane, sessionKey } from '../sessions/session-key.ts';
import { idOf, type Taker } from './flow-parts.ts';
import { saidMessage } from './said-message.ts';
import { settleSession } from './settle-session.ts';
import type { Taking } from './taking.ts';
import { undoable } from './undoable.ts';

/** It was not for the bot, and nothing else speaks against it. */
const notForUs: readonly DecisionCode[] = ['not_mentioned', 'all_mention', 'keyword', 'command'];
const mostLooks = 20;

/** What others say in a group is a part of the conversation, where the trigger asks for it. */
export async function keepBystander(
  { parts, integration, app }: Taking,
  { trigger, version }: Taker,
  message: InboundMessage,
  code: DecisionCode,
): Promise<void> {
  const { settings } = version;
  if (!settings.history.keepsUnmentioned || message.chatKind === 'direct' || !notForUs.includes(code)) return;
  const key = sessionKey(message, settings);
  const chatName = await app.chatNameOf(message.chatId);
  for (let look = 0; look < mostLooks; look++) {
    const now = await parts.store.now();
    const last = await parts.store.sessions.findLast(trigger.id, key);
    const ids = { id: idOf(parts, 'se', now), conversationId: idOf(parts, 'cv', now) };
    const given = { triggerId: trigger.id, integrationId: integration.id, message, settings, last, now, ids };
    const found = findSession(given);
    const where = { sessionId: found.session.id, role: 'bystander', now, history: settings.history } as const;
    const said = await saidMessage(parts.bodies, message, where);
    const result = await undoable(parts.store, async (tables, undo) => {
      if (await tables.triggerFacts.isRecalled(integration.id, message.id)) return undo('known');
      await tables.turns.lockLane(messageLane(trigger.id, key, message));
      const place = { triggerId: trigger.id, key, last, found, chatName, speaker: message.sender };
      const session = await settleSession(tables, place, now);
      if (session === undefined) return undo('changed');
      return (await tables.sessionMessages.add([said])) === 0 ? undo('known') : 'done';
    });
    if (typeof result !== 'object' || result.undone === 'known') return;
  }
}
