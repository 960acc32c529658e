import type { EventConditions } from '../../model/triggers/trigger-settings.ts';
import type { JsonObject, JsonValue } from '../../util/json.ts';
import { leadsToSeveral, plainText, valuesAt } from './field-path.ts';

/** What the handler gets of an event: all of it, or what its mapping takes out. A name whose path leads to nothing is null. */
export function mapEvent(body: JsonObject, mapping: EventConditions['mapping']): JsonValue {
  if (mapping === undefined) return body;
  const entries = Object.entries(mapping).map(([name, path]): [string, JsonValue] => {
    const found = valuesAt(body, path);
    return [name, leadsToSeveral(path) ? [...found] : (found[0] ?? null)];
  });
  return Object.fromEntries(entries);
}

/** What an event keeps its order by; undefined where nothing was chosen, or the event has no such field. */
export function orderValue(body: JsonObject, { orderBy }: Pick<EventConditions, 'orderBy'>): string | undefined {
  if (orderBy === undefined) return undefined;
  const [first] = valuesAt(body, orderBy);
  return first === undefined ? undefined : plainText(first);
}
