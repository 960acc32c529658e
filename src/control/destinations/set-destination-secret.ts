import type { Secret } from '../../model/secret.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { renewLiveRuns } from '../pipelines/open-runs.ts';
import { destinationFaults } from './destination-faults.ts';
import { movedPlaceFaults } from './moved-place-faults.ts';

/**
 * Gives a database another address, such as one with a new password.
 * @throws ConfigError `api.input.invalid`, `api.not.found`, `api.version.changed`
 */
export async function setDestinationSecret(
  parts: ControlParts,
  caller: Caller,
  { id, version, url }: { readonly id: string; readonly version: number; readonly url: Secret },
): Promise<ServiceDestination> {
  return await change(
    parts,
    caller,
    { action: 'destination.secret', kind: 'destination', id, detail: { secrets: ['url'] } },
    async (tables) => {
      const before = atVersion(found(await tables.destinations.find(id), 'destination', id), version);
      assertNoFaults(await destinationFaults({ ...before, url: url.reveal() }, parts.resources));
      const now = parts.clock.now();
      const name = { ownerKind: 'destination', ownerId: id, name: 'url' };
      await tables.destinations.holdFiles();
      // First: of two who come at once, the second waits here, and is told that it was too late.
      const changed = { ...before, test: undefined, testedAt: undefined };
      const after = updated(await tables.destinations.update(changed, now), id);
      await parts.openVault(tables.secrets).set(name, url);
      assertNoFaults(await movedPlaceFaults(parts, tables, { after, field: 'secrets.url' }));
      // Nobody else needs the old one: runs that are under way have it already, and those that follow events begin anew.
      await tables.secrets.retire(name, now);
      await renewLiveRuns(tables, { destinationId: id }, now);
      return after;
    },
  );
}
