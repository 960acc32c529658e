import { toLarkstreamError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { atVersion, deleted, found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

/**
 * Forgets it with its conversations, what was still to be sent of them, and the keys of what was said; its events wait for it no more.
 * @throws ConfigError `api.not.found`, `api.version.changed`
 */
export async function deleteTrigger(
  parts: ControlParts,
  caller: Caller,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<void> {
  await change(parts, caller, { action: 'trigger.delete', kind: 'trigger', id, sign: 'deleted' }, async (tables) => {
    atVersion(found(await tables.triggers.find(id), 'trigger', id), version);
    await tables.secrets.deleteOf('trigger', id);
    deleted(await tables.triggers.delete({ id, version }), id);
  });
  await forgetEvents(parts, id);
}

/** What waits for a trigger that is gone. Where this fails, it is forgotten when the service looks next. */
export async function forgetEvents(parts: Pick<ControlParts, 'resources' | 'logger'>, id: string): Promise<void> {
  try {
    await parts.resources.triggerEvents.forget(id);
  } catch (thrown) {
    const { message } = toLarkstreamError(thrown);
    parts.logger.warn('The events of a trigger that was deleted are not forgotten yet', { trigger: id, why: message });
  }
}
