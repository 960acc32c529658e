/** How a conversation may stand. */
export const sessionStates = ['open', 'idle', 'closed', 'handed_over'] as const;
/** Where people talk. */
export const chatKinds = ['direct', 'group', 'topic'] as const;
/** How what a handler was asked may stand; the last four are ends. */
export const turnStates = [
  'gathering',
  'ready',
  'working',
  'retrying',
  'later',
  'answered',
  'dead',
  'discarded',
  'cancelled',
] as const;
/** Those that can be asked again. */
export const endedTurns = ['dead', 'discarded', 'cancelled', 'answered'] as const;
/** Parts of the page. */
export const tabs = ['sessions', 'turns'] as const;
