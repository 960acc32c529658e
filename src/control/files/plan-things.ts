import type { ThingDocument } from '../../config/thing-documents.ts';
import { isObject, type JsonObject, type JsonValue } from '../../util/json.ts';
import { sameText } from '../../util/same-text.ts';

/** What becomes of one thing. */
export interface PlannedThing {
  readonly kind: ThingDocument['kind'];
  readonly name: string;
  /** `keep`: no file names it, and it stays; `nothing`: it is as its file says. */
  readonly action: 'create' | 'change' | 'nothing' | 'keep' | 'delete';
  /** The settings that get another value, such as `settings.path` or `secrets.url`. */
  readonly changes: readonly string[];
  /** Those of them that are no secrets, with what stands there now and what will. */
  readonly values: readonly ChangedValue[];
}

/** A setting that gets another value; undefined where it is, or will be, not set. */
export interface ChangedValue {
  readonly path: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/**
 * What makes a thing as its file says. Settings are compared as they are kept. `newSecrets`: those with another value than before; the
 * names of their variables do not matter.
 */
export function planThing(
  wanted: ThingDocument,
  present: ThingDocument | undefined,
  newSecrets: readonly string[] = [],
): PlannedThing {
  const { kind, name } = wanted;
  if (present === undefined) return { kind, name, action: 'create', changes: [], values: [] };
  const values = differences(comparable(present), comparable(wanted));
  const changes = [...values.map(({ path }) => path), ...newSecrets.map((secret) => `secrets.${secret}`)];
  return { kind, name, action: changes.length === 0 ? 'nothing' : 'change', changes, values };
}

/** A file that says nothing of them leaves them as they are. */
const leftAlone: readonly string[] = ['state', 'position'];

function comparable(thing: ThingDocument): JsonObject {
  const { secrets: _, ...others }: ThingDocument & { secrets?: unknown } = thing;
  const plain: unknown = JSON.parse(JSON.stringify(others));
  return isObject(plain) ? plain : {};
}

function differences(before: JsonObject, after: JsonObject, at = ''): ChangedValue[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [one, other] = [before[name], after[name]];
    const path = at === '' ? name : `${at}.${name}`;
    if (leftAlone.includes(path) && other === undefined) return [];
    if (isObject(one) && isObject(other)) return differences(one, other, path);
    return sameText(one) === sameText(other) ? [] : [{ path, before: one, after: other }];
  });
}
