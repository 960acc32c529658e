import type { Caller } from '../../model/service/caller.ts';
import type { Integration } from '../../model/service/integration.ts';
import { change } from '../change.ts';
import type { ControlParts } from '../parts.ts';
import { makeIntegration, type NewIntegration } from './make-integration.ts';

/** @throws ConfigError `api.input.invalid`, `api.name.taken` */
export async function createIntegration(
  parts: ControlParts,
  caller: Caller,
  given: NewIntegration,
): Promise<Integration> {
  const id = parts.newId('in');
  const { secrets, ...shown } = given;
  const detail = { ...shown, secrets: Object.keys(secrets) };
  return await change(
    parts,
    caller,
    { action: 'integration.create', kind: 'integration', id, sign: 'created', detail },
    async (tables) => await makeIntegration(parts, tables, id, given),
  );
}
