import type { UsedRate } from '../../data/rates.ts';

/** Of the limits that are used, what one process uses, with the calls that it has made itself; undefined while they are not read. */
export function ratesOf(worker: string, rates: readonly UsedRate[] | undefined): readonly UsedRate[] | undefined {
  return rates?.flatMap((rate) => {
    const runs = rate.runs.filter((run) => run.worker === worker);
    const lastMinute = runs.reduce((sum, run) => sum + run.lastMinute, 0);
    return runs.length === 0 ? [] : [{ ...rate, runs, lastMinute }];
  });
}

/** How many calls a process has made in the last minute, of those to the endpoints that are nearest to their limits. */
export function callsOf(worker: string, rates: readonly UsedRate[]): number {
  return (ratesOf(worker, rates) ?? []).reduce((sum, { lastMinute }) => sum + lastMinute, 0);
}
