import { ActionIcon } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { KeySigns } from '../../keys/key-signs.tsx';
import { Icon } from '../../parts/icon.tsx';
import { defineTexts, useTexts } from '../../texts/texts.ts';
import { AccountMenu } from './account-menu.tsx';
import { LiveSign } from './live-sign.tsx';
import classes from './shell.module.css';

/** Of phones only. */
const NavDrawer = lazy(async () => ({ default: (await import('./nav-drawer.tsx')).NavDrawer }));

const texts = defineTexts({
  find: { en: 'Search or jump to', zh: '搜索或跳转' },
  menu: { en: 'Open the navigation', zh: '打开导航' },
});

interface TopBarProps {
  readonly onSearch: () => void;
  readonly onHelp: () => void;
}

/** Over each page: whether it is live, the search, and the account. */
export function TopBar({ onSearch, onHelp }: TopBarProps) {
  const said = useTexts(texts);
  const [drawer, setDrawer] = useState<'never' | 'open' | 'closed'>('never');
  return (
    <header className={classes.bar}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={44}
        className={classes.onlyPhone}
        aria-label={said.menu}
        onClick={() => setDrawer('open')}
      >
        <Icon name="menu" size={20} />
      </ActionIcon>
      {drawer === 'never' ? null : (
        <Suspense>
          <NavDrawer isOpen={drawer === 'open'} onClose={() => setDrawer('closed')} />
        </Suspense>
      )}
      <span className={classes.grow} />
      <LiveSign />
      <button type="button" className={classes.find} onClick={onSearch}>
        <Icon name="search" />
        <span className={classes.grow}>{said.find}</span>
        <KeySigns keys="mod+k" />
      </button>
      <AccountMenu onHelp={onHelp} />
    </header>
  );
}
