import type { Message } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { noteChange } from '../change.ts';
import { updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { activePipelines, cancelOpenRuns } from '../pipelines/open-runs.ts';

type Parts = Pick<ControlParts, 'store' | 'clock' | 'newId'>;

const why: Message = {
  en: 'The tenant has removed the app. When it has installed the app again, a person resumes the pipeline.',
  zh: '该企业已卸载应用。重新安装后，请手动恢复该管道。',
};

/**
 * Pauses the active pipelines that read the data of a tenant that has removed the app, ends their runs, and tells people by an alert for
 * each; within the transaction. Gives the ids.
 */
export async function pauseOfTenant(
  parts: Parts,
  tables: ServiceTables,
  caller: Caller,
  { integration, tenantKey }: { readonly integration: Integration; readonly tenantKey: string },
): Promise<string[]> {
  const now = parts.clock.now();
  const ids: string[] = [];
  // All are read before the first is changed: those that are paused leave the list.
  const active = await Array.fromAsync(activePipelines(tables, { integrationId: integration.id }));
  for (const { id } of active.filter((one) => one.tenantKey === tenantKey)) {
    await tables.pipelines.lock(id);
    const pipeline = await tables.pipelines.find(id);
    if (pipeline?.state !== 'active') continue;
    await cancelOpenRuns(tables, id, now);
    // By itself: so the alert stays until somebody resumes it.
    const paused = { state: 'paused', pausedBy: undefined, pausedWhy: why, dueAt: undefined } as const;
    updated(await tables.pipelines.update({ ...pipeline, ...paused }, now), id);
    await noteChange(parts, tables, caller, {
      action: 'pipeline.pause',
      kind: 'pipeline',
      id,
      detail: { why: { ...why } },
    });
    await tell(parts, tables, id);
    ids.push(id);
  }
  return ids;
}

async function tell({ newId }: Parts, { now, alerts, alertSends, changes }: ServiceTables, id: string): Promise<void> {
  const openedAt = await now();
  const alert = { id: newId('al'), kind: 'pipeline.paused', subjectKind: 'pipeline', subjectId: id } as const;
  const opened = await alerts.open({ ...alert, message: why, openedAt });
  if (opened === undefined) return;
  await alertSends.addOpened(opened, openedAt);
  await changes.add({ at: openedAt, topic: 'alert', id: opened.id, kind: 'created' });
}
