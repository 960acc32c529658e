import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useChangeSearch } from '../../data/search.ts';
import { useSession } from '../../data/session.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { roleTexts } from '../../parts/roles.ts';
import { TabList } from '../../parts/tab-list.tsx';
import { useTexts } from '../../texts/texts.ts';
import { ProfileTab } from './profile-tab.tsx';
import { SignInsTab } from './sign-ins-tab.tsx';
import { tabs } from './tabs.ts';
import { texts } from './texts.ts';
import { TokensTab } from './tokens-tab.tsx';

const route = getRouteApi('/shell/account');

/** One's own account: how one sees the console, where one is signed in, the tokens of one's programs. */
export function AccountPage() {
  const said = useTexts(texts);
  const roles = useTexts(roleTexts);
  const { tab = 'profile' } = route.useSearch();
  const { account, role } = useSession();
  const change = useChangeSearch();
  return (
    <>
      <PageHeader title={said.title}>{`${account.name} · ${roles[role]}`}</PageHeader>
      <Tabs
        value={tab}
        onChange={(value) => change({ tab: value === null || value === 'profile' ? undefined : value })}
        keepMounted={false}
      >
        <TabList>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {said[each]}
            </Tabs.Tab>
          ))}
        </TabList>
        <Tabs.Panel value="profile">
          <ProfileTab />
        </Tabs.Panel>
        <Tabs.Panel value="sign-ins">
          <SignInsTab />
        </Tabs.Panel>
        <Tabs.Panel value="tokens">
          <TokensTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
