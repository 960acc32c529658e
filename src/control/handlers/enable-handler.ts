import type { Caller } from '../../model/service/caller.ts';
import type { ServiceHandler } from '../../model/triggers/tables.ts';
import { change } from '../change.ts';
import { found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { assertMayChange } from './may-change.ts';

/** It is asked again. @throws ConfigError `api.not.found`, `api.role.denied` */
export async function enableHandler(parts: ControlParts, caller: Caller, id: string): Promise<ServiceHandler> {
  return await switchHandler(parts, caller, { id, action: 'handler.enable', isOn: true });
}

/** It is asked nothing more, until it is enabled; what comes meanwhile is dead until a person replays it. @throws ConfigError `api.not.found`, `api.role.denied` */
export async function disableHandler(parts: ControlParts, caller: Caller, id: string): Promise<ServiceHandler> {
  return await switchHandler(parts, caller, { id, action: 'handler.disable', isOn: false });
}

interface Switch {
  readonly id: string;
  readonly action: 'handler.enable' | 'handler.disable';
  readonly isOn: boolean;
}

async function switchHandler(
  parts: ControlParts,
  caller: Caller,
  { id, action, isOn }: Switch,
): Promise<ServiceHandler> {
  return await change(parts, caller, { action, kind: 'handler', id }, async (tables) => {
    await tables.handlers.lock(id);
    const before = found(await tables.handlers.find(id), 'handler', id);
    assertMayChange(caller, before.kind);
    if ((before.disabledAt === undefined) === isOn) return before;
    const now = parts.clock.now();
    const why = { en: `${caller.name} has disabled it`, zh: `已由 ${caller.name} 停用` };
    const after = isOn
      ? { ...before, disabledAt: undefined, disabledWhy: undefined }
      : { ...before, disabledAt: now, disabledWhy: why };
    return updated(await tables.handlers.update(after, now), id);
  });
}
