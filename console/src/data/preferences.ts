import { useSyncExternalStore } from 'react';
import type { Language } from '../texts/texts.ts';

/** How a person wants the console to be. */
export interface Preferences {
  readonly language: Language | 'auto';
  readonly theme: 'light' | 'dark' | 'auto';
  /** Undefined: that of the browser. */
  readonly timeZone: string | undefined;
}

const place = 'larkstream-preferences';
const usual: Preferences = { language: 'auto', theme: 'auto', timeZone: undefined };
const listeners = new Set<() => void>();
let current = read();

/** What an earlier page or another version has kept may be anything. */
function read(): Preferences {
  let kept: unknown;
  try {
    kept = JSON.parse(localStorage.getItem(place) ?? '{}');
  } catch {
    return usual;
  }
  const fields: Readonly<Record<string, unknown>> = typeof kept === 'object' && kept !== null ? { ...kept } : {};
  const { language, theme, timeZone } = fields;
  return {
    language: language === 'en' || language === 'zh' ? language : 'auto',
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    timeZone: typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : undefined,
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Changes some, in this tab and in the others. */
export function setPreferences(changed: Partial<Preferences>): void {
  current = { ...current, ...changed };
  try {
    localStorage.setItem(place, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
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

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, () => current);
export const preferences = (): Preferences => current;

/** What the person has chosen; else Chinese where the browser prefers it. A link may say it, too: `?lang=zh`. */
export function languageOf({ language }: Preferences): Language {
  if (language !== 'auto') return language;
  const asked = new URLSearchParams(location.search).get('lang');
  if (asked === 'en' || asked === 'zh') return asked;
  const wanted = navigator.languages.map((tag) => tag.toLowerCase().split('-')[0]);
  return wanted.find((tag) => tag === 'zh' || tag === 'en') === 'zh' ? 'zh' : 'en';
}
