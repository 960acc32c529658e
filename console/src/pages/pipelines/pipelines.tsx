import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { type Pipeline, usePipelines } from '../../data/pipelines.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar, TextFilter } from '../../parts/filter-bar.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { ScheduleText } from '../../parts/schedule-text.tsx';
import { NowPill } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { PipelineActions } from './pipeline-actions.tsx';
import { states } from './states.ts';
import { texts } from './texts.ts';
import { PipelinesTogether } from './together.tsx';

/** What the address may narrow the list by. */
const filters = ['search', 'state'];

const route = getRouteApi('/shell/pipelines');

/** All pipelines: where they stand, when they run next, and their usual acts. */
export function Pipelines() {
  const said = useTexts(texts);
  const { search, state, after, from } = route.useSearch();
  const list = usePipelines({ search, state }, { after, from });
  const change = useChangeSearch();
  const changeText = useCallback((text: string | undefined) => change({ search: text }), [change]);
  const isFiltered = search !== undefined || state !== undefined;
  return (
    <>
      <PageHeader title={said.title} actions={<Acts />}>
        {said.about}
      </PageHeader>
      <FilterBar>
        <TextFilter label={said.search} value={search} onChange={changeText} />
        <ChoiceFilter
          label={said.state}
          value={state}
          choices={states.map((value) => ({ value, label: said[value] }))}
          onChange={(chosen) => change({ state: chosen })}
        />
      </FilterBar>
      <Table
        label={said.title}
        list={list}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/pipelines/${id}`}
        empty={
          isFiltered ? <NothingFits title={said.nothingTitle} button={said.clear} filters={filters} /> : <NoneYet />
        }
      />
    </>
  );
}

function useColumns(): readonly Column<Pipeline>[] {
  const said = useTexts(texts);
  return [
    { key: 'name', title: said.name, cell: ({ id, name }) => <PlaceLink to={`/pipelines/${id}`}>{name}</PlaceLink> },
    { key: 'modules', title: said.modules, from: 'middle', cell: ({ modules }) => Object.keys(modules).join(', ') },
    { key: 'now', title: said.now, cell: (pipeline) => <NowSign pipeline={pipeline} /> },
    {
      key: 'schedule',
      title: said.schedule,
      from: 'middle',
      cell: ({ schedule }) => <ScheduleText schedule={schedule} />,
    },
    { key: 'next', title: said.next, cell: ({ state, dueAt }) => <Time at={state === 'active' ? dueAt : null} /> },
    { key: 'changed', title: said.changed, from: 'wide', cell: ({ changedAt }) => <Time at={changedAt} /> },
    { key: 'acts', title: '', isNumber: true, width: 48, cell: (pipeline) => <PipelineActions pipeline={pipeline} /> },
  ];
}

function NowSign({ pipeline }: { readonly pipeline: Pipeline }) {
  const said = useTexts(texts);
  const { state, schedule, configFailures } = pipeline;
  const title = configFailures > 0 ? said.failures(configFailures) : undefined;
  if (state === 'draft') return <NowPill is="draft" word={said.draft} />;
  if (state === 'paused') return <NowPill is="paused" word={said.paused} title={title} />;
  if (title !== undefined) return <NowPill is="waits" word={title} />;
  if (schedule.kind === 'live') return <NowPill is="live" word={said.following} />;
  return <NowPill is="next" word={schedule.kind === 'manual' ? said.byHand : said.waiting} />;
}

function Acts() {
  return (
    <>
      <PipelinesTogether />
      <Add />
    </>
  );
}

function Add() {
  const said = useTexts(texts);
  return useMay('change') ? <PlaceButton to="/catalogue">{said.add}</PlaceButton> : null;
}

function NoneYet() {
  const said = useTexts(texts);
  return (
    <EmptyState icon="pipelines" title={said.emptyTitle} action={<Add />}>
      {said.empty}
    </EmptyState>
  );
}
