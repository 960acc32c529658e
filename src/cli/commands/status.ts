import { destinationName } from '../../app/create-destination.ts';
import type { RunReport } from '../../model/run.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatCount, formatSeconds } from '../print/numbers.ts';
import { formatTable } from '../print/table.ts';

export interface StatusFlags {
  readonly limit: number;
}

function rowOf(run: RunReport, { texts }: Context): string[] {
  const sum = (pick: (stream: RunReport['streams'][number]) => number): string =>
    formatCount(run.streams.reduce((total, stream) => total + pick(stream), 0));
  return [
    run.startedAt.slice(0, 19).replace('T', ' '),
    texts.outcomes[run.outcome],
    sum((stream) => stream.rowsInserted),
    sum((stream) => stream.rowsUpdated),
    sum((stream) => stream.rowsDeleted),
    formatSeconds((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000),
    run.runId,
  ];
}

export async function status(file: string | undefined, flags: StatusFlags, context: Context): Promise<number> {
  const config = await loadConfig(file, context);
  const { loadLastRuns } = await import('../../app/last-runs.ts');
  const runs = await loadLastRuns(config, flags.limit);
  for (const run of runs) context.emit({ event: 'run', ...run });
  const { texts, style } = context;
  if (runs.length === 0) {
    context.say(texts.status.noRuns(destinationName(config.destination)));
    return exitCodes.done;
  }
  const { started, outcome, inserted, updated, deleted, seconds, run } = texts.status;
  const lines = formatTable({
    columns: [
      { title: `${started} (UTC)` },
      { title: outcome },
      { title: inserted, align: 'right' },
      { title: updated, align: 'right' },
      { title: deleted, align: 'right' },
      { title: seconds, align: 'right' },
      { title: run },
    ],
    rows: runs.map((report) => rowOf(report, context)),
    styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
  });
  for (const line of lines) context.say(line);
  const [latest] = runs;
  for (const { stream, errors } of latest?.streams ?? []) {
    for (const error of errors)
      context.say(`${style.yellow('!')} ${stream}: ${error.message} ${style.dim(error.code)}`);
  }
  if (latest?.error !== undefined)
    context.say(`${style.red('✗')} ${latest.error.message} ${style.dim(latest.error.code)}`);
  return exitCodes.done;
}
