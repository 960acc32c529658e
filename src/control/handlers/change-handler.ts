import { cleanSettings } from '../../config/check-settings.ts';
import { secretsOfHandler, signingKey } from '../../config/handlers/handler-secrets.ts';
import { readHandler } from '../../config/handlers/read-handler.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { ServiceHandler } from '../../model/triggers/tables.ts';
import type { JsonObject } from '../../util/json.ts';
import { change } from '../change.ts';
import { assertNoFaults, type FieldFault } from '../field-faults.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { sentElsewhere } from '../sent-elsewhere.ts';
import { type GivenHandlerSecrets, handlerFaults, takersOf } from './handler-faults.ts';
import { keepHandlerSecrets, keptSecrets } from './keep-secrets.ts';
import { assertMayChange } from './may-change.ts';

/** What is to be different; its kind stays. Settings are given all anew, secrets that are not given stay. */
export interface HandlerChange {
  readonly name?: string | undefined;
  readonly settings?: JsonObject | undefined;
  readonly secrets?: GivenHandlerSecrets | undefined;
}

/** @throws ConfigError `api.input.invalid`, `api.name.taken`, `api.not.found`, `api.role.denied`, `api.version.changed` */
export async function changeHandler(
  parts: ControlParts,
  caller: Caller,
  {
    id,
    version,
    name,
    settings: given,
    secrets = {},
  }: HandlerChange & { readonly id: string; readonly version: number },
): Promise<ServiceHandler> {
  const settings = given && cleanSettings(given);
  const names = Object.keys(secrets);
  const detail = {
    ...(name === undefined ? {} : { name }),
    ...(settings === undefined ? {} : { settings }),
    ...(names.length === 0 ? {} : { secrets: names }),
  };
  return await change(
    parts,
    caller,
    { action: 'handler.change', kind: 'handler', id, detail },
    async (tables, tellBefore) => {
      const before = atVersion(found(await tables.handlers.find(id), 'handler', id), version);
      assertMayChange(caller, before.kind, secrets);
      tellBefore({ name: before.name, settings: before.settings });
      const isOther = settings !== undefined || names.length > 0;
      const after = {
        ...before,
        name: name ?? before.name,
        settings: settings ?? before.settings,
        ...(isOther && { test: undefined, testedAt: undefined }),
      };
      if (isOther) await assertFits(parts, tables, before, { after, given: secrets });
      const now = parts.clock.now();
      const kept = updated(await tables.handlers.update(after, now), id);
      await keepHandlerSecrets(parts, tables, { id, secrets, now });
      await dropSecrets(tables, after);
      return kept;
    },
  );
}

/** @throws ConfigError `api.input.invalid` */
async function assertFits(
  { resources }: ControlParts,
  tables: Pick<ServiceTables, 'secrets'>,
  before: ServiceHandler,
  { after, given }: { readonly after: ServiceHandler; readonly given: GivenHandlerSecrets },
): Promise<void> {
  const kept = await keptSecrets(tables, before.id);
  const faults = await handlerFaults({ ...after, given, kept }, resources);
  const unsent = kept.filter((name) => given[name] === undefined && name !== signingKey);
  assertNoFaults(faults.length > 0 ? faults : movedFaults(before, after, unsent));
}

/** That what is kept is sent nowhere else, and handed to no other program. A key of signatures is not sent. */
function movedFaults(before: ServiceHandler, after: ServiceHandler, kept: readonly string[]): readonly FieldFault[] {
  const [was, is] = [before, after].map(({ kind, settings }) => readHandler(kind, settings));
  if (was === undefined || is === undefined || 'faults' in was || 'faults' in is) return [];
  const known = takersOf(was);
  const stays = takersOf(is).every((taker) => known.includes(taker));
  if (stays) return [];
  const has = secretsOfHandler(is).map(({ name }) => name);
  return kept.filter((name) => has.includes(name)).map((name) => sentElsewhere(`secrets.${name}`));
}

/** Those that the settings name no more. */
async function dropSecrets({ secrets }: Pick<ServiceTables, 'secrets'>, handler: ServiceHandler): Promise<void> {
  const read = readHandler(handler.kind, handler.settings);
  if ('faults' in read) return;
  const has = secretsOfHandler(read).map(({ name }) => name);
  for (const name of await keptSecrets({ secrets }, handler.id))
    if (!has.includes(name)) await secrets.deleteOf('handler', handler.id, name);
}
