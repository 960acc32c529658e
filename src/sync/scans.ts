import type { ScannedChange } from '../model/change.ts';
import type { Disappearance } from '../model/destination.ts';

/** A table this small may lose all its rows in a day's work. */
const smallTable = 10;
/** From this size on, losing more than half of the rows at once is not believed. */
const largeTable = 50;
const believableShare = 0.5;

/** True when more has disappeared than is believable, so that a withdrawn permission is likelier than real deletions. */
export function isSuspicious({ live, missing }: Disappearance): boolean {
  if (missing >= smallTable && missing === live) return true;
  return live >= largeTable && missing > live * believableShare;
}

function groupKey(scan: ScannedChange): string {
  const { equals, range, oneOf } = scan.scope;
  return JSON.stringify([
    scan.stream,
    scan.within ?? 'run',
    scan.confirmed === true,
    equals ?? {},
    range ?? {},
    oneOf?.column ?? '',
  ]);
}

/**
 * Scans that differ only in their set of values become one, so that hundreds of small scopes (a batch of employees each)
 * cost one pass over the table.
 */
export function groupScans(scans: readonly ScannedChange[]): ScannedChange[] {
  const groups = new Map<string, ScannedChange>();
  for (const scan of scans) {
    const key = groupKey(scan);
    const earlier = groups.get(key);
    const oneOf = scan.scope.oneOf;
    if (earlier?.scope.oneOf === undefined || oneOf === undefined) {
      groups.set(key, scan);
    } else {
      const values = [...new Set([...earlier.scope.oneOf.values, ...oneOf.values])];
      groups.set(key, { ...earlier, scope: { ...earlier.scope, oneOf: { ...oneOf, values } } });
    }
  }
  return [...groups.values()];
}

/** Whether what the inner scan speaks of is among what the outer one, which says the same of a larger part, speaks of. */
export function isWithin(inner: ScannedChange, outer: ScannedChange): boolean {
  const { equals = {}, oneOf, range } = outer.scope;
  if (inner.stream !== outer.stream || inner.within !== outer.within || oneOf !== undefined || range !== undefined)
    return false;
  return Object.entries(equals).every(([column, value]) => inner.scope.equals?.[column] === value);
}
