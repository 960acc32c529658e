import type { Message } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import { change } from '../change.ts';
import { found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { draftDoesNotRun } from './not-active.ts';
import { cancelLiveRun, cancelUnbegun } from './open-runs.ts';

interface Paused {
  readonly id: string;
  readonly why: Message | undefined;
  /** It is one of all that are paused together. */
  readonly isWithAll?: boolean;
}

/**
 * Lets it rest until somebody resumes it, and keeps who has paused it and why. A run that is under way goes on to its end, but one
 * that follows events, which has no end, is cancelled, and so is one that no attempt has begun, also where a live one ends for it.
 * @throws ConfigError `api.not.found`, `api.state.wrong` when it is a draft
 */
export async function pausePipeline(
  parts: Pick<ControlParts, 'store' | 'clock' | 'newId'>,
  caller: Caller,
  { id, why, isWithAll = false }: Paused,
): Promise<Pipeline> {
  const known = found(await parts.store.pipelines.find(id), 'pipeline', id);
  if (known.state === 'paused') return known;
  const detail = why === undefined ? {} : { why: { ...why } };
  return await change(parts, caller, { action: 'pipeline.pause', kind: 'pipeline', id, detail }, async (tables) => {
    await tables.pipelines.lock(id);
    const before = found(await tables.pipelines.find(id), 'pipeline', id);
    // Somebody else was first.
    if (before.state === 'paused') return before;
    if (before.state === 'draft') throw draftDoesNotRun(before);
    const now = parts.clock.now();
    await cancelUnbegun(tables, id, now);
    await cancelLiveRun(tables, id, now);
    const by = { pausedBy: caller.name, pausedWhy: why, isPausedWithAll: isWithAll };
    const paused = { ...by, state: 'paused', dueAt: undefined } as const;
    return updated(await tables.pipelines.update({ ...before, ...paused }, now), id);
  });
}
