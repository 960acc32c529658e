import { ApiError } from '../../../src/client/api-error.ts';
import { isSettings } from './setting-fields.ts';

/** A fault stands below its field as a sentence of its own. */
export const asSentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What the service says of each field that it refuses, by the last name of its path: `settings.path` → `path`. */
export function fieldFaults(error: unknown): Readonly<Record<string, string>> {
  const fields = error instanceof ApiError ? error.details.fields : undefined;
  if (!Array.isArray(fields)) return {};
  return Object.fromEntries(
    fields
      .filter(isSettings)
      .map(({ path, message }) => [String(path).split('.').at(-1) ?? '', asSentence(String(message))]),
  );
}

/** The same by the whole path, where last names are those of several fields. */
export function pathFaults(error: unknown): Readonly<Record<string, string>> {
  const fields = error instanceof ApiError ? error.details.fields : undefined;
  if (!Array.isArray(fields)) return {};
  return Object.fromEntries(
    fields.filter(isSettings).map(({ path, message }) => [String(path), asSentence(String(message))]),
  );
}
