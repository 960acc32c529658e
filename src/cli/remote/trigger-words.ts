import { isObject } from '../../util/json.ts';

/** The handler that settings name. */
export function handlerOf(settings: Readonly<Record<string, unknown>>): string | undefined {
  const { handlerId } = settings;
  return typeof handlerId === 'string' && handlerId !== '' ? handlerId : undefined;
}

/** A value of a setting, as it is written. */
export function settingText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return isObject(value) || Array.isArray(value) || typeof value === 'string' ? JSON.stringify(value) : String(value);
}
