import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { assertNoUsers, atVersion, deleted, found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { assertMayChange } from './may-change.ts';

/** So many triggers are named that use it. */
const mostNamed = 20;

/** Forgets it with its secrets. @throws ConfigError `api.in.use`, `api.not.found`, `api.role.denied`, `api.version.changed` */
export async function deleteHandler(
  parts: ControlParts,
  caller: Caller,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<void> {
  await change(parts, caller, { action: 'handler.delete', kind: 'handler', id, sign: 'deleted' }, async (tables) => {
    const before = atVersion(found(await tables.handlers.find(id), 'handler', id), version);
    assertMayChange(caller, before.kind);
    const { items } = await tables.triggers.page({ limit: mostNamed }, { handlerId: id });
    assertNoUsers(items, 'triggers', { en: 'Triggers name it', zh: '以下触发器正在使用它' });
    await tables.secrets.deleteOf('handler', id);
    deleted(await tables.handlers.delete({ id, version }), id);
  });
}
