import { Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useOneDestination } from '../../data/one-destination.ts';
import { type CheckedPipeline, usePipelineNow } from '../../data/pipeline.ts';
import { useEndedRuns } from '../../data/pipeline-runs.ts';
import { type PipelineStream, usePipelineStreams } from '../../data/pipeline-streams.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { Figures } from '../../parts/figures.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import stack from '../../parts/stack.module.css';
import { NowPill } from '../../parts/state-sign.tsx';
import { StreamOutcome } from '../../parts/stream-outcome.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { ChangesPanel } from './changes-panel.tsx';
import { ColumnsPanel } from './columns-panel.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { queriesOf } from './queries.ts';
import classes from './stream.module.css';
import { texts } from './texts.ts';
import { WritePanel } from './write-panel.tsx';

const route = getRouteApi('/shell/pipelines/$id/streams/$name');

/** The data of one stream: how new they are, what has changed, what they are made of, how to query them. */
export function StreamPage() {
  const { id, name } = route.useParams();
  const { data, error } = usePipelineNow(id);
  if (data !== undefined) return <Loaded key={`${id} ${name}`} pipeline={data} name={name} />;
  if (error !== null) return <PageFault error={error} />;
  return (
    <>
      <Skeleton height={28} width={240} mb={16} />
      <Skeleton height={320} />
    </>
  );
}

interface LoadedProps {
  readonly pipeline: CheckedPipeline;
  readonly name: string;
}

function Loaded({ pipeline, name }: LoadedProps) {
  const said = useTexts(texts);
  const { id, lastRun, openRun } = pipeline;
  const ended = useEndedRuns(id, lastRun?.id).data;
  const streams = usePipelineStreams(pipeline);
  const stream = streams.items.find((one) => one.name === name);
  return (
    <>
      <PageHeader title={name}>
        <span className={`${stack.line} ${classes.links}`}>
          {streams.isLoading ? null : <StreamOutcome stream={stream} />}
          <NowSign phase={openRun?.phase} />
          <span>
            {said.of} <PlaceLink to={`/pipelines/${id}`}>{pipeline.name}</PlaceLink>
          </span>
        </span>
      </PageHeader>
      <div className={stack.column}>
        {stream?.hasHeldDeletes === true ? <Held id={id} /> : null}
        <Freshness pipeline={pipeline} stream={stream} />
        <WritePanel id={id} name={name} mode={stream?.mode ?? null} />
        <ChangesPanel id={id} name={name} ended={ended ?? []} />
        <PreviewPanel id={id} stream={name} />
        <div className={classes.pair}>
          <ColumnsPanel id={id} stream={name} />
          <Queries destinationId={pipeline.destinationId} stream={name} />
        </div>
      </div>
    </>
  );
}

function NowSign({ phase }: { readonly phase: NonNullable<CheckedPipeline['openRun']>['phase'] | undefined }) {
  const said = useTexts(texts);
  if (phase == null) return null;
  const isFollowing = phase === 'streaming';
  return <NowPill is={isFollowing ? 'live' : 'running'} word={isFollowing ? said.following : said.running} />;
}

function Held({ id }: { readonly id: string }) {
  const said = useTexts(texts);
  return (
    <Notice tone="warn" actions={<PlaceLink to={`/pipelines/${id}`}>{said.toPipeline}</PlaceLink>}>
      <strong>{said.held}</strong>
      <div>{said.heldWhat}</div>
    </Notice>
  );
}

interface FreshnessProps {
  readonly pipeline: CheckedPipeline;
  readonly stream: PipelineStream | undefined;
}

function Freshness({ pipeline, stream }: FreshnessProps) {
  const said = useTexts(texts);
  const format = useFormat();
  // Who follows events has them besides what was read.
  const asOf = pipeline.schedule.kind === 'live' ? pipeline.freshness.asOf : (stream?.changesAsOf ?? null);
  const auditedNote = stream?.isAuditBehind === true ? said.auditBehind : said.auditedNote;
  const rows = stream?.rowsNow ?? stream?.lastRun?.rowsRead;
  return (
    <Figures
      figures={[
        { label: said.asOf, value: <Time at={asOf} /> },
        { label: said.auditedAt, value: <Time at={stream?.auditedAt ?? null} />, note: auditedNote },
        { label: said.changedAt, value: <Time at={stream?.changedAt ?? null} />, note: said.changedNote },
        {
          label: said.rows,
          value: rows === undefined ? '–' : format.number(rows),
          note: stream === undefined || stream.rowsNow === null ? said.rowsLast : said.rowsNow,
        },
      ]}
    />
  );
}

interface QueriesProps {
  readonly destinationId: string | null;
  readonly stream: string;
}

function Queries({ destinationId, stream }: QueriesProps) {
  const said = useTexts(texts);
  const { data } = useOneDestination(destinationId ?? undefined);
  if (data === undefined) return null;
  const { count, newest, gone } = queriesOf(data, stream);
  const queries = [
    { title: said.count, text: count },
    { title: said.newest, text: newest },
    ...(gone === undefined ? [] : [{ title: said.gone, text: gone }]),
  ];
  return (
    <Panel title={said.queries} aside={data.name}>
      {queries.map(({ title, text }) => (
        <div key={title} className={classes.query}>
          <h3>{title}</h3>
          <CodeBlock label={title} text={text} />
        </div>
      ))}
    </Panel>
  );
}
