import type { Caller } from '../../model/service/caller.ts';
import type { Action } from '../../model/service/role.ts';
import type { RunOptions, ServiceRun } from '../../model/service/service-run.ts';
import { assertMay } from '../accounts/assert-may.ts';
import { found, wrongState } from '../outcomes.ts';
import { beginRun, type RunParts } from './begin-run.ts';

/**
 * Begins a run that has ended again, with the same options: a new run that names the one before.
 * Whoever may not reset or accept deletes does not get there by repeating what somebody else was allowed to do.
 * @throws ConfigError `api.not.found`, `api.role.denied`, `api.state.wrong` while it, or another run of the pipeline, waits or works
 */
export async function retryRun(parts: RunParts, caller: Caller, id: string): Promise<ServiceRun> {
  const { pipelineId, options, finishedAt } = found(await parts.store.runs.find(id), 'run', id);
  assertMay(caller, actionOf(options));
  if (finishedAt === undefined) {
    throw wrongState(
      { en: 'The run has not ended yet', zh: '该运行尚未结束' },
      { en: 'Cancel it first.', zh: '请先取消。' },
    );
  }
  return await beginRun(parts, caller, { pipelineId, action: 'run.retry', options, retryOf: id });
}

function actionOf({ resetStreams, acceptDeletes }: RunOptions): Action {
  if (resetStreams !== undefined && resetStreams.length > 0) return 'reset';
  return acceptDeletes === true ? 'accept-deletes' : 'run';
}
