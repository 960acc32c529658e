import type { CheckedPipeline } from '../../data/pipeline.ts';
import type { StreamStanding } from '../../data/stream-standings.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { OutcomeMark, Tag } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import type { PipelineStreams } from './use-streams.ts';

interface StreamTableProps {
  readonly pipeline: CheckedPipeline;
  readonly found: PipelineStreams;
}

/** Its streams, with what is read of them. */
export function StreamTable({ pipeline, found }: StreamTableProps) {
  const said = useTexts(texts);
  const { streams, isLoading, error, readAgain } = found;
  const placeOf = ({ name }: StreamStanding): string => `/pipelines/${pipeline.id}/streams/${encodeURIComponent(name)}`;
  const list = {
    items: streams,
    total: isLoading ? undefined : streams.length,
    next: undefined,
    paging: {},
    isLoading,
    isOld: false,
    error,
    readAgain,
  };
  return (
    <Table
      label={said.streams}
      list={list}
      columns={useColumns(placeOf)}
      rowKey={({ name }) => name}
      rowTo={placeOf}
      empty={
        <EmptyState icon="pipelines" title={said.noStreams}>
          {said.noStreamsWhat}
        </EmptyState>
      }
    />
  );
}

function useColumns(placeOf: (stream: StreamStanding) => string): readonly Column<StreamStanding>[] {
  const said = useTexts(texts);
  const format = useFormat();
  return [
    {
      key: 'name',
      title: said.stream,
      cell: (stream) => (
        <PlaceLink to={placeOf(stream)}>
          <code>{stream.name}</code>
        </PlaceLink>
      ),
    },
    { key: 'outcome', title: said.lastOutcome, cell: (stream) => <StreamOutcome stream={stream} /> },
    {
      key: 'rows',
      title: said.rows,
      isNumber: true,
      cell: ({ rowsNow, runs }) => {
        const rows = rowsNow ?? runs[0]?.read;
        return rows === undefined ? '–' : format.number(rows);
      },
    },
    { key: 'changed', title: said.changedAt, from: 'middle', cell: ({ changedAt }) => <Time at={changedAt} /> },
    { key: 'audited', title: said.auditedAt, from: 'middle', cell: ({ auditedAt }) => <Time at={auditedAt} /> },
    {
      key: 'held',
      title: said.heldColumn,
      cell: ({ isHeld }) => (isHeld ? <Tag tone="warn">{said.isHeld}</Tag> : null),
    },
  ];
}

const marks = { complete: 'succeeded', partial: 'incomplete', not_read: 'failed' } as const;

/** How the stream went in the last run that has ended. */
function StreamOutcome({ stream }: { readonly stream: StreamStanding }) {
  const said = useTexts(texts);
  const outcome = stream.runs[0]?.outcome;
  return outcome === undefined ? <OutcomeMark is="never" /> : <OutcomeMark is={marks[outcome]} word={said[outcome]} />;
}
