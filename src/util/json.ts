/** A value that JSON can carry. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/** Parses JSON text. Throws `SyntaxError` as `JSON.parse` does; the result is typed as what JSON can be, nothing more. */
export function parseJson(text: string): JsonValue {
  return JSON.parse(text);
}

/** Parses JSON text that may be damaged; `undefined` when it is. */
export function tryParseJson(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
  const value = from[key];
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return null;
}

/** A number at `key`, also when it is sent as text; anything that is no finite number becomes null. */
export function readNumber(from: JsonObject, key: string): number | null {
  const value = from[key];
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/** A boolean at `key`, also as "true"/"false"; anything else becomes null. */
export function readBoolean(from: JsonObject, key: string): boolean | null {
  const value = from[key];
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  return null;
}

/** The value at `key` as it is; an absent key becomes null. */
export function readJson(from: JsonObject, key: string): JsonValue {
  return from[key] ?? null;
}

/** The texts of the array at `key`; numbers are written out, everything else is left out. */
export function readTexts(from: JsonObject, key: string): string[] {
  return readArray(from, key).flatMap((value) =>
    typeof value === 'string' ? [value] : typeof value === 'number' ? [String(value)] : [],
  );
}
