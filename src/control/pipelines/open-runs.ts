import { eachOf } from '../../model/service/page.ts';
import type { Pipeline, PipelineFilter } from '../../model/service/pipeline.ts';
import type { ServiceRun } from '../../model/service/service-run.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';

/** The run that waits or works; there is one at most. */
export async function openRuns(runs: ServiceTables['runs'], pipelineId: string): Promise<readonly ServiceRun[]> {
  const one = { limit: 1 };
  const running = await runs.page(one, { pipelineId, state: 'running' });
  const queued = await runs.page(one, { pipelineId, state: 'queued' });
  return [...running.items, ...queued.items];
}

/** Ends what of the pipeline waits or works; what is there is committed. */
export async function cancelOpenRuns(
  { runs, pipelines }: ServiceTables,
  pipelineId: string,
  now: number,
): Promise<void> {
  // Before the row of the run, as in every transaction that has both.
  await pipelines.lock(pipelineId);
  for (const run of await openRuns(runs, pipelineId)) await runs.askCancel(run.id, now);
}

/** Cancels what somebody or the schedule has asked for, and no attempt has begun. */
export async function cancelUnbegun(
  { runs, pipelines, changes }: ServiceTables,
  pipelineId: string,
  now: number,
): Promise<void> {
  await pipelines.lock(pipelineId);
  for (const run of await openRuns(runs, pipelineId)) {
    const id = run.state === 'queued' && run.attempt === 0 ? run.id : run.next?.id;
    if (id === undefined) continue;
    await runs.askCancel(id, now);
    await changes.add({ at: now, topic: 'run', id, kind: 'changed' });
  }
}

/**
 * Ends the run of a pipeline that follows events, whatever its schedule says by now: it has no end of its own. While the pipeline is live,
 * another begins.
 */
export async function cancelLiveRun(
  { runs, pipelines }: ServiceTables,
  pipelineId: string,
  now: number,
): Promise<void> {
  await pipelines.lock(pipelineId);
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
  for await (const { id, schedule } of activePipelines(tables, filter)) {
    if (schedule.kind === 'live') await cancelLiveRun(tables, id, now);
  }
}

/** Those that the schedule or events begin runs of. */
export function activePipelines(
  { pipelines }: Pick<ServiceTables, 'pipelines'>,
  filter: Pick<PipelineFilter, 'integrationId' | 'destinationId'>,
): AsyncGenerator<Pipeline> {
  return eachOf((request) => pipelines.page(request, { ...filter, state: 'active' }));
}
