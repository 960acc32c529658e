import { useState } from 'react';

/**
 * The version with which a form is saved. Where somebody else has since changed what it shows, that is the version it was filled from, which the service
 * refuses: nothing is overwritten unseen. `hold` takes what the form's own change has led to.
 */
export function useHeldVersion<T extends { readonly version: number }>(
  current: T,
  shown: (of: T) => unknown,
): readonly [version: number, hold: (kept: T) => void] {
  const [seen, hold] = useState(current);
  const isSame = JSON.stringify(shown(current)) === JSON.stringify(shown(seen));
  return [isSame ? current.version : seen.version, hold];
}
