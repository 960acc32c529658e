import type { OpenTurn } from './plan-message.ts';

/**
 * What a recall does to a turn that has not ended. `cancel`: nothing is left to answer; whoever works on it stops, and what is not said yet is not said.
 * `shrink`: it goes on without the message. `restart`: so it does, from the beginning, because the handler has the message already.
 */
export type RecallPlan = 'nothing' | 'cancel' | 'shrink' | 'restart';

/** `hasSpoken`: people have seen a part of the answer, and a second one would be worse than one that knows too much. */
export function planRecall(turn: OpenTurn, messageId: string, hasSpoken: boolean): RecallPlan {
  const found = turn.messages.find((message) => message.messageId === messageId);
  if (found === undefined || found.body === undefined) return 'nothing';
  const isAnyLeft = turn.messages.some((message) => message !== found && message.body !== undefined);
  if (!isAnyLeft) return 'cancel';
  return turn.state === 'working' && !hasSpoken ? 'restart' : 'shrink';
}
