import { type MantineColorSchemeManager, MantineProvider, mergeThemeOverrides } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { languageOf, preferences, usePreferences, watchPreferences } from '../data/preferences.ts';
import { queryClient } from '../data/query-client.ts';
import { common } from '../texts/common.ts';
import { LanguageContext } from '../texts/texts.ts';
import { cssVariables, theme } from '../theme/theme.ts';
import { router } from './router.ts';

let endWatch = (): void => {};

/** Mantine keeps nothing and changes nothing: it follows the preferences of the person. */
const schemes: MantineColorSchemeManager = {
  get: () => preferences().theme,
  set: () => {},
  subscribe: (onChange) => {
    endWatch = watchPreferences(() => onChange(preferences().theme));
  },
  unsubscribe: () => endWatch(),
  clear: () => {},
};

/** Buttons of Mantine that show a sign only have a name for those who do not see. */
const themeIn = (language: 'en' | 'zh') => {
  const closes = { defaultProps: { closeButtonProps: { 'aria-label': common.close[language] } } };
  return mergeThemeOverrides(theme, { components: { Modal: closes, Drawer: closes, Notification: closes } });
};
const themes = { en: themeIn('en'), zh: themeIn('zh') } as const;

const htmlLanguages = { en: 'en', zh: 'zh-CN' } as const;

/** Everything that pages stand in. */
export function App() {
  const language = languageOf(usePreferences());
  useEffect(() => {
    document.documentElement.lang = htmlLanguages[language];
  }, [language]);
  return (
    <LanguageContext value={language}>
      <MantineProvider
        theme={themes[language]}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={schemes}
        defaultColorScheme="auto"
      >
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" />
          {/* In another language everything is said anew, also what the service has said. */}
          <RouterProvider key={language} router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </LanguageContext>
  );
}
