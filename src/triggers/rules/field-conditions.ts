import type { FieldCondition } from '../../model/triggers/trigger-settings.ts';
import { isObject, type JsonObject, type JsonValue, numberOf } from '../../util/json.ts';
import { linearPattern } from '../../util/linear-pattern.ts';
import { plainText, valuesAt } from './field-path.ts';

/**
 * Whether a field of an event is as the condition says. The platform writes the same number as text in one event and as a number in another, so
 * values are compared as texts. Where a path leads to several values one of them is enough, and for `not_equals` all must differ.
 */
export function holds({ path, is, value }: FieldCondition, body: JsonObject): boolean {
  const found = valuesAt(body, path);
  switch (is) {
    case 'exists':
      return found.some((one) => one !== null && one !== '') === (value !== false);
    case 'equals':
      return equal(found, value);
    case 'not_equals':
      return !equal(found, value);
    case 'one_of':
      return found.some((one) => among(one, value));
    case 'contains':
      return found.some((one) => contains(one, String(value ?? '')));
    case 'matches':
      return found.some((one) => matches(one, value));
    case 'greater':
      return found.some((one) => compare(one, value, (left, right) => left > right));
    case 'less':
      return found.some((one) => compare(one, value, (left, right) => left < right));
  }
}

type Wanted = FieldCondition['value'];

function equal(found: readonly JsonValue[], value: Wanted): boolean {
  if (value === null) return found.length === 0 || found.includes(null);
  return found.some((one) => plainText(one) === String(value));
}

function among(one: JsonValue, value: Wanted): boolean {
  const text = plainText(one);
  return text !== undefined && Array.isArray(value) && value.includes(text);
}

/** A list contains one of its items, a text a part of it, a group one of its names. */
function contains(one: JsonValue, wanted: string): boolean {
  if (Array.isArray(one)) return one.some((item) => plainText(item) === wanted);
  if (isObject(one)) return Object.hasOwn(one, wanted);
  return wanted !== '' && plainText(one)?.includes(wanted) === true;
}

function matches(one: JsonValue, value: Wanted): boolean {
  const text = plainText(one);
  const pattern = linearPattern(typeof value === 'string' ? value : '');
  return text !== undefined && 'matches' in pattern && pattern.matches(text);
}

function compare(one: JsonValue, value: Wanted, is: (left: number, right: number) => boolean): boolean {
  const left = numberOf(one);
  const right = typeof value === 'string' || typeof value === 'number' ? numberOf(value) : undefined;
  return typeof left === 'number' && typeof right === 'number' && is(left, right);
}
