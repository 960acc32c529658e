import { type Clock, rest } from '../model/clock.ts';
import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { InstallationStore } from '../model/event-store.ts';

interface TenantSupervisorOptions {
  readonly store: InstallationStore;
  readonly appId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Works for one tenant until its signal is aborted. */
  readonly follow: (tenantKey: string, signal: AbortSignal) => Promise<void>;
  readonly onTenant: (tenantKey: string, change: 'installed' | 'uninstalled') => void;
  readonly onTrouble: (error: LarkstreamError) => void;
}

const pollIntervalMs = 2_000;
/** A tenant whose work has ended by itself is begun anew after so long. */
const restartMs = 60_000;

interface Work {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** Works for every tenant that has installed the app, from its installation until it is uninstalled. */
export async function superviseTenants(options: TenantSupervisorOptions): Promise<void> {
  const { store, appId, clock, signal, onTenant, onTrouble } = options;
  const works = new Map<string, Work>();
  while (!signal.aborted) {
    try {
      const installed = (await store.installations(appId)).filter(({ uninstalledAt }) => uninstalledAt === null);
      const keys = new Set(installed.map(({ tenantKey }) => tenantKey));
      for (const [tenantKey, work] of works) {
        if (keys.has(tenantKey)) continue;
        works.delete(tenantKey);
        onTenant(tenantKey, 'uninstalled');
        work.stop.abort();
        await work.done;
      }
      for (const tenantKey of keys) {
        if (works.has(tenantKey)) continue;
        onTenant(tenantKey, 'installed');
        works.set(tenantKey, begin(tenantKey, options));
      }
    } catch (thrown) {
      onTrouble(toLarkstreamError(thrown));
    }
    await rest(clock, pollIntervalMs, signal);
  }
  for (const { stop } of works.values()) stop.abort();
  await Promise.all([...works.values()].map(({ done }) => done));
}

function begin(tenantKey: string, { follow, clock, signal, onTrouble }: TenantSupervisorOptions): Work {
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const work = async (): Promise<void> => {
    while (!until.aborted) {
      try {
        await follow(tenantKey, until);
      } catch (thrown) {
        if (!until.aborted) onTrouble(toLarkstreamError(thrown));
      }
      await rest(clock, restartMs, until);
    }
  };
  return { stop, done: work() };
}
