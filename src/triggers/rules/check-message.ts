import { checkChat } from './check-chat.ts';
import { checkContent } from './check-content.ts';
import { checkSender } from './check-sender.ts';
import { checkStrategy } from './check-strategy.ts';
import { isForSession } from './for-session.ts';
import type { Refusal } from './refusal.ts';
import type { MessageCase } from './subject.ts';

/** Conditions of messages, those first that say most: where it was said, by whom, to whom, and what. */
export function checkMessage(given: MessageCase): Refusal | undefined {
  const refused = checkChat(given) ?? checkSender(given);
  if (refused !== undefined) return refused;
  if (isForSession(given)) return undefined;
  return checkStrategy(given) ?? checkContent(given);
}
