import type { Installation as PushedInstallation } from '../../model/event-store.ts';
import { eachOf } from '../../model/service/page.ts';
import { eachByItself } from '../../util/each-by-itself.ts';
import { type InstallationParts, noteInstallation } from './note-installation.ts';

/** What was taken over already, by integration and tenant: with 10,000 tenants, a look that finds nothing new writes and reads nothing. */
export type SeenInstallations = Map<string, number>;

/**
 * Takes over what receivers have stored of the tenants of every app of the store. Says how many were new. To be called from time to time, by
 * any number of processes.
 */
export async function syncInstallations(
  parts: InstallationParts,
  pushedOf: (appId: string) => Promise<readonly PushedInstallation[]>,
  seen: SeenInstallations,
): Promise<number> {
  let count = 0;
  const integrations = await Array.fromAsync(eachOf((request) => parts.store.integrations.page(request, {})));
  const storeApps = integrations.filter(({ kind }) => kind === 'store_app');
  // One that cannot be taken over keeps no other from it.
  await eachByItself(storeApps, async (integration) => {
    await eachByItself(await pushedOf(integration.appId), async (pushed) => {
      const key = `${integration.id} ${pushed.tenantKey}`;
      const changedAt = Math.max(pushed.installedAt, pushed.uninstalledAt ?? 0);
      if (seen.get(key) === changedAt) return;
      if (await noteInstallation(parts, integration, pushed)) count++;
      seen.set(key, changedAt);
    });
  });
  return count;
}
