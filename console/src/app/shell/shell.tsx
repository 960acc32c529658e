import { Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { followChanges } from '../../data/live.ts';
import { foldNavigation, useIsNavigationNarrow } from '../../data/navigation-width.ts';
import { takeUpPreferences } from '../../data/own-preferences.ts';
import { useSession } from '../../data/session.ts';
import { listenForShortcuts, useShortcut } from '../../keys/shortcuts.ts';
import { defineTexts, useTexts } from '../../texts/texts.ts';
import { GoShortcuts } from './go-shortcuts.tsx';
import { ServiceBanner } from './service-banner.tsx';
import classes from './shell.module.css';
import { SideNav } from './side-nav.tsx';
import { TopBar } from './top-bar.tsx';

/** Dialogs come when they are first asked for. */
const Help = lazy(async () => ({ default: (await import('../../keys/help.tsx')).Help }));
const Palette = lazy(async () => ({ default: (await import('../../keys/palette.tsx')).Palette }));

const texts = defineTexts({
  skip: { en: 'Skip to the page', zh: '跳到页面内容' },
  palette: { en: 'Search or jump to', zh: '搜索或跳转' },
  help: { en: 'This list', zh: '显示此列表' },
  fold: { en: 'Fold or unfold the navigation', zh: '收起或展开导航' },
});

/** What stands around the pages of those who are signed in. */
export function Shell() {
  const said = useTexts(texts);
  const [opened, setOpened] = useState(0);
  const [help, setHelp] = useState<'never' | 'open' | 'closed'>('never');
  const openPalette = (): void => setOpened((before) => before + 1);
  const me = useSession();
  const isNarrow = useIsNavigationNarrow();
  // Another language begins the pages anew: not while one is on its way.
  useEffect(() => takeUpPreferences(me), [me]);
  useEffect(followChanges, []);
  useEffect(listenForShortcuts, []);
  useShortcut({ keys: 'mod+k', text: said.palette, act: openPalette });
  useShortcut({ keys: '?', text: said.help, act: () => setHelp('open') });
  useShortcut({ keys: '[', text: said.fold, act: () => foldNavigation(!isNarrow) });
  const main = useFocusOnNewPage();
  return (
    <div className={`${classes.shell} ${isNarrow ? classes.narrow : ''}`}>
      <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
        {said.skip}
      </button>
      <GoShortcuts />
      <SideNav />
      <div className={classes.column}>
        <TopBar onSearch={openPalette} onHelp={() => setHelp('open')} />
        <ServiceBanner />
        <main id="main" ref={main} tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
      </div>
      {opened > 0 ? (
        <Suspense>
          <Palette opened={opened} />
        </Suspense>
      ) : null}
      {help === 'never' ? null : (
        <Suspense>
          <Help isOpen={help === 'open'} onClose={() => setHelp('closed')} />
        </Suspense>
      )}
    </div>
  );
}

/** Another page begins at its top, also for those who hear it. Whoever has opened a dialog before it came stays there. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const seen = useRef(path);
  useEffect(() => {
    const isNew = seen.current !== undefined && seen.current !== path;
    const isInDialog = document.activeElement?.closest('[role="dialog"]') != null;
    if (isNew && !isInDialog) main.current?.focus({ preventScroll: true });
    seen.current = path;
  }, [path]);
  return main;
}
