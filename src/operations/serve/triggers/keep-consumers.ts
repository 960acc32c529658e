import type { Inbox } from '../../../model/inbox.ts';
import { eachOf } from '../../../model/service/page.ts';
import type { ServiceStore } from '../../../model/service/service-store.ts';
import { triggerConsumer, triggerFilter } from '../../../model/triggers/trigger-consumer.ts';
import { eachByItself } from '../../../util/each-by-itself.ts';

/**
 * Sees to it that every trigger that was published gets its events: whoever publishes registers it at once, unless his process ends in between. What came
 * before then is not answered by surprise.
 */
export async function keepConsumers(
  { store, inbox }: { readonly store: Pick<ServiceStore, 'triggers' | 'transaction'>; readonly inbox: Inbox },
  now: number,
): Promise<void> {
  const all = await Array.fromAsync(eachOf((request) => store.triggers.page(request, {})));
  await eachByItself(all, async ({ id, publishedVersion }) => {
    if (publishedVersion === undefined) return;
    await store.transaction(async ({ triggers, triggerVersions, integrations }) => {
      // Whoever publishes holds it until the new version is there, and his filter is the newer one.
      await triggers.lock(id);
      const trigger = await triggers.find(id);
      const integration = trigger && (await integrations.find(trigger.integrationId));
      const version = await triggerVersions.find(id, trigger?.publishedVersion ?? 0);
      if (version === undefined || integration === undefined) return;
      const filter = triggerFilter(integration.appId, version.settings);
      await inbox.register({ name: triggerConsumer(id), filter, from: 'now' }, now);
    });
  });
}
