import { writeTrigger } from '../../config/triggers/read-trigger.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { Trigger } from '../../model/triggers/conversation.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import type { JsonObject } from '../../util/json.ts';
import { change } from '../change.ts';
import { assertNoFaults, type FieldFault } from '../field-faults.ts';
import type { ControlParts } from '../parts.ts';
import { readSettings } from './read-settings.ts';

/** A trigger that is to be made. Its integration may stand in settings that are given by Xpert's names. */
export interface NewTrigger {
  readonly name: string;
  readonly integrationId: string | undefined;
  readonly isShadow: boolean;
  readonly settings: JsonObject;
}

/** Makes a draft, at the end of those of its integration. @throws ConfigError `api.input.invalid`, `api.name.taken` */
export async function createTrigger(
  parts: Pick<ControlParts, 'store' | 'clock' | 'newId'>,
  caller: Caller,
  { name, isShadow, ...given }: NewTrigger,
): Promise<Trigger> {
  const id = parts.newId('tr');
  const { settings, beside } = readSettings(given.settings);
  const integrationId = given.integrationId ?? beside.integrationId ?? '';
  const detail = { name, integrationId, isShadow, settings: writeTrigger(settings) };
  return await change(
    parts,
    caller,
    { action: 'trigger.create', kind: 'trigger', id, sign: 'created', detail },
    async (tables) => {
      const known = await tables.integrations.find(integrationId);
      const message = { en: 'must be the id of an integration', zh: '必须是已有集成的 ID' };
      assertNoFaults(known === undefined ? [{ path: 'integrationId', message }] : []);
      assertNoFaults(await handlerFaults(tables, settings));
      const { total } = await tables.triggers.page({ limit: 1 }, { integrationId });
      const fresh = { state: 'draft', publishedVersion: undefined, createdAt: parts.clock.now() } as const;
      return await tables.triggers.insert({
        id,
        name,
        integrationId,
        isShadow,
        position: total,
        draft: settings,
        ...fresh,
      });
    },
  );
}

/** That a handler that settings name is there. */
export async function handlerFaults(
  { handlers }: Pick<ServiceTables, 'handlers'>,
  { handlerId }: Pick<TriggerSettings, 'handlerId'>,
): Promise<readonly FieldFault[]> {
  if (handlerId === '' || (await handlers.find(handlerId)) !== undefined) return [];
  const message = { en: 'must be the id of a handler', zh: '必须是已有处理程序的 ID' };
  return [{ path: 'settings.handlerId', message }];
}
