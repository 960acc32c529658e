import { useSyncExternalStore } from 'react';

/** Since when the service has not answered; undefined while it does. */
let awaySince: number | undefined;
/** When it last did. */
let answeredAt: number | undefined;
const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of listeners) listener();
};

/** A question got no answer. */
export function tellAway(): void {
  if (awaySince !== undefined) return;
  awaySince = answeredAt ?? Date.now();
  tell();
}

/** A question was answered. */
export function tellAnswered(): void {
  answeredAt = Date.now();
  if (awaySince === undefined) return;
  awaySince = undefined;
  tell();
}

/** Since when the service or its store has been away. */
export function useAwaySince(): number | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => awaySince,
  );
}
