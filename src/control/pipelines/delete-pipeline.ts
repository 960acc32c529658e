import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { atVersion, deleted, found, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { openRuns } from './open-runs.ts';

/**
 * Forgets it with its runs; what it has written stays.
 * @throws ConfigError `api.not.found`, `api.version.changed`, `api.state.wrong` while a run of it waits or works
 */
export async function deletePipeline(
  parts: ControlParts,
  caller: Caller,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<void> {
  const note = { action: 'pipeline.delete', kind: 'pipeline', id, sign: 'deleted' } as const;
  await change(parts, caller, note, async (tables) => {
    // As whoever begins a run does: otherwise one that is just promised would be gone.
    await tables.pipelines.lock(id);
    atVersion(found(await tables.pipelines.find(id), 'pipeline', id), version);
    const [run] = await openRuns(tables.runs, id);
    if (run !== undefined) {
      throw wrongState(
        { en: `Run ${run.id} of the pipeline is under way`, zh: `该管道的运行 ${run.id} 正在进行` },
        { en: 'Cancel it, and wait until it has ended.', zh: '请取消该运行，并等待其结束。' },
      );
    }
    deleted(await tables.pipelines.delete({ id, version }), id);
  });
}
