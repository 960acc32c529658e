import { cleanSettings } from '../../config/check-settings.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import type { JsonObject } from '../../util/json.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { renewLiveRuns } from '../pipelines/open-runs.ts';
import { destinationFaults } from './destination-faults.ts';
import { movedPlaceFaults } from './moved-place-faults.ts';

/** What is to be different. Its type stays: a database of another kind is another destination. */
export interface DestinationChange {
  readonly name?: string | undefined;
  /** All of them anew. */
  readonly settings?: JsonObject | undefined;
}

/** @throws ConfigError `api.input.invalid`, `api.name.taken`, `api.not.found`, `api.version.changed` */
export async function changeDestination(
  parts: ControlParts,
  caller: Caller,
  { id, version, name, settings: given }: DestinationChange & { readonly id: string; readonly version: number },
): Promise<ServiceDestination> {
  const settings = given && cleanSettings(given);
  const detail = { ...(name === undefined ? {} : { name }), ...(settings === undefined ? {} : { settings }) };
  return await change(
    parts,
    caller,
    { action: 'destination.change', kind: 'destination', id, detail },
    async (tables, tellBefore) => {
      const before = atVersion(found(await tables.destinations.find(id), 'destination', id), version);
      tellBefore({ name: before.name, settings: before.settings });
      const after = {
        ...before,
        name: name ?? before.name,
        ...(settings && { settings, test: undefined, testedAt: undefined }),
      };
      assertNoFaults(await destinationFaults({ ...after, url: before.type === 'postgres' }, parts.resources));
      if (settings !== undefined) {
        await tables.destinations.holdFiles();
        const field = before.type === 'postgres' ? 'settings.schema' : 'settings.path';
        assertNoFaults(await movedPlaceFaults(parts, tables, { after, field }));
      }
      const now = parts.clock.now();
      if (settings !== undefined) await renewLiveRuns(tables, { destinationId: id }, now);
      return updated(await tables.destinations.update(after, now), id);
    },
  );
}
