import type { ServiceTables } from './service-store.ts';

/** Lets a live pipeline follow events again at once where no run of it is left; otherwise it is due every minute only. */
export async function followAgain(
  { pipelines }: { readonly pipelines: Pick<ServiceTables['pipelines'], 'find' | 'setDue'> },
  id: string,
  now: number,
): Promise<void> {
  const pipeline = await pipelines.find(id);
  if (pipeline?.state === 'active' && pipeline.schedule.kind === 'live') await pipelines.setDue(id, now);
}
