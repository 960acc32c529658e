import type { MantineColorScheme } from '@mantine/core';
import { type Preferences, preferences } from '../data/preferences.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The theme of a person, or of their system. */
function themeOf({ theme }: Preferences): Exclude<MantineColorScheme, 'auto'> {
  return theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
}

/** Before anything is drawn, so that no page flashes white. */
export function applyTheme(): void {
  document.documentElement.dataset.mantineColorScheme = themeOf(preferences());
}
