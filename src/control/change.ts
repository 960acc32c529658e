import type { Caller } from '../model/service/caller.ts';
import type { ChangeSign, ServiceTables } from '../model/service/service-store.ts';
import type { JsonObject } from '../util/json.ts';
import type { ControlParts } from './parts.ts';

/** What the audit and those who watch are told of a change. */
export interface ChangeNote<T> {
  /** Such as `pipeline.pause`. */
  readonly action: string;
  /** Kind and id of the thing, also where those who watch look for it. */
  readonly kind: string;
  readonly id: string;
  /** `changed` unless said otherwise. */
  readonly sign?: ChangeSign['kind'];
  /** What was changed, never a secret; as a function where only the work tells. */
  readonly detail?: JsonObject | ((result: T) => JsonObject);
}

/**
 * Does the work in one transaction together with its line in the audit and its sign for those who watch: none is there without the
 * others. What the work throws undoes all three.
 */
export async function change<T>(
  parts: Pick<ControlParts, 'store' | 'clock' | 'newId'>,
  caller: Caller,
  { action, kind, id, sign = 'changed', detail = {} }: ChangeNote<T>,
  work: (tables: ServiceTables) => Promise<T>,
): Promise<T> {
  return await parts.store.transaction(async (tables) => {
    const result = await work(tables);
    const at = parts.clock.now();
    await tables.audit.add({
      id: parts.newId('au'),
      at,
      actorKind: caller.kind,
      actorId: caller.id,
      actorName: caller.name,
      address: caller.address,
      requestId: caller.requestId,
      action,
      objectKind: kind,
      objectId: id,
      detail: typeof detail === 'function' ? detail(result) : detail,
    });
    await tables.changes.add({ at, topic: kind, id, kind: sign });
    return result;
  });
}
