import { useSyncExternalStore } from 'react';
import type { Language } from '../texts/texts.ts';

/** How a person wants the console to be. */
export interface Preferences {
  readonly language: Language | 'auto';
  readonly theme: 'light' | 'dark' | 'auto';
  /** Undefined: that of the browser. */
  readonly timeZone: string | undefined;
}

/** Who has chosen what the service does not know yet: an account, or somebody who is not signed in. */
export type Chooser = { readonly accountId: string } | 'stranger';

interface Kept extends Preferences {
  readonly unsentOf: Chooser | undefined;
}

const place = 'larkstream-preferences';
const usual: Kept = { language: 'auto', theme: 'auto', timeZone: undefined, unsentOf: undefined };
const listeners = new Set<() => void>();
let current = read();

/** What an earlier page or another version has kept may be anything. */
function read(): Kept {
  let kept: unknown;
  try {
    kept = JSON.parse(localStorage.getItem(place) ?? '{}');
  } catch {
    return usual;
  }
  const fields: Readonly<Record<string, unknown>> = typeof kept === 'object' && kept !== null ? { ...kept } : {};
  const { language, theme, timeZone, unsentOf } = fields;
  return {
    language: language === 'en' || language === 'zh' ? language : 'auto',
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    timeZone: typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : undefined,
    unsentOf: unsentOf === 'stranger' ? 'stranger' : toAccount(unsentOf),
  };
}

function toAccount(value: unknown): Chooser | undefined {
  if (typeof value !== 'object' || value === null || !('accountId' in value)) return undefined;
  return { accountId: String(value.accountId) };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Changes some, in this tab and in the others; `unsentOf`: the service is to be told. */
export function setPreferences(changed: Partial<Preferences>, unsentOf?: Chooser): void {
  current = { ...current, ...changed, unsentOf };
  try {
    localStorage.setItem(place, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  for (const listener of listeners) listener();
}

/** Calls the listener after each change; gives what ends it. */
export function watchPreferences(listener: () => void): () => void {
  const onStorage = (event: StorageEvent): void => {
    if (event.key !== place) return;
    current = read();
    listener();
  };
  listeners.add(listener);
  addEventListener('storage', onStorage);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', onStorage);
  };
}

export const usePreferences = (): Preferences => useSyncExternalStore(watchPreferences, () => current);
export const preferences = (): Preferences => current;
/** Who has chosen what the service does not know yet; undefined: it knows all. */
export const unsentPreferences = (): Chooser | undefined => current.unsentOf;

/** What the person has chosen; else Chinese where the browser prefers it. A link may say it, too: `?lang=zh`. */
export function languageOf({ language }: Preferences): Language {
  if (language !== 'auto') return language;
  const asked = new URLSearchParams(location.search).get('lang');
  if (asked === 'en' || asked === 'zh') return asked;
  const wanted = navigator.languages.map((tag) => tag.toLowerCase().split('-')[0]);
  return wanted.find((tag) => tag === 'zh' || tag === 'en') === 'zh' ? 'zh' : 'en';
}
