import type { Attempt } from './service-run.ts';

const firstDelayMs = 5_000;
const maxDelayMs = 15 * 60_000;
/** An attempt that has worked for so long did not fail for the reason of the one before. */
export const steadyMs: number = 10 * 60_000;

/** Attempts at the end of the list that failed or were lost soon after they had begun. */
export function failuresInRow(attempts: readonly Attempt[]): readonly Attempt[] {
  const from = attempts.findLastIndex(
    ({ state, startedAt, finishedAt }) =>
      (state !== 'failed' && state !== 'lost') || (finishedAt ?? startedAt) - startedAt >= steadyMs,
  );
  return attempts.slice(from + 1);
}

/** From when on a run that waits may be tried: at once the first time, and when the worker was lost; otherwise after a growing pause. */
export function notBefore(attempts: readonly Attempt[]): number | undefined {
  const row = failuresInRow(attempts);
  const last = row.at(-1);
  if (last?.finishedAt === undefined) return undefined;
  const failed = row.filter(({ state }) => state === 'failed').length;
  const lost = row.length - failed;
  const steps = failed + Math.max(0, lost - 1);
  return steps === 0 ? undefined : last.finishedAt + Math.min(maxDelayMs, firstDelayMs * 2 ** (steps - 1));
}
