import { readRunReport } from '../../../../src/model/read-run-report.ts';
import type { RunReport, StreamReport } from '../../../../src/model/run-report.ts';
import { isOpen, type Run } from '../../data/runs.ts';

/** What is known of one stream: while it is read, or as the report tells it. */
export interface StreamLine {
  readonly name: string;
  readonly rows: number;
  readonly estimate: number | undefined;
  /** From 0 to 1; undefined: nobody knows how much there is. */
  readonly share: number | undefined;
  readonly isDone: boolean;
  readonly report: StreamReport | undefined;
}

/** What is not done yet is never shown as whole. */
const nearly = 0.99;

/** The report of a run, as far as it can be understood. */
export function reportOf({ report }: Pick<Run, 'report'>): RunReport | undefined {
  return report === null ? undefined : readRunReport(JSON.parse(JSON.stringify(report)));
}

/** The streams of a run, by name. */
export function streamLines(run: Run, report: RunReport | undefined): readonly StreamLine[] {
  const streams = run.progress?.streams ?? {};
  const reported = new Map(report?.streams.map((stream) => [stream.stream, stream]));
  const names = new Set([...Object.keys(streams), ...reported.keys()]);
  return [...names].toSorted().map((name) => lineOf(name, streams[name], reported.get(name)));
}

type Progress = NonNullable<Run['progress']>['streams'][string];

function lineOf(name: string, progress: Progress | undefined, report: StreamReport | undefined): StreamLine {
  const rows = report?.rowsRead ?? progress?.rows ?? 0;
  const isDone = report === undefined ? progress?.done === true : report.outcome === 'complete';
  const estimate = progress?.estimate;
  return { name, rows, estimate, share: isDone ? 1 : shareOf(progress), isDone, report };
}

function shareOf(progress: Progress | undefined): number | undefined {
  if (progress?.share !== undefined) return Math.min(nearly, progress.share);
  const { rows = 0, estimate = 0 } = progress ?? {};
  return estimate > 0 ? Math.min(nearly, rows / estimate) : undefined;
}

/** How much of a run is done, from 0 to 1; undefined where nobody knows, and of one that follows events. */
export function shareOfRun(run: Run, lines: readonly StreamLine[]): number | undefined {
  if (!isOpen(run)) return run.state === 'succeeded' ? 1 : undefined;
  if (run.progress?.phase === 'streaming' || lines.every(({ share }) => share === undefined)) return undefined;
  const sum = lines.reduce((before, { share = 0 }) => before + share, 0);
  return Math.min(nearly, sum / lines.length);
}
