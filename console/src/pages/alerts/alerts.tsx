import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useChangeSearch } from '../../data/search.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { TabList } from '../../parts/tab-list.tsx';
import { useTexts } from '../../texts/texts.ts';
import { AlertList } from './alert-list.tsx';
import { ChannelDialog } from './channel-dialog.tsx';
import { Channels } from './channels.tsx';
import { NewChannelButton } from './new-channel-button.tsx';
import { tabs } from './tabs.ts';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/alerts');

/** What needs a person, what needed one, and where people are told of it. */
export function Alerts() {
  const said = useTexts(texts);
  const { tab = 'open', channel } = route.useSearch();
  const change = useChangeSearch();
  const open = (value: string | null): void =>
    change({ tab: value === null || value === 'open' ? undefined : value, kind: undefined });
  return (
    <>
      <PageHeader title={said.title} actions={<NewChannelButton />}>
        {said.about}
      </PageHeader>
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <TabList>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {said[each]}
            </Tabs.Tab>
          ))}
        </TabList>
        <Tabs.Panel value="open">
          <AlertList isOpen />
        </Tabs.Panel>
        <Tabs.Panel value="past">
          <AlertList isOpen={false} />
        </Tabs.Panel>
        <Tabs.Panel value="channels">
          <Channels />
        </Tabs.Panel>
      </Tabs>
      {channel === undefined ? null : (
        <ChannelDialog
          key={channel}
          id={channel === 'new' ? undefined : channel}
          onClose={() => change({ channel: undefined })}
        />
      )}
    </>
  );
}
