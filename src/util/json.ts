import { ExactNumber, mayNeedExactNumbers, reviveExactNumber } from './exact-number.ts';

/** A value that JSON can carry. */
export type JsonValue = null | boolean | number | string | ExactNumber | JsonValue[] | JsonObject;

/** An object of JSON. Keys may be absent, as in answers of the platform; the `read…` functions below take that into account. */
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/**
 * Parses JSON text; numbers that no double holds stay as they were written. Throws `SyntaxError` as `JSON.parse` does; the
 * result is typed as what JSON can be, nothing more.
 */
export function parseJson(text: string): JsonValue {
  return mayNeedExactNumbers(text) ? JSON.parse(text, reviveExactNumber) : JSON.parse(text);
}

/** Parses JSON text that may be damaged; `undefined` when it is. */
export function tryParseJson(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** True for objects of JSON; lists, null and `ExactNumber`, which is a number, are none. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** The object's own value at `key` when that is an object, else an empty object. */
export function readObject(from: JsonObject, key: string): JsonObject {
  const value = from[key];
  return isObject(value) ? value : {};
}

/** The array at `key`; the platform sends an absent key, `null` or `[]` for "none", which all become `[]`. */
export function readArray(from: JsonObject, key: string): JsonValue[] {
  const value = from[key];
  return Array.isArray(value) ? value : [];
}

/** The objects of the array at `key`; anything else in it is left out. */
export function readObjects(from: JsonObject, key: string): JsonObject[] {
  return readArray(from, key).filter(isObject);
}

/** Text at `key`; numbers and booleans are written out (the platform is not consistent), absent, null and "" become null. */
export function readText(from: JsonObject, key: string): string | null {
  return textOf(from[key]) ?? null;
}

/** A number at `key`, also when it is sent as text; anything that is no finite number becomes null. */
export function readNumber(from: JsonObject, key: string): number | null {
  return numberOf(from[key]) ?? null;
}

/** A boolean at `key`, also as "true"/"false"; anything else becomes null. */
export function readBoolean(from: JsonObject, key: string): boolean | null {
  return booleanOf(from[key]) ?? null;
}

/** The value at `key` as it is; an absent key becomes null. */
export function readJson(from: JsonObject, key: string): JsonValue {
  return from[key] ?? null;
}

/** The texts of the array at `key`; numbers are written out, everything else is left out. */
export function readTexts(from: JsonObject, key: string): string[] {
  return readArray(from, key).flatMap((value) =>
    typeof value === 'string' ? [value] : isNumeric(value) ? [String(value)] : [],
  );
}

/** Null for what is nothing: absent, null or "". Undefined for what is no text and cannot be written as one. */
export function textOf(value: JsonValue | undefined): string | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || isNumeric(value) ? String(value) : undefined;
}

/** Null for what is nothing: absent, null or blank. Undefined for what is no finite number. */
export function numberOf(value: JsonValue | undefined): number | null | undefined {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return null;
  if (typeof value !== 'string' && !isNumeric(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Null for what is nothing: absent, null or "". Undefined for what is no boolean. */
export function booleanOf(value: JsonValue | undefined): boolean | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** True for both kinds of parsed numbers: `number`, and `ExactNumber` for those that no double holds. */
export function isNumeric(value: JsonValue | undefined): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}
