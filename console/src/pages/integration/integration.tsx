import { Skeleton, Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useIntegrationTest } from '../../data/integration-test.ts';
import { type Integration, useIntegration } from '../../data/integrations.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { IntegrationMark, integrationTexts } from '../../parts/integration-signs.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import stack from '../../parts/stack.module.css';
import { TabList } from '../../parts/tab-list.tsx';
import { useTexts } from '../../texts/texts.ts';
import { SessionList } from '../sessions/session-list.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { StatusTab } from './status-tab.tsx';
import { tabs } from './tabs.ts';
import { texts } from './texts.ts';
import { UsersTab } from './users-tab.tsx';

const route = getRouteApi('/shell/integrations/$id');

/** One integration: how it stands, whom it sees, its settings. */
export function IntegrationPage() {
  const { id } = route.useParams();
  const { data, error } = useIntegration(id);
  if (data !== undefined) return <Loaded key={id} integration={data} />;
  if (error !== null) return <PageFault error={error} />;
  return (
    <>
      <Skeleton height={28} width={240} mb={16} />
      <Skeleton height={36} mb={16} />
      <Skeleton height={320} />
    </>
  );
}

function Loaded({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  const search = route.useSearch();
  const { tab = 'status' } = search;
  const change = useChangeSearch();
  const test = useIntegrationTest(integration.id);
  const { name, region, kind, appId, state } = integration;
  const open = (value: string | null): void =>
    change({ ...noneOf(search), tab: value === null || value === 'status' ? undefined : value });
  return (
    <>
      <PageHeader title={name} actions={<Acts integration={integration} />}>
        <span className={stack.line}>
          <IntegrationMark state={state} />
          <span>{`${words[region]} · ${words[kind]}`}</span>
          <code>{appId}</code>
        </span>
      </PageHeader>
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <TabList>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {said[each]}
            </Tabs.Tab>
          ))}
        </TabList>
        <Tabs.Panel value="status">
          <StatusTab integration={integration} test={test} />
        </Tabs.Panel>
        <Tabs.Panel value="users">
          <UsersTab integration={integration} />
        </Tabs.Panel>
        <Tabs.Panel value="sessions">
          <SessionList search={search} integrationId={integration.id} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <SettingsTab integration={integration} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** What one tab is narrowed by says nothing in another. */
const noneOf = (search: object): Readonly<Record<string, undefined>> =>
  Object.fromEntries(Object.keys(search).map((name) => [name, undefined]));

function Acts({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const mayChange = useMay('change');
  if (integration.kind === 'store_app') {
    return (
      <PlaceButton isPlain to={`/installations?integrationId=${integration.id}`}>
        {said.installations}
      </PlaceButton>
    );
  }
  if (!mayChange) return null;
  return <PlaceButton to={`/connect?integration=${integration.id}`}>{said.addPipeline}</PlaceButton>;
}
