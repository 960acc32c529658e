import { getRouteApi } from '@tanstack/react-router';
import { useNow } from '../../data/now.ts';
import { type ListedRun, useRuns } from '../../data/runs.ts';
import { useChangeSearch } from '../../data/search.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar } from '../../parts/filter-bar.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { CauseText, RunSign, workedMs } from './run-sign.tsx';
import { runStates, spanNames, spans } from './states.ts';
import { texts } from './texts.ts';
import { IntegrationFilter, PipelineFilter } from './thing-filter.tsx';

/** What the address may narrow the list by. */
const filters = ['state', 'pipeline', 'integration', 'last'];

const route = getRouteApi('/shell/runs');

/** All runs, the newest first, as they go. */
export function Runs() {
  const said = useTexts(texts);
  const { state, pipeline, integration, last, after, from } = route.useSearch();
  const filter = { state, pipelineId: pipeline, integrationId: integration, lastMs: last && spans[last] };
  const list = useRuns(filter, { after, from });
  const change = useChangeSearch();
  const isFiltered = [state, pipeline, integration, last].some((value) => value !== undefined);
  return (
    <>
      <PageHeader title={said.title}>{said.about}</PageHeader>
      <FilterBar>
        <ChoiceFilter
          label={said.state}
          value={state}
          choices={runStates.map((value) => ({ value, label: said[value] }))}
          onChange={(chosen) => change({ state: chosen })}
        />
        <PipelineFilter id={pipeline} onChange={(id) => change({ pipeline: id })} />
        <IntegrationFilter id={integration} onChange={(id) => change({ integration: id })} />
        <ChoiceFilter
          label={said.span}
          value={last}
          choices={spanNames.map((value) => ({ value, label: said[value] }))}
          onChange={(chosen) => change({ last: chosen })}
        />
      </FilterBar>
      <Table
        label={said.title}
        list={list}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/runs/${id}`}
        empty={
          isFiltered ? <NothingFits title={said.nothingTitle} button={said.clear} filters={filters} /> : <NoneYet />
        }
      />
    </>
  );
}

function useColumns(): readonly Column<ListedRun>[] {
  const said = useTexts(texts);
  const format = useFormat();
  return [
    {
      key: 'pipeline',
      title: said.pipeline,
      cell: ({ id, pipelineName }) => <PlaceLink to={`/runs/${id}`}>{pipelineName}</PlaceLink>,
    },
    { key: 'state', title: said.state, cell: (run) => <RunSign run={run} /> },
    {
      key: 'code',
      title: said.code,
      from: 'middle',
      cell: ({ error }) => (error === null ? null : <code>{error.code}</code>),
    },
    { key: 'cause', title: said.cause, from: 'wide', cell: (run) => <CauseText run={run} /> },
    { key: 'begun', title: said.begun, cell: ({ queuedAt }) => <Time at={queuedAt} /> },
    { key: 'took', title: said.took, isNumber: true, from: 'middle', cell: (run) => <Took run={run} /> },
    {
      key: 'rows',
      title: said.rows,
      isNumber: true,
      cell: ({ progress }) => (progress === null ? '–' : format.number(progress.rows)),
    },
  ];
}

function Took({ run }: { readonly run: ListedRun }) {
  const ms = workedMs(run, useNow());
  const format = useFormat();
  return ms === undefined ? '–' : format.duration(ms);
}

function NoneYet() {
  const said = useTexts(texts);
  return (
    <EmptyState icon="runs" title={said.emptyTitle} action={<PlaceLink to="/pipelines">{said.toPipelines}</PlaceLink>}>
      {said.empty}
    </EmptyState>
  );
}
