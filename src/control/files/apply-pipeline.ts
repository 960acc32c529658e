import { cleanModules, cleanSettings } from '../../config/check-settings.ts';
import type { PipelineDocument } from '../../config/thing-documents.ts';
import type { Pipeline, PipelineState } from '../../model/service/pipeline.ts';
import { assertNoFaults } from '../field-faults.ts';
import { activatePipeline, resumePipeline } from '../pipelines/activate-pipeline.ts';
import { changePipeline } from '../pipelines/change-pipeline.ts';
import { createPipeline } from '../pipelines/create-pipeline.ts';
import { pausePipeline } from '../pipelines/pause-pipeline.ts';
import { readFaults, scheduleFaults } from '../pipelines/pipeline-faults.ts';
import { type ApplyOne, type ApplyParts, absentFault } from './apply-parts.ts';
import { planThing } from './plan-things.ts';
import { pipelineDocument } from './thing-documents.ts';

/** Makes a pipeline as its file says; a new one stays a draft unless the file says otherwise. @throws ConfigError as the use cases do */
export const applyPipeline: ApplyOne<PipelineDocument> = async (at, given) => {
  const { parts, caller, present } = at;
  const wanted = { ...given, modules: cleanModules(given.modules), streams: cleanSettings(given.streams) };
  const before = present.pipelines.find(({ name }) => name === wanted.name);
  const plan = planThing(wanted, before && pipelineDocument(before, present));
  const content = contentOf(at, wanted);
  if (content === undefined) return undefined;
  if (before === undefined) {
    const made = await createPipeline(parts, caller, content);
    await bringTo(at, made, wanted.state);
    return plan;
  }
  const { id, version } = before;
  if (plan.changes.some((path) => path !== 'state')) {
    const { tenantKey = null, destinationId = null, ...others } = content;
    await changePipeline(parts, caller, { id, version, ...others, tenantKey, destinationId });
  }
  await bringTo(at, before, wanted.state);
  return plan;
};

/** Undefined where an end is not there because its file is wrong. @throws ConfigError `api.input.invalid` */
function contentOf(at: ApplyParts, wanted: PipelineDocument): Parameters<typeof createPipeline>[2] | undefined {
  const { ids, isPending, parts } = at;
  const { name, integration, destination, tenant_key: tenantKey, modules, streams, schedule } = wanted;
  const integrationId = ids.get(`integration/${integration}`);
  const destinationId = destination === undefined ? undefined : ids.get(`destination/${destination}`);
  const hasNoDestination = destination !== undefined && destinationId === undefined;
  const absent = [
    ...(integrationId === undefined && !isPending('integration', integration)
      ? [absentFault(at, 'integration', integration)]
      : []),
    ...(hasNoDestination && !isPending('destination', destination)
      ? [absentFault(at, 'destination', destination)]
      : []),
  ];
  // With the rest of what is wrong, which would be told next; where events come is not known.
  const others = [...readFaults(wanted), ...scheduleFaults(schedule, { mode: 'webhook' }, parts.resources.firstDue)];
  assertNoFaults(absent.length === 0 ? [] : [...absent, ...others]);
  if (integrationId === undefined || hasNoDestination) return undefined;
  return { name, integrationId, destinationId, tenantKey, modules, streams, schedule };
}

/** Draft → active ⇄ paused: there is no way back to a draft. */
async function bringTo(
  { parts, caller }: ApplyParts,
  { id, state }: Pipeline,
  to: PipelineState | undefined,
): Promise<void> {
  if (to === undefined || to === state) return;
  const message = { en: 'cannot become a draft again; it can be paused', zh: '不能重新变为草稿，可以暂停' };
  assertNoFaults(to === 'draft' ? [{ path: 'state', message }] : []);
  if (state === 'draft') await activatePipeline(parts, caller, id);
  if (to === 'paused') await pausePipeline(parts, caller, { id, why: undefined });
  else if (state === 'paused') await resumePipeline(parts, caller, id);
}
