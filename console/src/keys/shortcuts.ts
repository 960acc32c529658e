import { useEffect, useRef, useSyncExternalStore } from 'react';

/** A key, or two one after the other (`g p`), and what it does. */
export interface Shortcut {
  /** As `KeyboardEvent.key` names them; `mod+k` is ⌘K or Ctrl K. */
  readonly keys: string;
  /** What the list of `?` says of it. */
  readonly text: string;
  readonly act: () => void;
}

const sequenceMs = 1_000;
let shortcuts: readonly Shortcut[] = [];
const listeners = new Set<() => void>();
let before: { readonly key: string; readonly at: number } | undefined;

function setShortcuts(next: readonly Shortcut[]): void {
  shortcuts = next;
  for (const listener of listeners) listener();
}

/** All that work on this page. */
export const useShortcuts = (): readonly Shortcut[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shortcuts,
  );

/** A shortcut while the part is on the page. The last one with the same keys is taken. */
export function useShortcut({ keys, text, act }: Shortcut): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const mine: Shortcut = { keys, text, act: () => latest.current() };
    setShortcuts([...shortcuts, mine]);
    return () => setShortcuts(shortcuts.filter((each) => each !== mine));
  }, [keys, text]);
}

/** Whoever types means the letters; an open dialog has keys of its own. */
function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return true;
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function nameOf(event: KeyboardEvent): string | undefined {
  if (event.altKey || event.isComposing) return undefined;
  const isMod = event.metaKey || event.ctrlKey;
  return isMod ? `mod+${event.key.toLowerCase()}` : event.key;
}

function onKeyDown(event: KeyboardEvent): void {
  const key = nameOf(event);
  if (key === undefined || event.defaultPrevented) return;
  if (isTaken(event) && !key.startsWith('mod+')) return;
  const sequence = before !== undefined && event.timeStamp - before.at < sequenceMs ? `${before.key} ${key}` : '';
  const found = shortcuts.findLast(({ keys }) => keys === sequence) ?? shortcuts.findLast(({ keys }) => keys === key);
  before = found === undefined ? { key, at: event.timeStamp } : undefined;
  if (found === undefined) return;
  event.preventDefault();
  found.act();
}

/** Listens for them; gives what ends it. */
export function listenForShortcuts(): () => void {
  addEventListener('keydown', onKeyDown);
  return () => removeEventListener('keydown', onKeyDown);
}
