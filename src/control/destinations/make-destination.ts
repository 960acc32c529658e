import { cleanSettings } from '../../config/check-settings.ts';
import type { Secret } from '../../model/secret.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { JsonObject } from '../../util/json.ts';
import { assertNoFaults } from '../field-faults.ts';
import type { ControlParts } from '../parts.ts';
import { destinationFaults } from './destination-faults.ts';

/** A destination that is to be made. */
export interface NewDestination {
  readonly name: string;
  readonly type: string;
  readonly settings: JsonObject;
  readonly secrets: { readonly url?: Secret | undefined };
}

/** Makes it within a transaction. @throws ConfigError `api.input.invalid`, `api.name.taken` */
export async function makeDestination(
  parts: ControlParts,
  tables: ServiceTables,
  id: string,
  { name, type, settings: given, secrets: { url } }: NewDestination,
): Promise<ServiceDestination> {
  const settings = cleanSettings(given);
  assertNoFaults(await destinationFaults({ type, settings, url: url?.reveal() ?? false }, parts.resources));
  const createdAt = parts.clock.now();
  const made = await tables.destinations.insert({
    id,
    name,
    type,
    settings,
    test: undefined,
    testedAt: undefined,
    createdAt,
  });
  if (url !== undefined) {
    await parts.openVault(tables.secrets).set({ ownerKind: 'destination', ownerId: id, name: 'url' }, url);
  }
  return made;
}
