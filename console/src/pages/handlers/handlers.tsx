import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { type Handler, useHandlers } from '../../data/handlers.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar, TextFilter } from '../../parts/filter-bar.tsx';
import { handlerKinds, useHandlerKind } from '../../parts/handler-kinds.ts';
import { HandlerSign } from '../../parts/handler-sign.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { NewHandlerForm } from './new-handler.tsx';
import { texts } from './texts.ts';

/** What the address may narrow the list by. */
const filters = ['search', 'kind'];

const route = getRouteApi('/shell/handlers');

/** Who works on messages and events. */
export function Handlers() {
  const said = useTexts(texts);
  const kindName = useHandlerKind();
  const { search, kind, create, after, from } = route.useSearch();
  const list = useHandlers({ search, kind }, { after, from });
  const change = useChangeSearch();
  const changeText = useCallback((text: string | undefined) => change({ search: text }), [change]);
  const isFiltered = search !== undefined || kind !== undefined;
  const mayChange = useMay('change-triggers');
  return (
    <>
      <PageHeader title={said.title} actions={<CreateButton />}>
        {said.about}
      </PageHeader>
      <FilterBar>
        <TextFilter label={said.search} value={search} onChange={changeText} />
        <ChoiceFilter
          label={said.kind}
          value={kind}
          choices={handlerKinds.map((value) => ({ value, label: kindName(value) }))}
          onChange={(chosen) => change({ kind: chosen })}
        />
      </FilterBar>
      <Table
        label={said.title}
        list={list}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/handlers/${id}`}
        empty={
          isFiltered ? <NothingFits title={said.nothingTitle} button={said.clear} filters={filters} /> : <NoneYet />
        }
      />
      {create === 'yes' && mayChange ? <NewHandlerForm onClose={() => change({ create: undefined })} /> : null}
    </>
  );
}

function CreateButton() {
  const said = useTexts(texts);
  const mayChange = useMay('change-triggers');
  const change = useChangeSearch();
  return mayChange ? <Button onClick={() => change({ create: 'yes' })}>{said.create}</Button> : null;
}

function useColumns(): readonly Column<Handler>[] {
  const said = useTexts(texts);
  const kindName = useHandlerKind();
  return [
    { key: 'name', title: said.name, cell: ({ id, name }) => <PlaceLink to={`/handlers/${id}`}>{name}</PlaceLink> },
    { key: 'kind', title: said.kind, cell: ({ kind }) => kindName(kind) },
    { key: 'place', title: said.place, from: 'middle', cell: ({ settings }) => <code>{placeOf(settings)}</code> },
    { key: 'state', title: said.state, cell: (handler) => <HandlerSign handler={handler} /> },
    { key: 'testedAt', title: said.testedAt, from: 'middle', cell: ({ testedAt }) => <Time at={testedAt} /> },
  ];
}

const placeOf = ({ url, baseUrl, program, subject, topic, name }: Handler['settings']): string =>
  String(url ?? baseUrl ?? program ?? subject ?? topic ?? name ?? '–');

function NoneYet() {
  const said = useTexts(texts);
  return (
    <EmptyState icon="handlers" title={said.emptyTitle} action={<CreateButton />}>
      {said.empty}
    </EmptyState>
  );
}
