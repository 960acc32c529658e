import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { type Pipeline, usePipelinesNow } from '../../data/pipelines.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar, TextFilter } from '../../parts/filter-bar.tsx';
import { LastOutcome } from '../../parts/last-outcome.tsx';
import { useModuleNames } from '../../parts/module-names.ts';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PipelineNow } from '../../parts/pipeline-now.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { ScheduleText } from '../../parts/schedule-text.tsx';
import { Tag } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { PipelineActions } from './pipeline-actions.tsx';
import classes from './pipelines.module.css';
import { standings, states } from './states.ts';
import { texts } from './texts.ts';
import { PipelinesTogether } from './together.tsx';

/** What the address may narrow the list by. */
const filters = ['search', 'state', 'standing'];

const route = getRouteApi('/shell/pipelines');

/** All pipelines: where they stand, when they run next, and their usual acts. */
export function Pipelines() {
  const said = useTexts(texts);
  const { search, state, standing, after, from } = route.useSearch();
  const stands = standing === 'late' ? ({ late: 'true' } as const) : { outcome: standing };
  const list = usePipelinesNow({ search, state, ...stands }, { after, from });
  const change = useChangeSearch();
  const changeText = useCallback((text: string | undefined) => change({ search: text }), [change]);
  const isFiltered = search !== undefined || state !== undefined || standing !== undefined;
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
        <ChoiceFilter
          label={said.standing}
          value={standing}
          choices={standings.map((value) => ({ value, label: said[value] }))}
          onChange={(chosen) => change({ standing: chosen })}
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
  const format = useFormat();
  const moduleNames = useModuleNames();
  return [
    { key: 'name', title: said.name, cell: ({ id, name }) => <PlaceLink to={`/pipelines/${id}`}>{name}</PlaceLink> },
    { key: 'last', title: said.last, cell: (pipeline) => <LastOutcome of={pipeline} /> },
    { key: 'now', title: said.now, cell: (pipeline) => <PipelineNow of={pipeline} /> },
    { key: 'asOf', title: said.asOf, cell: (pipeline) => <AsOf pipeline={pipeline} /> },
    {
      key: 'schedule',
      title: said.schedule,
      from: 'middle',
      cell: ({ schedule }) => <ScheduleText schedule={schedule} />,
    },
    { key: 'next', title: said.next, from: 'middle', cell: ({ nextRunAt }) => <Time at={nextRunAt} /> },
    {
      key: 'rows',
      title: said.rows,
      isNumber: true,
      from: 'middle',
      cell: ({ rowsOfDay }) => format.number(rowsOfDay),
    },
    { key: 'modules', title: said.modules, from: 'wide', cell: ({ modules }) => moduleNames(Object.keys(modules)) },
    { key: 'acts', title: '', isNumber: true, width: 48, cell: (pipeline) => <PipelineActions pipeline={pipeline} /> },
  ];
}

/** How new its rows are; later than promised has a word of its own. */
function AsOf({ pipeline: { freshness } }: { readonly pipeline: Pipeline }) {
  const said = useTexts(texts);
  return (
    <span className={classes.pair}>
      <Time at={freshness.asOf} />
      {freshness.isLate ? <Tag tone="warn">{said.late}</Tag> : null}
    </span>
  );
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
