import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { atVersion, deleted, found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { assertUnused } from '../pipelines/assert-unused.ts';

/** Forgets it with its secret; what it holds stays. @throws ConfigError `api.not.found`, `api.version.changed`, `api.in.use` */
export async function deleteDestination(
  parts: ControlParts,
  caller: Caller,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<void> {
  await change(
    parts,
    caller,
    { action: 'destination.delete', kind: 'destination', id, sign: 'deleted' },
    async (tables) => {
      atVersion(found(await tables.destinations.find(id), 'destination', id), version);
      await assertUnused(tables, { destinationId: id });
      await tables.secrets.deleteOf('destination', id);
      deleted(await tables.destinations.delete({ id, version }), id);
    },
  );
}
