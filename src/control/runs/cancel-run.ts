import type { Caller } from '../../model/service/caller.ts';
import { followAgain } from '../../model/service/follow-again.ts';
import type { ServiceRun } from '../../model/service/service-run.ts';
import { change } from '../change.ts';
import { found, wrongState } from '../outcomes.ts';
import type { RunParts } from './begin-run.ts';

/**
 * Ends a run: at once when it waits; one that works commits what is there first, within seconds.
 * @throws ConfigError `api.not.found`, `api.state.wrong` when it has ended, and for the run of a live pipeline that is to go on
 */
export async function cancelRun(parts: RunParts, caller: Caller, id: string): Promise<ServiceRun> {
  return await change(parts, caller, { action: 'run.cancel', kind: 'run', id }, async (tables) => {
    const { pipelineId } = found(await tables.runs.find(id), 'run', id);
    // Where it is still to begin, the end of the run before it must not come between.
    await tables.pipelines.lock(pipelineId);
    const run = found(await tables.runs.find(id), 'run', id);
    const pipeline = await tables.pipelines.find(run.pipelineId);
    if (run.trigger === 'live' && pipeline?.state === 'active' && pipeline.schedule.kind === 'live') {
      throw wrongState(
        { en: 'A live pipeline would begin again at once', zh: '实时管道会立即重新开始' },
        { en: 'Pause the pipeline.', zh: '请暂停该管道。' },
      );
    }
    const now = parts.clock.now();
    if (!(await tables.runs.askCancel(id, now))) {
      throw wrongState({ en: 'The run has ended already', zh: '该运行已结束' });
    }
    const cancelled = found(await tables.runs.find(id), 'run', id);
    if (cancelled.finishedAt !== undefined) await followAgain(tables, pipelineId);
    return cancelled;
  });
}
