import type { Integration } from '../../model/service/integration.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { Trigger, TriggerVersion } from '../../model/triggers/conversation.ts';
import type { PublishedTrigger } from '../../model/triggers/tables.ts';

/** What people have made, and the flow asks for with each event. It may be known from a moment ago. */
export interface Definitions {
  readonly integration: (id: string) => Promise<Integration | undefined>;
  readonly trigger: (id: string) => Promise<Trigger | undefined>;
  readonly version: (triggerId: string, number: number) => Promise<TriggerVersion | undefined>;
  /** Of an integration, in the order in which they are tried. */
  readonly published: (integrationId: string) => Promise<readonly PublishedTrigger[]>;
}

/** As the store says each time. */
export function definitionsOf({
  integrations,
  triggers,
  triggerVersions,
}: Pick<ServiceTables, 'integrations' | 'triggers' | 'triggerVersions'>): Definitions {
  return {
    integration: (id) => integrations.find(id),
    trigger: (id) => triggers.find(id),
    version: (triggerId, number) => triggerVersions.find(triggerId, number),
    published: (integrationId) => triggers.published(integrationId),
  };
}
