import type { PipelineFilter } from '../../model/service/pipeline.ts';
import type { ServiceRun } from '../../model/service/service-run.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';

const pageSize = 200;

/** The run that waits or works; there is one at most. */
export async function openRuns(runs: ServiceTables['runs'], pipelineId: string): Promise<readonly ServiceRun[]> {
  const one = { limit: 1 };
  const running = await runs.page(one, { pipelineId, state: 'running' });
  const queued = await runs.page(one, { pipelineId, state: 'queued' });
  return [...running.items, ...queued.items];
}

/**
 * Ends the run of a pipeline that follows events, whatever its schedule says by now: it has no end of its own. While the pipeline is live,
 * another begins within a minute.
 */
export async function cancelLiveRun({ runs }: ServiceTables, pipelineId: string, now: number): Promise<void> {
  for (const { id, trigger } of await openRuns(runs, pipelineId)) {
    if (trigger === 'live') await runs.askCancel(id, now);
  }
}

/** What live pipelines read with or write to has changed: they have no next run that would take it up, so they begin anew. */
export async function renewLiveRuns(
  tables: ServiceTables,
  filter: Pick<PipelineFilter, 'integrationId' | 'destinationId'>,
  now: number,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await tables.pipelines.page({ limit: pageSize, cursor }, { ...filter, state: 'active' });
    for (const { id, schedule } of page.items) if (schedule.kind === 'live') await cancelLiveRun(tables, id, now);
    cursor = page.next;
  } while (cursor !== undefined);
}
