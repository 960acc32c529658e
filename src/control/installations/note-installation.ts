import type { Installation as PushedInstallation } from '../../model/event-store.ts';
import { serviceCaller } from '../../model/service/caller.ts';
import type { Installation, Integration } from '../../model/service/integration.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { noteChange } from '../change.ts';
import { updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { pauseOfTenant } from './pause-of-tenant.ts';

/** What taking over installations works with. */
export type InstallationParts = Pick<ControlParts, 'store' | 'clock' | 'newId'>;

/** The service itself: nobody has asked for what the platform pushes. */
const service = serviceCaller('larkstream');

/**
 * Takes over what the platform has told of a tenant: that it has installed the app, or has removed it. What is known already changes
 * nothing, however often and in whatever order it is told. No pipeline is made and none runs: that takes a person. Of a tenant that has
 * removed the app the pipelines are paused; when it comes back, a person resumes them. Says whether it was new.
 */
export async function noteInstallation(
  parts: InstallationParts,
  integration: Integration,
  pushed: Pick<PushedInstallation, 'tenantKey' | 'uninstalledAt'>,
): Promise<boolean> {
  return await parts.store.transaction(async (tables) => {
    const { id } = (await tables.installations.findByTenant(integration.id, pushed.tenantKey)) ?? {};
    if (id !== undefined) await tables.installations.lock(id);
    const known = id === undefined ? undefined : await tables.installations.find(id);
    const isGone = pushed.uninstalledAt !== null;
    const noted = await take(parts, tables, { known, isGone, tenantKey: pushed.tenantKey, integration });
    if (noted === undefined) return false;
    const paused = isGone
      ? await pauseOfTenant(parts, tables, service, { integration, tenantKey: pushed.tenantKey })
      : [];
    await noteChange(parts, tables, service, {
      action: isGone ? 'installation.uninstall' : 'installation.install',
      kind: 'installation',
      id: noted.id,
      sign: known === undefined ? 'created' : 'changed',
      detail: { integrationId: integration.id, tenantKey: pushed.tenantKey, ...(isGone ? { paused } : {}) },
    });
    return true;
  });
}

interface Told {
  readonly known: Installation | undefined;
  readonly isGone: boolean;
  readonly tenantKey: string;
  readonly integration: Integration;
}

async function take(
  parts: InstallationParts,
  tables: ServiceTables,
  { known, isGone, tenantKey, integration }: Told,
): Promise<Installation | undefined> {
  const now = parts.clock.now();
  if (known === undefined) {
    return await tables.installations.insert({
      id: parts.newId('is'),
      integrationId: integration.id,
      tenantKey,
      tenantName: undefined,
      state: isGone ? 'uninstalled' : 'installed',
      pipelineId: undefined,
      claim: undefined,
      createdAt: now,
    });
  }
  if (isGone === (known.state === 'uninstalled')) return undefined;
  // Who comes back finds the pipeline that they had; a link that was out is good no more.
  const state = isGone ? 'uninstalled' : known.pipelineId === undefined ? 'installed' : 'claimed';
  return updated(await tables.installations.update({ ...known, state, claim: undefined }, now), known.id);
}
