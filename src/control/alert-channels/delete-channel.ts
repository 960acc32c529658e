import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { atVersion, deleted, found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

/** Forgets it with its secrets, and with what was still to be sent on it. @throws ConfigError `api.not.found`, `api.version.changed` */
export async function deleteChannel(
  parts: ControlParts,
  caller: Caller,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<void> {
  await change(
    parts,
    caller,
    { action: 'alert_channel.delete', kind: 'alert_channel', id, sign: 'deleted' },
    async (tables) => {
      atVersion(found(await tables.alertChannels.find(id), 'alert channel', id), version);
      await tables.secrets.deleteOf('alert_channel', id);
      deleted(await tables.alertChannels.delete({ id, version }), id);
    },
  );
}
