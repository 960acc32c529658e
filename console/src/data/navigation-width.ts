import { useSyncExternalStore } from 'react';

const place = 'larkstream-navigation';
const listeners = new Set<() => void>();
let isNarrow = read();

function read(): boolean {
  try {
    return localStorage.getItem(place) === 'narrow';
  } catch {
    return false;
  }
}

function tell(value: boolean): void {
  isNarrow = value;
  for (const listener of listeners) listener();
}

/** Folds the navigation, or unfolds it; the browser keeps it, for it goes by the width of the screen. */
export function foldNavigation(value: boolean): void {
  try {
    localStorage.setItem(place, value ? 'narrow' : 'wide');
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  tell(value);
}

function watch(listener: () => void): () => void {
  const onStorage = (event: StorageEvent): void => {
    if (event.key === place) tell(read());
  };
  listeners.add(listener);
  addEventListener('storage', onStorage);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', onStorage);
  };
}

/** Whether the navigation shows signs only. */
export const useIsNavigationNarrow = (): boolean => useSyncExternalStore(watch, () => isNarrow);
