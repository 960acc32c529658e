import type { PipelineFigures } from './figures.ts';

/** What was just made live reads everything first, and events wait meanwhile. */
export const firstReadMs: number = 60 * 60_000;

/**
 * How far a live pipeline is behind: as long as the oldest event has waited for it. How long the last batch took says nothing of now: one that
 * stands still commits none, and after a slow one there may be nothing more to do.
 */
export function behindMs(
  { waitsSince, hasRead, changedAt }: Pick<PipelineFigures, 'waitsSince' | 'hasRead' | 'changedAt'>,
  now: number,
): number {
  if (waitsSince === undefined) return 0;
  const countsFrom = hasRead ? 0 : changedAt + firstReadMs;
  return Math.max(0, now - Math.max(waitsSince, countsFrom));
}
