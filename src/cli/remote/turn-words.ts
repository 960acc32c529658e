import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Texts } from '../texts/texts.ts';

type Turn = ApiSchemas['Turn'];

/** What it has failed with before is no fault of one that has ended otherwise. */
const passed: readonly Turn['state'][] = ['answered', 'later', 'cancelled'];

/** Whether its error says how it stands; of one that was answered or stopped it is past. */
export const stillFails = (state: Turn['state']): boolean => !passed.includes(state);

/** Its messages went into a later turn of the same conversation: it has none any more. */
const isTakenOver = ({ state, event, messages }: Turn): boolean =>
  state === 'cancelled' && event === null && messages.length === 0;

/** How it stands. */
export function standingOf(turn: Turn, { bots }: Pick<Texts, 'bots'>): string {
  return isTakenOver(turn) ? bots.takenOver : bots.turnStates[turn.state];
}
