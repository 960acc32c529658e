import type { ReadList } from '../../data/lists.ts';
import type { PipelineStream } from '../../data/pipeline-streams.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Tag } from '../../parts/state-sign.tsx';
import { StreamOutcome } from '../../parts/stream-outcome.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

interface StreamTableProps {
  /** Of the pipeline. */
  readonly id: string;
  readonly list: ReadList<PipelineStream>;
}

/** Its streams, with what is read of them. */
export function StreamTable({ id, list }: StreamTableProps) {
  const said = useTexts(texts);
  const placeOf = ({ name }: PipelineStream): string => `/pipelines/${id}/streams/${encodeURIComponent(name)}`;
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

function useColumns(placeOf: (stream: PipelineStream) => string): readonly Column<PipelineStream>[] {
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
      cell: ({ rowsNow, lastRun }) => {
        const rows = rowsNow ?? lastRun?.rowsRead;
        return rows === undefined ? '–' : format.number(rows);
      },
    },
    {
      key: 'counts',
      title: said.counts,
      isNumber: true,
      from: 'middle',
      cell: ({ lastRun }) =>
        lastRun === null
          ? '–'
          : [lastRun.rowsInserted, lastRun.rowsUpdated, lastRun.rowsDeleted].map(format.number).join(' / '),
    },
    { key: 'changed', title: said.changedAt, from: 'middle', cell: ({ changedAt }) => <Time at={changedAt} /> },
    {
      key: 'audited',
      title: said.auditedAt,
      from: 'middle',
      cell: ({ auditedAt, isAuditBehind }) => (
        <>
          <Time at={auditedAt} /> {isAuditBehind ? <Tag tone="warn">{said.isBehind}</Tag> : null}
        </>
      ),
    },
    { key: 'mode', title: said.mode, from: 'wide', cell: ({ mode }) => mode ?? '–' },
    {
      key: 'held',
      title: said.heldColumn,
      cell: ({ hasHeldDeletes }) => (hasHeldDeletes ? <Tag tone="warn">{said.isHeld}</Tag> : null),
    },
  ];
}
