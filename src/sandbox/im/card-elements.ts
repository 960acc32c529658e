import {
  isObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  readObject,
  readText,
  readTexts,
} from '../../util/json.ts';
import { refusal } from './refusals.ts';

/** Where new elements go: at the end of the card or of a container, or beside another element. */
export interface NewElements {
  readonly type: string;
  readonly target: string | null;
  readonly elements: readonly JsonObject[];
}

interface Place {
  readonly list: JsonValue[];
  readonly at: number;
  readonly element: JsonObject;
}

/** The card with more elements. */
export function addElements(card: JsonObject, { type, target, elements }: NewElements): JsonObject {
  const changed = copyOf(card);
  const place = target === null ? undefined : find(readObject(changed, 'body'), target);
  if (target !== null && place === undefined) throw refusal(300315, `element ${target} does not exist`);
  if (type === 'append') listIn(place?.element ?? readObject(changed, 'body')).push(...elements);
  else if (place === undefined) throw refusal(300315, 'target_element_id is empty');
  else place.list.splice(type === 'insert_after' ? place.at + 1 : place.at, 0, ...elements);
  return changed;
}

/** The card with another element in the place of one. */
export function replaceElement(card: JsonObject, elementId: string, element: JsonObject): JsonObject {
  const changed = copyOf(card);
  const place = find(readObject(changed, 'body'), elementId);
  if (place === undefined) throw refusal(300121, `element ${elementId} does not exist`);
  place.list[place.at] = element;
  return changed;
}

/** The card with other properties of one element; its tag stays. */
export function patchElement(card: JsonObject, elementId: string, partial: JsonObject): JsonObject {
  const changed = copyOf(card);
  const place = find(readObject(changed, 'body'), elementId);
  if (place === undefined) throw refusal(300313, `element ${elementId} does not exist`);
  if (partial.tag !== undefined && partial.tag !== place.element.tag) throw refusal(300312);
  place.list[place.at] = { ...place.element, ...partial };
  return changed;
}

/** The card without one element. */
export function removeElement(card: JsonObject, elementId: string): JsonObject {
  const changed = copyOf(card);
  const place = find(readObject(changed, 'body'), elementId);
  if (place === undefined) throw refusal(300314, `element ${elementId} does not exist`);
  place.list.splice(place.at, 1);
  return changed;
}

/** The card after several changes, all or none of which are done (cardkit-v1/card/batch_update). */
export function applyActions(card: JsonObject, actions: readonly JsonObject[]): JsonObject {
  return actions.reduce<JsonObject>((changed, action) => applyAction(changed, action), card);
}

function applyAction(card: JsonObject, action: JsonObject): JsonObject {
  const params = readObject(action, 'params');
  const id = readText(params, 'element_id') ?? '';
  switch (action.action) {
    case 'partial_update_setting': {
      const settings = readObject(objectOf(params.settings), 'config');
      return { ...card, config: { ...readObject(card, 'config'), ...settings } };
    }
    case 'add_elements': {
      const target = readText(params, 'target_element_id');
      return addElements(card, { type: readText(params, 'type') ?? '', target, elements: listOf(params.elements) });
    }
    case 'delete_elements':
      return readTexts(params, 'element_ids').reduce((left, elementId) => removeElement(left, elementId), card);
    case 'partial_update_element':
      return patchElement(card, id, objectOf(params.partial_element));
    case 'update_element':
      return replaceElement(card, id, objectOf(params.element));
    default:
      throw refusal(10002, `unknown action ${String(action.action)}`);
  }
}

/** An object, or the object that a text holds. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  const read = parsed(value);
  if (!isObject(read)) throw refusal(10002, 'no JSON object');
  return read;
}

/** A list of objects, or the list that a text holds. */
export function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  const read = parsed(value);
  if (!Array.isArray(read)) throw refusal(10002, 'no JSON list');
  return read.filter(isObject);
}

function parsed(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string') return value;
  try {
    return parseJson(value);
  } catch {
    throw refusal(10002, 'no JSON');
  }
}

function copyOf(card: JsonObject): JsonObject {
  return objectOf(JSON.stringify(card));
}

/** The list of a container; a container that has none gets one. */
function listIn(container: JsonObject): JsonValue[] {
  const { elements } = container;
  if (Array.isArray(elements)) return elements;
  const made: JsonValue[] = [];
  container.elements = made;
  return made;
}

function find(container: JsonObject, elementId: string): Place | undefined {
  for (const list of Object.values(container)) {
    if (!Array.isArray(list)) continue;
    for (const [at, element] of list.entries()) {
      if (!isObject(element)) continue;
      if (readText(element, 'element_id') === elementId) return { list, at, element };
      const inner = find(element, elementId);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}
