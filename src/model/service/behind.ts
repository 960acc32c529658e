/** What was just made live reads everything first, and events wait meanwhile. */
export const firstReadMs: number = 60 * 60_000;

/** How a pipeline follows events. Times are milliseconds since the epoch. */
export interface Following {
  /** An attempt follows events now, or reads further than any before it. One that only tries to begin does not. */
  readonly isFollowed: boolean;
  /** When an attempt was last heard of that did; undefined: none has, as far back as is looked. */
  readonly followedAt: number | undefined;
  /** One at work has ended its first read. */
  readonly hasRead: boolean;
  /** When the oldest event came, or was put back, that waits for it. */
  readonly waitsSince: number | undefined;
  /** When it was made, changed or resumed: from then on it has its time to become fresh. */
  readonly changedAt: number;
}

/** Since when nothing has followed events, however often it was tried; undefined while something does. */
function idleSince({
  isFollowed,
  followedAt = 0,
  changedAt,
}: Pick<Following, 'isFollowed' | 'followedAt' | 'changedAt'>): number | undefined {
  return isFollowed ? undefined : Math.max(followedAt, changedAt);
}

/** For how long nothing has followed events. */
function idleMs(following: Following, now: number): number {
  return Math.max(0, now - (idleSince(following) ?? now));
}

/**
 * For how long the oldest event has waited. How long the last batch took says nothing of now: one that stands still commits none, and after a
 * slow one there may be nothing more to do.
 */
export function waitsMs({ waitsSince, hasRead, changedAt }: Following, now: number): number {
  if (waitsSince === undefined) return 0;
  const countsFrom = hasRead ? 0 : changedAt + firstReadMs;
  return Math.max(0, now - Math.max(waitsSince, countsFrom));
}

/** How far a live pipeline is behind: by what waits for it, or because nobody knows what has changed since it was last followed. */
export function behindMs(following: Following, now: number): number {
  return Math.max(idleMs(following, now), waitsMs(following, now));
}
