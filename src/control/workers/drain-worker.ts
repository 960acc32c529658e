import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { found, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { findWorker, type ListedWorker } from './list-workers.ts';

/**
 * Has a process take no more runs, or take them again. Runs under way go on to their end; those that follow events have none, and are
 * handed to other workers. The process does so within seconds, and goes on with whatever else it does.
 * @throws ConfigError `api.not.found`, `api.state.wrong` when it is no worker
 */
export async function drainWorker(
  parts: ControlParts,
  caller: Caller,
  { id, isDraining }: { readonly id: string; readonly isDraining: boolean },
): Promise<ListedWorker> {
  const action = isDraining ? 'worker.drain' : 'worker.undrain';
  await change(parts, caller, { action, kind: 'worker', id }, async ({ members }) => {
    const { roles } = found(await members.find(id), 'worker', id);
    if (!roles.includes('worker')) {
      throw wrongState(
        { en: 'The process works on no runs', zh: '该进程不执行运行' },
        { en: 'Drain one with the role worker.', zh: '请选择具有 worker 角色的进程。' },
      );
    }
    await (isDraining ? members.drain(id, parts.clock.now()) : members.undrain(id));
  });
  return await findWorker(parts, id);
}
