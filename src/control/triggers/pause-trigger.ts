import type { Caller } from '../../model/service/caller.ts';
import type { Trigger } from '../../model/triggers/conversation.ts';
import { change } from '../change.ts';
import { found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

type Parts = Pick<ControlParts, 'store' | 'clock' | 'newId'>;

/**
 * It takes nothing more. What comes meanwhile is decided about at once (`paused`), and is not answered by surprise when it is resumed.
 * @throws ConfigError `api.not.found`, `api.state.wrong` when it was never published
 */
export async function pauseTrigger(parts: Parts, caller: Caller, id: string): Promise<Trigger> {
  return await turn(parts, caller, { id, action: 'trigger.pause', state: 'paused' });
}

/** It takes what comes from now on, as it was published. @throws ConfigError `api.not.found`, `api.state.wrong` when it was never published */
export async function resumeTrigger(parts: Parts, caller: Caller, id: string): Promise<Trigger> {
  return await turn(parts, caller, { id, action: 'trigger.resume', state: 'published' });
}

interface Turn {
  readonly id: string;
  readonly action: 'trigger.pause' | 'trigger.resume';
  readonly state: 'paused' | 'published';
}

async function turn(parts: Parts, caller: Caller, { id, action, state }: Turn): Promise<Trigger> {
  return await change(parts, caller, { action, kind: 'trigger', id }, async (tables) => {
    await tables.triggers.lock(id);
    const before = found(await tables.triggers.find(id), 'trigger', id);
    if (before.state === state) return before;
    if (before.publishedVersion === undefined) {
      throw wrongState(
        { en: `“${before.name}” was never published`, zh: `“${before.name}”尚未发布` },
        { en: 'Publish it.', zh: '请先发布。' },
      );
    }
    return updated(await tables.triggers.update({ ...before, state }, parts.clock.now()), id);
  });
}
