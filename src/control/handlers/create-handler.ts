import { cleanSettings } from '../../config/check-settings.ts';
import { signingKey } from '../../config/handlers/handler-secrets.ts';
import type { Secret } from '../../model/secret.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceHandler } from '../../model/triggers/tables.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import type { ControlParts } from '../parts.ts';
import { type GivenHandlerSecrets, handlerFaults } from './handler-faults.ts';
import { keepHandlerSecrets, newSigningKey } from './keep-secrets.ts';
import { assertMayChange } from './may-change.ts';

/** A handler that is to be made. */
export interface NewHandler extends Pick<ServiceHandler, 'name' | 'kind' | 'settings'> {
  readonly secrets: GivenHandlerSecrets;
}

/** A handler that was made, and the key of its signatures where one was made with it: it is told now and never again. */
export interface MadeHandler {
  readonly handler: ServiceHandler;
  readonly signingKey: Secret | undefined;
}

/** @throws ConfigError `api.input.invalid`, `api.name.taken`, `api.role.denied` */
export async function createHandler(parts: ControlParts, caller: Caller, given: NewHandler): Promise<MadeHandler> {
  const { name, kind } = given;
  assertMayChange(caller, kind, given.secrets);
  const id = parts.newId('hd');
  const settings = cleanSettings(given.settings);
  const made = kind === 'http' && given.secrets[signingKey] === undefined ? newSigningKey(parts) : undefined;
  const secrets = made === undefined ? given.secrets : { ...given.secrets, [signingKey]: made };
  assertNoFaults(await handlerFaults({ kind, settings, given: secrets, kept: [] }, parts.resources));
  const detail = { name, kind, settings, secrets: Object.keys(secrets) };
  const handler = await change(
    parts,
    caller,
    { action: 'handler.create', kind: 'handler', id, sign: 'created', detail },
    async (tables) => {
      const now = parts.clock.now();
      const nothing = { disabledAt: undefined, disabledWhy: undefined, test: undefined, testedAt: undefined };
      const inserted = await tables.handlers.insert({ id, name, kind, settings, ...nothing, createdAt: now });
      await keepHandlerSecrets(parts, tables, { id, secrets, now });
      return inserted;
    },
  );
  return { handler, signingKey: made };
}
