import { toShown, toShownInbox } from '../../events/event-status.ts';
import { renderServiceMetrics } from '../../http/render-service-metrics.ts';
import type { Clock } from '../../model/clock.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';

interface MetricsParts {
  readonly store: ServiceStore;
  readonly clock: Clock;
  readonly version: string;
}

/** The figures of the whole service, whichever of its processes is asked. */
export async function loadMetrics({ store, clock, version }: MetricsParts): Promise<string> {
  const began = clock.elapsed();
  await store.changes.lastSeq();
  const storeMs = clock.elapsed() - began;
  const [figures, members] = await Promise.all([store.figures(), store.members.list()]);
  return renderServiceMetrics({
    figures,
    connections: figures.receivers.map(toShown),
    inbox: toShownInbox(figures.inbox),
    members,
    storeMs,
    version,
    now: clock.now(),
  });
}
