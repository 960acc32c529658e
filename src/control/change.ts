import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../model/service/caller.ts';
import type { ChangeTopic } from '../model/service/change-topic.ts';
import type { ChangeSign, ServiceTables } from '../model/service/service-store.ts';
import type { JsonObject, JsonValue } from '../util/json.ts';
import type { ControlParts } from './parts.ts';

/** What the audit and those who watch are told of a change. */
export interface ChangeNote<T> {
  /** Such as `pipeline.pause`. */
  readonly action: string;
  /** Kind and id of the thing, also where those who watch look for it. */
  readonly kind: ChangeTopic;
  readonly id: string;
  /** Where those who watch look, who may read less than the audit: the thing around it. The id unless said otherwise. */
  readonly watchedAs?: string;
  /** `changed` unless said otherwise. */
  readonly sign?: ChangeSign['kind'];
  /** What was changed, never a secret; as a function where only the work tells. */
  readonly detail?: JsonObject | ((result: T) => JsonObject);
}

type Parts = Pick<ControlParts, 'store' | 'clock' | 'newId'>;

/** Tells the audit how things stood before. It keeps of them only what the note names and what differs, as `was` in its detail. */
type TellBefore = (values: Readonly<Record<string, JsonValue | undefined>>) => void;

/**
 * Does the work in one transaction together with its line in the audit and its sign for those who watch: none is there without the
 * others. What the work throws undoes all three.
 */
export async function change<T>(
  parts: Parts,
  caller: Caller,
  { detail, ...note }: ChangeNote<T>,
  work: (tables: ServiceTables, tellBefore: TellBefore) => Promise<T>,
): Promise<T> {
  return await parts.store.transaction(async (tables) => {
    let before: Parameters<TellBefore>[0] = {};
    const result = await work(tables, (values) => {
      before = values;
    });
    const told = typeof detail === 'function' ? detail(result) : detail;
    await noteChange(parts, tables, caller, {
      ...note,
      ...(told && { detail: { ...told, ...differences(told, before) } }),
    });
    return result;
  });
}

/** What stood elsewhere before, under `was`; null where there was nothing. Without a value before, a name is not compared. */
function differences(told: JsonObject, before: Parameters<TellBefore>[0]): JsonObject {
  const was = Object.keys(before)
    .filter((name) => name in told)
    .map((name) => [name, before[name] ?? null] as const)
    .filter(([name, value]) => !isDeepStrictEqual(told[name], value));
  return was.length === 0 ? {} : { was: Object.fromEntries(was) };
}

/** The line in the audit and the sign of a change, within its transaction: for work that knows only at its end what it has changed. */
export async function noteChange(
  parts: Pick<Parts, 'clock' | 'newId'>,
  tables: Pick<ServiceTables, 'audit' | 'changes'>,
  caller: Caller,
  { sign = 'changed', watchedAs, ...note }: ChangeNote<never> & { readonly detail?: JsonObject },
): Promise<void> {
  const at = await noteAct(parts, tables, caller, note);
  await tables.changes.add({ at, topic: note.kind, id: watchedAs ?? note.id, kind: sign });
}

/** The line in the audit alone, of what changes nothing, such as that somebody has read something. Gives its time. */
export async function noteAct(
  { clock, newId }: Pick<Parts, 'clock' | 'newId'>,
  { audit }: Pick<ServiceTables, 'audit'>,
  caller: Caller,
  { action, kind, id, detail = {} }: Omit<ChangeNote<never>, 'sign' | 'watchedAs'> & { readonly detail?: JsonObject },
): Promise<number> {
  const at = clock.now();
  await audit.add({
    id: newId('au'),
    at,
    actorKind: caller.kind,
    actorId: caller.id,
    actorName: caller.name,
    address: caller.address,
    requestId: caller.requestId,
    action,
    objectKind: kind,
    objectId: id,
    detail,
  });
  return at;
}
