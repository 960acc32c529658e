import type { Command } from '../commands/read-command.ts';
import type { OpenTurn } from './plan-message.ts';

/** What a command does to turns. */
export type CommandPlan =
  /** Nothing is to be stopped: the word is meant for whoever answers. */
  | { readonly kind: 'message' }
  | {
      readonly kind: 'command';
      /** Ended, whatever is done with them. */
      readonly cancels: readonly string[];
      /** They gather no more: what was said before the command is not mixed with what comes after. */
      readonly flushes: readonly string[];
    };

/** Who has said it, in what. */
export interface CommandPlace {
  readonly senderOpenId: string;
  readonly isDirect: boolean;
  /** What waits and is worked on in the lane, in its order. */
  readonly open: readonly OpenTurn[];
}

/**
 * Commands pass what waits. `/stop` ends what its person has begun, and in a group nothing of others; what was said before `/new` is still answered, in the
 * conversation that it was said in.
 */
export function planCommand({ name, isBare }: Command, { senderOpenId, isDirect, open }: CommandPlace): CommandPlan {
  const mine = open.filter(({ messages }) => isDirect || messages[0]?.senderOpenId === senderOpenId);
  if (name === 'stop') {
    if (isBare && mine.length === 0) return { kind: 'message' };
    return { kind: 'command', cancels: mine.map(({ id }) => id), flushes: [] };
  }
  const gathering = name === 'new' ? mine.filter(({ state }) => state === 'gathering') : [];
  return { kind: 'command', cancels: [], flushes: gathering.map(({ id }) => id) };
}
