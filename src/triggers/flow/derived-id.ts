import { createHash } from 'node:crypto';

/**
 * An id that follows from what it is of: whoever does the same thing again, after a crash or because an event has come twice, finds it done. 35 characters at
 * most, so that it is a `uuid` of Lark too.
 */
export function derivedId(kind: 'ob' | 'sm' | 'pv', ...of: readonly (string | number)[]): string {
  return `${kind}_${createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 32)}`;
}
