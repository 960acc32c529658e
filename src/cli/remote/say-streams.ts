import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Context } from '../context.ts';
import { formatTable } from '../print/format-table.ts';
import { formatCount } from '../print/numbers.ts';
import { shortTime } from './remote-words.ts';

type Stream = ApiSchemas['PipelineStream'];

/** The streams of a pipeline: how each went last, what of it is at the destination. */
export function sayStreams(streams: readonly Stream[], { texts, style, columns: width, say, emit }: Context): void {
  for (const stream of streams) emit({ event: 'remote_stream', stream: { ...stream } });
  emit({
    event: 'remote_listed',
    things: 'streams',
    shown: streams.length,
    total: streams.length,
    totalIsAtLeast: false,
  });
  const { remote, status } = texts;
  if (streams.length === 0) {
    say(remote.noStreams);
    return;
  }
  const lines = formatTable({
    width,
    columns: [
      { title: remote.stream, keep: true },
      { title: remote.lastRun },
      { title: remote.rows, align: 'right' },
      { title: remote.newRows, align: 'right', drop: 1 },
      { title: remote.changedRows, align: 'right', drop: 1 },
      { title: remote.deletedRows, align: 'right', drop: 1 },
      { title: `${remote.changedAt} (UTC)`, keep: true, drop: 3 },
      { title: `${remote.auditedAt} (UTC)`, keep: true, drop: 2 },
      { title: remote.deletes, keep: true },
    ],
    rows: streams.map((stream) => {
      const { name, lastRun, rowsNow, changedAt, auditedAt, hasHeldDeletes } = stream;
      const counted = (count: number | undefined): string => (count === undefined ? '–' : formatCount(count));
      return [
        name,
        lastRun === null ? '–' : status.streamOutcomes[lastRun.outcome],
        counted(rowsNow ?? lastRun?.rowsRead),
        counted(lastRun?.rowsInserted),
        counted(lastRun?.rowsUpdated),
        counted(lastRun?.rowsDeleted),
        shortTime(changedAt),
        shortTime(auditedAt),
        hasHeldDeletes ? remote.held : '',
      ];
    }),
    styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
  });
  for (const line of lines) say(line);
}
