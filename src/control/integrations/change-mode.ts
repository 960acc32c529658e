import type { Caller } from '../../model/service/caller.ts';
import type { EventMode, Integration } from '../../model/service/integration.ts';
import { change } from '../change.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { assertFine } from './change-integration.ts';

/**
 * Has events come another way. The way before stays open until the first event has come the new way: nobody knows when the person
 * switches in the developer console.
 * @throws ConfigError `api.input.invalid`, `api.not.found`, `api.version.changed`
 */
export async function changeMode(
  parts: ControlParts,
  caller: Caller,
  { id, version, mode }: { readonly id: string; readonly version: number; readonly mode: EventMode },
): Promise<Integration> {
  return await change(
    parts,
    caller,
    { action: 'integration.mode', kind: 'integration', id, detail: { mode } },
    async (tables) => {
      const before = atVersion(found(await tables.integrations.find(id), 'integration', id), version);
      const now = parts.clock.now();
      const after =
        mode === before.mode ? before : { ...before, mode, modeSince: now, modeBefore: wayBefore(before, mode) };
      await assertFine(parts, tables, after);
      return updated(await tables.integrations.update(after, now), id);
    },
  );
}

/** Where there were no events, or are to be none, there is nothing to wait for. */
function wayBefore({ mode }: Integration, next: EventMode): EventMode | undefined {
  return mode === 'none' || next === 'none' ? undefined : mode;
}

/** The first event has come the new way: the one before is closed. Does nothing when it is closed, or the mode has changed again. */
export async function settleMode(
  parts: ControlParts,
  caller: Caller,
  { id, mode }: { readonly id: string; readonly mode: EventMode },
): Promise<void> {
  const isOpen = (one: Integration | undefined): one is Integration =>
    one?.mode === mode && one.modeBefore !== undefined;
  if (!isOpen(await parts.store.integrations.find(id))) return;
  await change(
    parts,
    caller,
    { action: 'integration.mode.settled', kind: 'integration', id, detail: { mode } },
    async (tables) => {
      const before = await tables.integrations.find(id);
      if (!isOpen(before)) return;
      updated(await tables.integrations.update({ ...before, modeBefore: undefined }, parts.clock.now()), id);
    },
  );
}
