import type { Language } from '../model/message.ts';
import { isObject, type JsonObject, type JsonValue } from '../util/json.ts';

/** A schema with titles in both languages (`schema/described.ts`), as a form of one language shows it. */
export function spokenSpec(spec: JsonObject, language: Language): JsonObject {
  const { zh, ...rest } = spec;
  const own = language === 'zh' && isObject(zh) ? { ...rest, ...zh } : rest;
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, spokenValue(value, language)]));
}

function spokenValue(value: JsonValue | undefined, language: Language): JsonValue {
  if (Array.isArray(value)) return value.map((one) => spokenValue(one, language));
  return isObject(value) ? spokenSpec(value, language) : (value ?? null);
}
