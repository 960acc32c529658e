import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { type Integration, useIntegrations } from '../../data/integrations.ts';
import { regions } from '../../data/regions.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar, TextFilter } from '../../parts/filter-bar.tsx';
import { IntegrationMark, integrationTexts } from '../../parts/integration-signs.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { NowPill } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** What the address may narrow the list by. */
const filters = ['search', 'region'];

const route = getRouteApi('/shell/integrations');

/** All integrations: what their last tests found, and how their events come. */
export function Integrations() {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  const { search, region, after, from } = route.useSearch();
  const list = useIntegrations({ search, region }, { after, from });
  const change = useChangeSearch();
  const changeText = useCallback((text: string | undefined) => change({ search: text }), [change]);
  const isFiltered = search !== undefined || region !== undefined;
  return (
    <>
      <PageHeader title={said.title} actions={<Connect />}>
        {said.about}
      </PageHeader>
      <FilterBar>
        <TextFilter label={said.search} value={search} onChange={changeText} />
        <ChoiceFilter
          label={said.region}
          value={region}
          choices={regions.map((value) => ({ value, label: words[value] }))}
          onChange={(chosen) => change({ region: chosen })}
        />
      </FilterBar>
      <Table
        label={said.title}
        list={list}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/integrations/${id}`}
        empty={
          isFiltered ? <NothingFits title={said.nothingTitle} button={said.clear} filters={filters} /> : <NoneYet />
        }
      />
    </>
  );
}

function useColumns(): readonly Column<Integration>[] {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  return [
    { key: 'name', title: said.name, cell: ({ id, name }) => <PlaceLink to={`/integrations/${id}`}>{name}</PlaceLink> },
    { key: 'region', title: said.region, cell: ({ region }) => words[region] },
    { key: 'kind', title: said.kind, from: 'middle', cell: ({ kind }) => words[kind] },
    { key: 'appId', title: said.appId, from: 'wide', cell: ({ appId }) => <code>{appId}</code> },
    { key: 'test', title: said.test, cell: ({ state }) => <IntegrationMark state={state} /> },
    { key: 'tested', title: said.tested, from: 'middle', cell: ({ testedAt }) => <Time at={testedAt} /> },
    { key: 'events', title: said.events, cell: (integration) => <EventsSign integration={integration} /> },
  ];
}

function EventsSign({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  const { mode, disconnectedAt } = integration;
  if (mode === 'none') return <NowPill is="idle" word={words.none} />;
  if (disconnectedAt !== null) return <NowPill is="paused" word={said.disconnected} />;
  return <NowPill is="live" word={words[mode]} />;
}

function Connect() {
  const said = useTexts(texts);
  const mayChange = useMay('change');
  return mayChange ? <PlaceButton to="/catalogue">{said.add}</PlaceButton> : null;
}

function NoneYet() {
  const said = useTexts(texts);
  return (
    <EmptyState icon="integrations" title={said.emptyTitle} action={<Connect />}>
      {said.empty}
    </EmptyState>
  );
}
