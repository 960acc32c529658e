import { checkChat } from './check-chat.ts';
import { checkContent } from './check-content.ts';
import { checkSender } from './check-sender.ts';
import { checkStrategy } from './check-strategy.ts';
import { isForSession } from './for-session.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { MessageCase } from './subject.ts';

/** Conditions of messages, those first that say most: where it was said, by whom, to whom, and what. */
export function checkMessage(given: MessageCase): Refusal | undefined {
  const refused = recalled(given) ?? checkChat(given) ?? checkSender(given);
  if (refused !== undefined) return refused;
  if (isForSession(given)) return undefined;
  return checkStrategy(given) ?? checkContent(given);
}

function recalled({ facts }: MessageCase): Refusal | undefined {
  if (!facts.isRecalled) return undefined;
  return refusal('recalled', 'The message was recalled before it was worked on', '消息在处理前已被撤回');
}
