import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useChangeSearch } from '../../data/search.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { TabList } from '../../parts/tab-list.tsx';
import { useTexts } from '../../texts/texts.ts';
import { SessionList } from './session-list.tsx';
import { tabs } from './states.ts';
import { texts } from './texts.ts';
import { TurnsTab } from './turns-tab.tsx';

const route = getRouteApi('/shell/sessions');

/** Conversations with bots, and what handlers are asked in them. */
export function Sessions() {
  const said = useTexts(texts);
  const search = route.useSearch();
  const { tab = 'sessions' } = search;
  const change = useChangeSearch();
  const open = (value: string | null): void =>
    change({ tab: value === 'turns' ? value : undefined, turns: undefined, turn: undefined });
  return (
    <>
      <PageHeader title={said.title}>{tab === 'turns' ? said.turnsAbout : said.about}</PageHeader>
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <TabList>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {said[each]}
            </Tabs.Tab>
          ))}
        </TabList>
        <Tabs.Panel value="sessions">
          <SessionList search={search} />
        </Tabs.Panel>
        <Tabs.Panel value="turns">
          <TurnsTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
