import type { Caller } from '../../model/service/caller.ts';
import { newRun } from '../../model/service/new-run.ts';
import type { RunOptions, ServiceRun } from '../../model/service/service-run.ts';
import type { JsonObject } from '../../util/json.ts';
import { change } from '../change.ts';
import { found, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { draftDoesNotRun } from '../pipelines/not-active.ts';

/** What use cases of runs need. */
export type RunParts = Pick<ControlParts, 'store' | 'clock' | 'newId'>;

interface BeginRun {
  readonly pipelineId: string;
  /** As the audit names it. */
  readonly action: string;
  readonly options: RunOptions;
  readonly retryOf?: string;
}

/**
 * Puts a run of the pipeline into the queue. A paused pipeline may be run by hand: to see whether what kept it from running is mended.
 * @throws ConfigError `api.not.found`, `api.state.wrong` for a draft, and while a run of it waits or works
 */
export async function beginRun(
  parts: RunParts,
  caller: Caller,
  { pipelineId, action, options, retryOf }: BeginRun,
): Promise<ServiceRun> {
  const id = parts.newId('run');
  const detail: JsonObject = { pipelineId, ...toDetail(options), ...(retryOf === undefined ? {} : { retryOf }) };
  return await change(parts, caller, { action, kind: 'run', id, sign: 'created', detail }, async (tables) => {
    const pipeline = found(await tables.pipelines.find(pipelineId), 'pipeline', pipelineId);
    if (pipeline.state === 'draft') throw draftDoesNotRun(pipeline);
    const run = newRun({
      id,
      pipelineId,
      trigger: retryOf === undefined ? 'person' : 'retry',
      queuedAt: parts.clock.now(),
      requestedBy: caller.name,
      options,
      retryOf,
    });
    if (await tables.runs.insert(run)) return run;
    throw wrongState(
      { en: 'A run of the pipeline waits or works already', zh: '该管道已有运行在等待或进行' },
      { en: 'Wait until it has ended, or cancel it.', zh: '请等待其结束，或取消该运行。' },
    );
  });
}

function toDetail({ full, acceptDeletes, resetStreams }: RunOptions): JsonObject {
  return {
    ...(full === undefined ? {} : { full }),
    ...(acceptDeletes === undefined ? {} : { acceptDeletes }),
    ...(resetStreams === undefined ? {} : { resetStreams: [...resetStreams] }),
  };
}
