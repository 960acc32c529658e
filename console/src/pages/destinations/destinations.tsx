import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { type Destination, useDestinations } from '../../data/destinations.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { DestinationMark } from '../../parts/destination-mark.tsx';
import { destinationTypes, useDestinationType } from '../../parts/destination-type.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar, TextFilter } from '../../parts/filter-bar.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { NewDestinationForm } from './new-destination.tsx';
import { texts } from './texts.ts';

/** What the address may narrow the list by. */
const filters = ['search', 'type'];

const route = getRouteApi('/shell/destinations');

/** Where rows go. */
export function Destinations() {
  const said = useTexts(texts);
  const typeName = useDestinationType();
  const { search, type, create, after, from } = route.useSearch();
  const list = useDestinations({ search, type }, { after, from });
  const change = useChangeSearch();
  const changeText = useCallback((text: string | undefined) => change({ search: text }), [change]);
  const isFiltered = search !== undefined || type !== undefined;
  return (
    <>
      <PageHeader title={said.title} actions={<CreateButton />}>
        {said.about}
      </PageHeader>
      <FilterBar>
        <TextFilter label={said.search} value={search} onChange={changeText} />
        <ChoiceFilter
          label={said.type}
          value={type}
          choices={destinationTypes.map((value) => ({ value, label: typeName(value) }))}
          onChange={(chosen) => change({ type: chosen })}
        />
      </FilterBar>
      <Table
        label={said.title}
        list={list}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/destinations/${id}`}
        empty={
          isFiltered ? <NothingFits title={said.nothingTitle} button={said.clear} filters={filters} /> : <NoneYet />
        }
      />
      {create === 'yes' ? <NewDestinationForm onClose={() => change({ create: undefined })} /> : null}
    </>
  );
}

function CreateButton() {
  const said = useTexts(texts);
  const mayChange = useMay('change');
  const change = useChangeSearch();
  return mayChange ? <Button onClick={() => change({ create: 'yes' })}>{said.create}</Button> : null;
}

function useColumns(): readonly Column<Destination>[] {
  const said = useTexts(texts);
  const typeName = useDestinationType();
  return [
    { key: 'name', title: said.name, cell: ({ id, name }) => <PlaceLink to={`/destinations/${id}`}>{name}</PlaceLink> },
    {
      key: 'type',
      title: said.type,
      cell: ({ type }) => typeName(type),
    },
    {
      key: 'place',
      title: said.place,
      from: 'middle',
      cell: ({ settings }) => <code>{String(settings.path ?? settings.schema ?? '–')}</code>,
    },
    { key: 'test', title: said.test, cell: ({ test }) => <DestinationMark test={test} /> },
    { key: 'testedAt', title: said.testedAt, from: 'middle', cell: ({ testedAt }) => <Time at={testedAt} /> },
  ];
}

function NoneYet() {
  const said = useTexts(texts);
  return (
    <EmptyState icon="destinations" title={said.emptyTitle} action={<CreateButton />}>
      {said.empty}
    </EmptyState>
  );
}
