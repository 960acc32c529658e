import type { Secret } from '../../model/secret.ts';
import { pipelineOfConsumer } from '../../model/service/pipeline-consumer.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { openEventStore } from '../../store/open-event-store.ts';
import { eachByItself } from '../../util/each-by-itself.ts';

interface ForgetFollowers {
  readonly store: { readonly pipelines: Pick<ServiceTables['pipelines'], 'find'> };
  /** The address of the store of events. */
  readonly eventStore: Secret;
}

/**
 * Forgets the deliveries for pipelines that were deleted, or do not follow events any more: nobody would ever take them. Those of a paused
 * one wait. Gives the pipelines.
 */
export async function forgetFollowers({ store, eventStore }: ForgetFollowers): Promise<readonly string[]> {
  const inbox = await openEventStore(eventStore);
  try {
    const forgotten: string[] = [];
    await eachByItself((await inbox.stats()).consumers, async ({ consumer }) => {
      const id = pipelineOfConsumer(consumer);
      if (id === undefined || (await store.pipelines.find(id))?.schedule.kind === 'live') return;
      await inbox.unregister(consumer);
      forgotten.push(id);
    });
    return forgotten;
  } finally {
    await inbox.close();
  }
}
