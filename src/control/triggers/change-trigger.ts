import { writeTrigger } from '../../config/triggers/read-trigger.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Trigger } from '../../model/triggers/conversation.ts';
import type { JsonObject } from '../../util/json.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { handlerFaults } from './create-trigger.ts';
import { readSettings } from './read-settings.ts';

type Parts = Pick<ControlParts, 'store' | 'clock' | 'newId'>;

/** What is to be different. Settings are those of the draft, given all anew: what is published stays. */
export interface TriggerChange {
  readonly name?: string | undefined;
  readonly settings?: JsonObject | undefined;
}

interface AtVersion {
  readonly id: string;
  readonly version: number;
}

/** @throws ConfigError `api.input.invalid`, `api.name.taken`, `api.not.found`, `api.version.changed` */
export async function changeTrigger(
  parts: Parts,
  caller: Caller,
  { id, version, name, settings: given }: TriggerChange & AtVersion,
): Promise<Trigger> {
  const settings = given && readSettings(given).settings;
  const detail = {
    ...(name === undefined ? {} : { name }),
    ...(settings === undefined ? {} : { settings: writeTrigger(settings) }),
  };
  return await change(
    parts,
    caller,
    { action: 'trigger.change', kind: 'trigger', id, detail },
    async (tables, tellBefore) => {
      const before = atVersion(found(await tables.triggers.find(id), 'trigger', id), version);
      tellBefore({ name: before.name, settings: writeTrigger(before.draft) });
      if (settings !== undefined) assertNoFaults(await handlerFaults(tables, settings));
      const after = { ...before, name: name ?? before.name, draft: settings ?? before.draft };
      return updated(await tables.triggers.update(after, parts.clock.now()), id);
    },
  );
}

/** Whether it only decides, and answers nobody. @throws ConfigError `api.not.found`, `api.version.changed` */
export async function shadowTrigger(
  parts: Parts,
  caller: Caller,
  { id, version, isShadow }: AtVersion & { readonly isShadow: boolean },
): Promise<Trigger> {
  const note = { action: 'trigger.shadow', kind: 'trigger', id, detail: { isShadow } } as const;
  return await change(parts, caller, note, async (tables, tellBefore) => {
    const before = atVersion(found(await tables.triggers.find(id), 'trigger', id), version);
    tellBefore({ isShadow: before.isShadow });
    return updated(await tables.triggers.update({ ...before, isShadow }, parts.clock.now()), id);
  });
}

/** Puts it at this place, from 0, among those of its integration. @throws ConfigError `api.not.found` */
export async function moveTrigger(
  parts: Parts,
  caller: Caller,
  { id, position }: { readonly id: string; readonly position: number },
): Promise<Trigger> {
  const note = { action: 'trigger.move', kind: 'trigger', id, detail: { position } } as const;
  return await change(parts, caller, note, async (tables, tellBefore) => {
    const before = found(await tables.triggers.find(id), 'trigger', id);
    tellBefore({ position: before.position });
    await tables.triggers.move(id, position);
    return found(await tables.triggers.find(id), 'trigger', id);
  });
}

/** Puts what was published once into the draft. @throws ConfigError `api.not.found`, `api.version.changed` */
export async function restoreVersion(
  parts: Parts,
  caller: Caller,
  { id, version, number }: AtVersion & { readonly number: number },
): Promise<Trigger> {
  const note = { action: 'trigger.restore', kind: 'trigger', id, detail: { number } } as const;
  return await change(parts, caller, note, async (tables) => {
    const before = atVersion(found(await tables.triggers.find(id), 'trigger', id), version);
    const { settings } = found(await tables.triggerVersions.find(id, number), 'version', String(number));
    return updated(await tables.triggers.update({ ...before, draft: settings }, parts.clock.now()), id);
  });
}
