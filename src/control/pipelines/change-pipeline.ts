import { cleanModules, cleanSettings } from '../../config/check-settings.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { assertNotForgotten } from '../tenants/assert-not-forgotten.ts';
import { endsOf } from './ends-of.ts';
import { cancelLiveRun } from './open-runs.ts';
import { type PipelineChange, pipelineDetail } from './pipeline-detail.ts';
import { pipelineFaults } from './pipeline-faults.ts';
import { sharedPlaceFaults } from './shared-place.ts';

/**
 * Counts from the next run: one that is under way goes on as it began, but one that follows events begins again. What is active or paused must stay fit to be run.
 * @throws ConfigError `api.input.invalid`, `api.name.taken`, `api.not.found`, `api.version.changed`
 */
export async function changePipeline(
  parts: ControlParts,
  caller: Caller,
  { id, version, ...given }: PipelineChange & { readonly id: string; readonly version: number },
): Promise<Pipeline> {
  return await change(
    parts,
    caller,
    { action: 'pipeline.change', kind: 'pipeline', id, detail: pipelineDetail(given) },
    async (tables, tellBefore) => {
      const before = atVersion(found(await tables.pipelines.find(id), 'pipeline', id), version);
      const { name, integrationId, tenantKey, destinationId, schedule } = before;
      tellBefore({ name, integrationId, tenantKey, destinationId, schedule: { ...schedule } });
      const after = merged(before, given);
      await assertAllowed(parts, tables, { before, after });
      await assertNotForgotten(tables, after);
      const now = await tables.now();
      const isNewSchedule = JSON.stringify(before.schedule) !== JSON.stringify(after.schedule);
      const isDueAnew = before.state === 'active' && isNewSchedule;
      // One that follows events has no next run: it ends here, and begins again as it is now.
      if (isWorkChanged(before, after)) await cancelLiveRun(tables, id, now);
      const dueAt = isDueAnew ? parts.resources.firstDue(after.schedule, now, id) : before.dueAt;
      return updated(await tables.pipelines.update({ ...after, dueAt }, now), id);
    },
  );
}

function isWorkChanged(before: Pipeline, after: Pipeline): boolean {
  const work = ({ tenantKey, destinationId, modules, streams, schedule }: Pipeline): string =>
    JSON.stringify([tenantKey, destinationId, modules, streams, schedule]);
  return work(before) !== work(after);
}

function merged(before: Pipeline, given: PipelineChange): Pipeline {
  const { name, integrationId, tenantKey, destinationId, modules, streams, schedule } = given;
  return {
    ...before,
    name: name ?? before.name,
    integrationId: integrationId ?? before.integrationId,
    tenantKey: tenantKey === undefined ? before.tenantKey : (tenantKey ?? undefined),
    destinationId: destinationId === undefined ? before.destinationId : (destinationId ?? undefined),
    modules: modules === undefined ? before.modules : cleanModules(modules),
    streams: streams === undefined ? before.streams : cleanSettings(streams),
    schedule: schedule ?? before.schedule,
  };
}

async function assertAllowed(
  parts: ControlParts,
  tables: ServiceTables,
  { before, after }: { readonly before: Pipeline; readonly after: Pipeline },
): Promise<void> {
  if (before.state === 'active') await tables.destinations.holdFiles();
  const ends = await endsOf(tables, after);
  if (before.state === 'draft') return;
  const moved = { en: 'can be changed in a draft only', zh: '仅草稿可以更改' };
  assertNoFaults([
    ...(before.integrationId === after.integrationId ? [] : [{ path: 'integrationId', message: moved }]),
    ...pipelineFaults(after, ends, parts.resources.firstDue),
    ...(before.state === 'active' ? await sharedPlaceFaults(parts, tables, after, ends.destination) : []),
  ]);
}
