import type { Attempt, RunProgress } from './service-run.ts';

const firstDelayMs = 5_000;
/** The longest pause before a run is tried again. */
export const maxDelayMs: number = 15 * 60_000;

type Progress = Pick<RunProgress, 'soFar'> | undefined;

/** Attempts at the end of the list that failed or were lost, after the last that went steadily as the progress of the run says. */
export function failuresInRow(attempts: readonly Attempt[], progress: Progress): readonly Attempt[] {
  const { steadyAttempt = 0 } = progress?.soFar ?? {};
  const from = attempts.findLastIndex(
    ({ state, number }) => (state !== 'failed' && state !== 'lost') || number <= steadyAttempt,
  );
  return attempts.slice(from + 1);
}

/**
 * From when on a run that waits may be tried, by the clock of the store: at once the first time, and when the worker was lost; otherwise after
 * a growing pause.
 */
export function notBefore(attempts: readonly Attempt[], progress: Progress): number | undefined {
  const row = failuresInRow(attempts, progress);
  const last = row.at(-1);
  if (last?.finishedAt === undefined) return undefined;
  const failed = row.filter(({ state }) => state === 'failed').length;
  const lost = row.length - failed;
  const steps = failed + Math.max(0, lost - 1);
  // It was seen last when it ended; when that was by the clock of its worker says nothing to others.
  return steps === 0 ? undefined : last.seenAt + Math.min(maxDelayMs, firstDelayMs * 2 ** (steps - 1));
}

/** How much longer it waits for that; 0 when it may be tried. */
export function pauseLeftMs(attempts: readonly Attempt[], progress: Progress): number {
  const last = attempts.at(-1);
  const until = notBefore(attempts, progress);
  return last === undefined || until === undefined ? 0 : Math.max(0, until - last.seenAt - last.silentMs);
}
