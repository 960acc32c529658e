import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useChangeSearch } from '../../data/search.ts';
import { useSession } from '../../data/session.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { TabList } from '../../parts/tab-list.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { AboutTab } from './about-tab.tsx';
import { AccountsTab } from './accounts-tab.tsx';
import { KeysTab } from './keys-tab.tsx';
import { RetentionTab } from './retention-tab.tsx';
import { SignInTab } from './sign-in-tab.tsx';
import { neededFor, tabs } from './tabs.ts';
import { texts } from './texts.ts';
import { TokensTab } from './tokens-tab.tsx';

const route = getRouteApi('/shell/settings');
const parts = {
  accounts: AccountsTab,
  tokens: TokensTab,
  'sign-in': SignInTab,
  keys: KeysTab,
  retention: RetentionTab,
  about: AboutTab,
} as const;

/** Nothing of one tab stands in the address of another. */
const others = { search: undefined, role: undefined, account: undefined, create: undefined, provider: undefined };

/** Who may come in, what secrets are sealed with, what is kept how long, and what this is. */
export function Settings() {
  const said = useTexts(texts);
  const words = useTexts(common);
  const { actions } = useSession();
  const shown = tabs.filter((each) => actions.includes(neededFor[each]));
  const { tab: asked } = route.useSearch();
  const tab = shown.find((each) => each === asked) ?? shown[0] ?? 'about';
  const change = useChangeSearch();
  return (
    <>
      <PageHeader title={words.settings}>{said.intro}</PageHeader>
      <Tabs
        value={tab}
        onChange={(value) => change({ ...others, tab: value === null || value === shown[0] ? undefined : value })}
        keepMounted={false}
      >
        <TabList>
          {shown.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {said[each]}
            </Tabs.Tab>
          ))}
        </TabList>
        {shown.map((each) => {
          const Part = parts[each];
          return (
            <Tabs.Panel key={each} value={each}>
              <Part />
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </>
  );
}
