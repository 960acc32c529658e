import type { Turn } from '../data/turns.ts';

/** What it has failed with before is no fault of one that has ended otherwise. */
const passed: readonly Turn['state'][] = ['answered', 'later', 'cancelled'];

/** Whether its error says how it stands; of one that was answered or stopped it is past. */
export const stillFails = (state: Turn['state']): boolean => !passed.includes(state);

/** Its messages went into a later turn of the same conversation: it has none any more. */
export const isTakenOver = ({ state, event, messages }: Pick<Turn, 'state' | 'event' | 'messages'>): boolean =>
  state === 'cancelled' && event === null && messages.length === 0;
