/** A documented limit; both windows hold where both are given. */
export interface Limit {
  readonly perSecond?: number;
  readonly perMinute?: number;
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
