import { getRouteApi } from '@tanstack/react-router';
import { type PipelineRun, usePipelineRuns } from '../../data/pipeline-runs.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { NowPill, OutcomeMark } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/pipelines/$id');

/** The runs of the pipeline, the newest first. */
export function RunsTab({ id }: { readonly id: string }) {
  const said = useTexts(texts);
  const { after, from } = route.useSearch();
  return (
    <Table
      label={said.runs}
      list={usePipelineRuns(id, { after, from })}
      columns={useColumns()}
      rowKey={(run) => run.id}
      rowTo={(run) => `/runs/${run.id}`}
      empty={
        <EmptyState icon="runs" title={said.noRuns}>
          {said.noRunsWhat}
        </EmptyState>
      }
    />
  );
}

function useColumns(): readonly Column<PipelineRun>[] {
  const said = useTexts(texts);
  const format = useFormat();
  return [
    {
      key: 'state',
      title: said.state,
      cell: (run) => (
        <PlaceLink to={`/runs/${run.id}`}>
          <RunSign run={run} />
        </PlaceLink>
      ),
    },
    { key: 'trigger', title: said.trigger, from: 'middle', cell: ({ trigger }) => said[`by-${trigger}`] },
    { key: 'queued', title: said.queuedAt, cell: ({ queuedAt }) => <Time at={queuedAt} /> },
    {
      key: 'took',
      title: said.took,
      isNumber: true,
      from: 'middle',
      cell: ({ startedAt, finishedAt }) =>
        startedAt === null || finishedAt === null
          ? '–'
          : format.duration(Date.parse(finishedAt) - Date.parse(startedAt)),
    },
    {
      key: 'rows',
      title: said.rows,
      isNumber: true,
      cell: ({ progress }) => (progress === null ? '–' : format.number(progress.rows)),
    },
    {
      key: 'code',
      title: said.code,
      from: 'middle',
      cell: ({ error }) => (error === null ? null : <code>{error.code}</code>),
    },
  ];
}

function RunSign({ run }: { readonly run: PipelineRun }) {
  const said = useTexts(texts);
  const { state } = run;
  if (state === 'queued') return <NowPill is="queued" word={said.queued} />;
  if (state === 'running') {
    const isFollowing = run.progress?.phase === 'streaming';
    return <NowPill is={isFollowing ? 'live' : 'running'} word={isFollowing ? said.following : said.running} />;
  }
  return <OutcomeMark is={state} />;
}
