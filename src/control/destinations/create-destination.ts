import type { Caller } from '../../model/service/caller.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import { change } from '../change.ts';
import type { ControlParts } from '../parts.ts';
import { makeDestination, type NewDestination } from './make-destination.ts';

/** @throws ConfigError `api.input.invalid`, `api.name.taken` */
export async function createDestination(
  parts: ControlParts,
  caller: Caller,
  given: NewDestination,
): Promise<ServiceDestination> {
  const id = parts.newId('dest');
  const { name, type, settings } = given;
  const detail = { name, type, settings, secrets: Object.keys(given.secrets) };
  return await change(
    parts,
    caller,
    { action: 'destination.create', kind: 'destination', id, sign: 'created', detail },
    async (tables) => await makeDestination(parts, tables, id, given),
  );
}
