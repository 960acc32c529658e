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
  {
    store,
    inbox,
  }: { readonly store: Pick<ServiceStore, 'triggers' | 'triggerVersions' | 'integrations'>; readonly inbox: Inbox },
  now: number,
): Promise<void> {
  const all = await Array.fromAsync(eachOf((request) => store.triggers.page(request, {})));
  await eachByItself(all, async ({ id, integrationId, publishedVersion }) => {
    if (publishedVersion === undefined) return;
    const version = await store.triggerVersions.find(id, publishedVersion);
    const integration = await store.integrations.find(integrationId);
    if (version === undefined || integration === undefined) return;
    const filter = triggerFilter(integration.appId, version.settings);
    await inbox.register({ name: triggerConsumer(id), filter, from: 'now' }, now);
  });
}
