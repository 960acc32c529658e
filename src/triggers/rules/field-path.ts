import { ExactNumber } from '../../util/exact-number.ts';
import { isObject, type JsonObject, type JsonValue } from '../../util/json.ts';

/** A step of a path: a name, a place in a list, or all of a list. */
type Step = string | number | '*';
const step = /^([^.[\]]+)?((?:\[(?:\d{1,6}|\*)\])*)$/;
const longest = 200;

/** The steps of `event.action_list[*].record_id`; undefined for what is no path. */
export function pathSteps(path: string): readonly Step[] | undefined {
  if (path === '' || path.length > longest) return undefined;
  const steps: Step[] = [];
  for (const [index, part] of path.split('.').entries()) {
    const found = step.exec(part);
    const [, name, places = ''] = found ?? [];
    if (found === null || (name === undefined && (index > 0 || places === ''))) return undefined;
    if (name !== undefined) steps.push(name);
    for (const [, place = ''] of places.matchAll(/\[([^\]]+)\]/g)) steps.push(place === '*' ? '*' : Number(place));
  }
  return steps;
}

/**
 * What is at a path of the body of an event. The documentation of the platform writes bodies inside of `event`, so a path may begin with it.
 * Several values where the path says `[*]`, none where there is nothing.
 */
export function valuesAt(body: JsonObject, path: string): readonly JsonValue[] {
  const steps = pathSteps(path);
  if (steps === undefined) return [];
  const inside = steps[0] === 'event' && !Object.hasOwn(body, 'event') ? steps.slice(1) : steps;
  return inside.reduce<readonly JsonValue[]>((values, one) => values.flatMap((value) => stepInto(value, one)), [body]);
}

/** Whether a path may lead to several values. */
export function leadsToSeveral(path: string): boolean {
  return pathSteps(path)?.includes('*') === true;
}

function stepInto(value: JsonValue, one: Step): readonly JsonValue[] {
  if (Array.isArray(value)) {
    if (one === '*') return value;
    const item = typeof one === 'number' ? value[one] : undefined;
    return item === undefined ? [] : [item];
  }
  if (!isObject(value) || typeof one === 'number' || !Object.hasOwn(value, one)) return [];
  const inner = value[one];
  return inner === undefined ? [] : [inner];
}

/** A value as text, to be compared and to keep order by; undefined for lists, groups and nothing. */
export function plainText(value: JsonValue): string | undefined {
  if (value instanceof ExactNumber) return String(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
