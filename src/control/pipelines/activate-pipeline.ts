import type { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { change } from '../change.ts';
import { assertNoFaults, type FieldFault } from '../field-faults.ts';
import { found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { secretStates } from '../secret-states.ts';
import { assertNotForgotten } from '../tenants/assert-not-forgotten.ts';
import { endsOf } from './ends-of.ts';
import { draftDoesNotRun } from './not-active.ts';
import { pipelineFaults } from './pipeline-faults.ts';
import { sharedPlaceFaults } from './shared-place.ts';

/**
 * Lets a draft run. Does nothing to what is active already.
 * @throws ConfigError `api.input.invalid` with everything that keeps it from running, `api.not.found`, `api.state.wrong` when it is paused
 */
export async function activatePipeline(parts: ControlParts, caller: Caller, id: string): Promise<Pipeline> {
  return await begin(parts, caller, { id, from: 'draft', action: 'pipeline.activate' });
}

/** Lets a paused pipeline run again. @throws ConfigError as {@link activatePipeline}; `api.state.wrong` when it is a draft */
export async function resumePipeline(parts: ControlParts, caller: Caller, id: string): Promise<Pipeline> {
  return await begin(parts, caller, { id, from: 'paused', action: 'pipeline.resume' });
}

async function begin(
  parts: ControlParts,
  caller: Caller,
  { id, from, action }: { readonly id: string; readonly from: 'draft' | 'paused'; readonly action: string },
): Promise<Pipeline> {
  const known = found(await parts.store.pipelines.find(id), 'pipeline', id);
  if (known.state === 'active') return known;
  return await change(parts, caller, { action, kind: 'pipeline', id }, async (tables) => {
    await tables.destinations.holdFiles();
    await tables.pipelines.lock(id);
    const before = found(await tables.pipelines.find(id), 'pipeline', id);
    // Somebody else was first.
    if (before.state === 'active') return before;
    if (before.state !== from) throw elsewhere(before);
    await assertNotForgotten(tables, before);
    assertNoFaults(await runFaults(parts, tables, before));
    const now = await tables.now();
    const dueAt = parts.resources.firstDue(before.schedule, now, id);
    const active = { state: 'active', pausedBy: undefined, pausedWhy: undefined, configFailures: 0, dueAt } as const;
    return updated(await tables.pipelines.update({ ...before, ...active }, now), id);
  });
}

/** All that keeps it from running, secrets that were never set included. */
export async function runFaults(
  parts: Pick<ControlParts, 'resources' | 'openVault'>,
  tables: Pick<ServiceTables, 'integrations' | 'destinations' | 'pipelines' | 'secrets'>,
  pipeline: Pipeline,
): Promise<readonly FieldFault[]> {
  const ends = await endsOf(tables, pipeline);
  const { destination } = ends;
  const faults = [
    ...pipelineFaults(pipeline, ends, parts.resources.firstDue),
    ...(await sharedPlaceFaults(parts, tables, pipeline, destination)),
  ];
  if (destination?.type !== 'postgres') return faults;
  const set = (await secretStates(tables.secrets, 'destination', [destination.id])).get(destination.id);
  if (set?.url !== undefined) return faults;
  const message = { en: 'names a destination whose address is not set', zh: '所选目标未设置地址' };
  return [...faults, { path: 'destinationId', message }];
}

function elsewhere(pipeline: Pipeline): ConfigError {
  if (pipeline.state === 'draft') return draftDoesNotRun(pipeline);
  return wrongState(
    { en: `The pipeline is in the state ${pipeline.state}`, zh: `该管道的状态为 ${pipeline.state}` },
    { en: 'Resume the paused pipeline.', zh: '请恢复该已暂停的管道。' },
  );
}
