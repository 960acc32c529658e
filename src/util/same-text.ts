import { isObject } from './json.ts';

/** A value as a text that is the same for the same value, whatever the order of its keys. */
export function sameText(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
