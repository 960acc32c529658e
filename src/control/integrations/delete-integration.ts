import type { Caller } from '../../model/service/caller.ts';
import { assertNoChannelBy } from '../alert-channels/assert-no-channel-by.ts';
import { change } from '../change.ts';
import { assertNoSignInBy } from '../identity/sign-ins-by.ts';
import { atVersion, deleted, found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { assertUnused } from '../pipelines/assert-unused.ts';
import { assertNoTriggerOf } from '../triggers/assert-no-trigger-of.ts';

/** Forgets it with its secrets. @throws ConfigError `api.not.found`, `api.version.changed`, `api.in.use` */
export async function deleteIntegration(
  parts: ControlParts,
  caller: Caller,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<void> {
  await change(
    parts,
    caller,
    { action: 'integration.delete', kind: 'integration', id, sign: 'deleted' },
    async (tables) => {
      atVersion(found(await tables.integrations.find(id), 'integration', id), version);
      await assertUnused(tables, { integrationId: id });
      await assertNoSignInBy(tables, id);
      await assertNoChannelBy(tables, id);
      await assertNoTriggerOf(tables, id);
      await tables.secrets.deleteOf('integration', id);
      deleted(await tables.integrations.delete({ id, version }), id);
    },
  );
}
