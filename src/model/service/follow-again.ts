import type { ServiceTables } from './service-store.ts';

/**
 * Lets a live pipeline follow events again at once where no run of it is left; otherwise it is due every minute only. By the clock that says
 * what is due: that of the process may be ahead.
 */
export async function followAgain(
  {
    pipelines,
    now,
  }: Pick<ServiceTables, 'now'> & { readonly pipelines: Pick<ServiceTables['pipelines'], 'find' | 'setDue'> },
  id: string,
): Promise<void> {
  const pipeline = await pipelines.find(id);
  if (pipeline?.state === 'active' && pipeline.schedule.kind === 'live') await pipelines.setDue(id, await now());
}
