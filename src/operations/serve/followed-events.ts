import { loadIntegration } from '../../control/integrations/test-integration.ts';
import type { ControlParts } from '../../control/parts.ts';
import type { EventAnswer } from '../../model/service/event-answer.ts';
import type { Integration } from '../../model/service/integration.ts';
import { eachOf } from '../../model/service/page.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import { isFollowing } from '../../scheduler/alerts/asked-events.ts';

type Parts = Pick<ControlParts, 'store' | 'openVault' | 'resources'>;

/** The integrations whose events a live pipeline follows. One that a person has disconnected is to hear nothing. */
export async function followedIntegrations({ store }: Pick<Parts, 'store'>): Promise<readonly Integration[]> {
  const active = await Array.fromAsync(eachOf((request) => store.pipelines.page(request, { state: 'active' })));
  const ids = new Set(active.filter(isFollowing).map(({ integrationId }) => integrationId));
  if (ids.size === 0) return [];
  const all = await Array.fromAsync(eachOf((request) => store.integrations.page(request, {})));
  return all.filter(({ id, disconnectedAt }) => ids.has(id) && disconnectedAt === undefined);
}

/** Asks the platform whether the events come that live pipelines of the integration follow. Of what it was not asked it says nothing. */
export async function askAboutIntegration(parts: Parts, id: string, signal: AbortSignal): Promise<EventAnswer> {
  const { store, resources } = parts;
  const integration = await store.integrations.find(id);
  const pipelines = await followersOf(store, id);
  const [first] = pipelines;
  // Both may have gone a moment ago.
  if (integration === undefined || first === undefined) return unasked;
  const { mode } = integration;
  const config = await loadIntegration(parts, integration, first.tenantKey);
  return await resources.probe.askAboutEvents(
    { config, mode, modules: pipelines.map(({ modules }) => modules) },
    signal,
  );
}

const unasked: EventAnswer = { mode: 'long_connection', missing: undefined, connections: undefined, url: '' };

async function followersOf({ pipelines }: Parts['store'], integrationId: string): Promise<readonly Pipeline[]> {
  const filter = { state: 'active', integrationId } as const;
  const active = await Array.fromAsync(eachOf((request) => pipelines.page(request, filter)));
  return active.filter(isFollowing);
}
