import type { Caller } from '../../model/service/caller.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { FoundStream, PreviewedStream, SyncPlan } from '../../model/service/service-probe.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { loadPipeline } from './load-pipeline.ts';
import { readFaults } from './pipeline-faults.ts';

/** The streams that the tenant has for the pipeline, drafts included. @throws ConfigError `api.not.found`, `api.input.invalid`, and why they could not be listed */
export async function discoverPipeline(
  parts: ControlParts,
  id: string,
  signal: AbortSignal,
): Promise<readonly FoundStream[]> {
  return await parts.resources.probe.discover(await loadPipeline(parts, await readable(parts, id)), signal);
}

/** The first rows of a stream; nothing is written. Reading payloads leaves a line in the audit. @throws as {@link discoverPipeline} */
export async function previewPipeline(
  parts: ControlParts,
  caller: Caller,
  { id, stream, rows }: { readonly id: string; readonly stream: string; readonly rows: number },
  signal: AbortSignal,
): Promise<PreviewedStream> {
  const config = await loadPipeline(parts, await readable(parts, id));
  const detail = { stream, rows };
  await change(parts, caller, { action: 'pipeline.preview', kind: 'pipeline', id, detail }, () => Promise.resolve());
  return await parts.resources.probe.preview(config, { stream, rows }, signal);
}

/** What the next run would call, and how long that takes. @throws as {@link discoverPipeline}; also when it has no destination */
export async function planPipeline(
  parts: ControlParts,
  { id, full }: { readonly id: string; readonly full: boolean },
  signal: AbortSignal,
): Promise<SyncPlan> {
  const pipeline = await readable(parts, id);
  const absent = { path: 'destinationId', message: { en: 'is required', zh: '必须填写' } };
  assertNoFaults(pipeline.destinationId === undefined ? [absent] : []);
  return await parts.resources.probe.plan(await loadPipeline(parts, pipeline), { full }, signal);
}

/** One whose modules and streams are as their schemas say. */
async function readable({ store }: ControlParts, id: string): Promise<Pipeline> {
  const pipeline = found(await store.pipelines.find(id), 'pipeline', id);
  assertNoFaults(readFaults(pipeline));
  return pipeline;
}
