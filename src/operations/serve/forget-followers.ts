import type { Secret } from '../../model/secret.ts';
import { pipelineOfConsumer } from '../../model/service/pipeline-consumer.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { triggerOfConsumer } from '../../model/triggers/trigger-consumer.ts';
import { openEventStore } from '../../store/open-event-store.ts';
import { eachByItself } from '../../util/each-by-itself.ts';

interface ForgetFollowers {
  readonly store: {
    readonly pipelines: Pick<ServiceTables['pipelines'], 'find'>;
    readonly triggers: Pick<ServiceTables['triggers'], 'find'>;
  };
  /** The address of the store of events. */
  readonly eventStore: Secret;
}

/**
 * Forgets the deliveries for pipelines that were deleted, or do not follow events any more, and for triggers that were deleted: nobody would ever take
 * them. Those of a paused one wait. Gives the consumers.
 */
export async function forgetFollowers({ store, eventStore }: ForgetFollowers): Promise<readonly string[]> {
  const inbox = await openEventStore(eventStore);
  try {
    const forgotten: string[] = [];
    await eachByItself((await inbox.stats()).consumers, async ({ consumer }) => {
      if (await isWanted(store, consumer)) return;
      await inbox.unregister(consumer);
      forgotten.push(consumer);
    });
    return forgotten;
  } finally {
    await inbox.close();
  }
}

/** Others than those of pipelines and triggers are not ours to forget. */
async function isWanted({ pipelines, triggers }: ForgetFollowers['store'], consumer: string): Promise<boolean> {
  const triggerId = triggerOfConsumer(consumer);
  if (triggerId !== undefined) return (await triggers.find(triggerId)) !== undefined;
  const pipelineId = pipelineOfConsumer(consumer);
  return pipelineId === undefined || (await pipelines.find(pipelineId))?.schedule.kind === 'live';
}
