import type { CalledApp, CallingRun, CallRate } from '../../model/service/call-rates.ts';
import type { ControlParts } from '../parts.ts';

/** Calls of the last minute to an endpoint, of all runs that share its limit. */
export interface UsedRate extends CalledApp, CallRate {
  /** Those of most calls first. */
  readonly runs: readonly (CallingRun & Pick<CallRate, 'lastMinute'>)[];
}

/** The limits that are used now, the tightest first: each counts for one app and company, whichever processes call. */
export async function usedRates({ store }: Pick<ControlParts, 'store'>): Promise<readonly UsedRate[]> {
  const byLimit = new Map<string, UsedRate>();
  for (const { rates, integrationId, integrationName, appId, tenantKey, ...run } of await store.runs.rates()) {
    for (const { endpoint, lastMinute, limit } of rates) {
      const key = JSON.stringify([appId, tenantKey, endpoint]);
      const before = byLimit.get(key);
      byLimit.set(key, {
        ...(before ?? { integrationId, integrationName, appId, tenantKey, endpoint, limit }),
        lastMinute: (before?.lastMinute ?? 0) + lastMinute,
        runs: [...(before?.runs ?? []), { ...run, lastMinute }],
      });
    }
  }
  const share = ({ lastMinute, limit }: CallRate): number => lastMinute / limit;
  return [...byLimit.values()]
    .map((one) => ({ ...one, runs: one.runs.toSorted((a, b) => b.lastMinute - a.lastMinute) }))
    .sort((one, other) => share(other) - share(one));
}
