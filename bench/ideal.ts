/** A documented limit; both windows hold where both are given. */
export interface Limit {
  readonly perSecond?: number;
  readonly perMinute?: number;
}

/** Calls that a complete read cannot do without, at one endpoint. */
export interface Need {
  readonly endpoint: string;
  readonly calls: number;
  readonly limit: Limit;
}

/**
 * The earliest second at which the last of `calls` calls may arrive when no sliding second and no sliding minute may hold more
 * than the limit: bursts are used to the full, answers take no time.
 */
export function idealSeconds(calls: number, { perSecond, perMinute }: Limit): number {
  const times: number[] = [];
  for (let call = 0; call < calls; call++) {
    const afterSecond = perSecond === undefined || call < perSecond ? 0 : (times[call - perSecond] ?? 0) + 1;
    const afterMinute = perMinute === undefined || call < perMinute ? 0 : (times[call - perMinute] ?? 0) + 60;
    times.push(Math.max(afterSecond, afterMinute, times[call - 1] ?? 0));
  }
  return times.at(-1) ?? 0;
}

/**
 * The maximum over endpoints, since each has a limit of its own and all are called side by side. Phases that follow from each
 * other (directory → punches, list → details) count as overlapping to the full, for the second can begin with the first answer
 * of the one before: a bound that no client can be below, and stricter than adding them.
 */
export function idealOf(needs: readonly Need[]): number {
  return Math.max(0, ...needs.map(({ calls, limit }) => idealSeconds(calls, limit)));
}
