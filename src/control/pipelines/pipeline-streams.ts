import type { RunReport, StreamReport } from '../../model/run-report.ts';
import { heldDeletesCode } from '../../model/service/held-deletes.ts';
import type { ServiceRun } from '../../model/service/service-run.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { standingOf } from './list-pipelines.ts';
import { openRuns } from './open-runs.ts';

/** What older runs tell of a stream, nobody asks for: it changes with each run. */
const runsRead = 50;

/** How a stream went in a run that has ended. Times are milliseconds since the epoch. */
interface StreamRun {
  readonly runId: string;
  readonly endedAt: number;
  readonly report: StreamReport;
}

/** A stream of a pipeline, as its last runs and the open one tell of it. */
export interface PipelineStream {
  readonly name: string;
  /** Undefined until a run that has read it has ended, and so is its mode. */
  readonly module: string | undefined;
  readonly mode: StreamReport['mode'] | undefined;
  readonly lastRun: StreamRun | undefined;
  /** What had changed until then is at the destination, as of the whole pipeline. */
  readonly asOf: number | undefined;
  /** When its rows last changed at the destination, as far as the runs tell, the open one too. */
  readonly changedAt: number | undefined;
  /** All of it was read then. */
  readonly auditedAt: number | undefined;
  /** Rows that the open run has read so far. */
  readonly rowsNow: number | undefined;
  /** So much was missing that nothing was deleted until a person accepts it. */
  readonly hasHeldDeletes: boolean;
}

/** The streams of a pipeline, by name. @throws ConfigError `api.not.found` */
export async function pipelineStreams(
  parts: Pick<ControlParts, 'store' | 'clock' | 'resources'>,
  id: string,
): Promise<readonly PipelineStream[]> {
  const { store } = parts;
  const pipeline = found(await store.pipelines.find(id), 'pipeline', id);
  const { items } = await store.runs.page({ limit: runsRead }, { pipelineId: id });
  const ended = items.filter(({ finishedAt }) => finishedAt !== undefined);
  const [open] = await openRuns(store.runs, id);
  const { asOf } = (await standingOf(parts, pipeline)).freshness;
  const told = ended.flatMap((run) => (run.report?.streams ?? []).map(({ stream }) => stream));
  const names = new Set([...Object.keys(open?.progress?.streams ?? {}), ...told]);
  return [...names].toSorted().map((name) => ({ ...streamOf(name, ended, open), asOf }));
}

function streamOf(
  name: string,
  ended: readonly ServiceRun[],
  open: ServiceRun | undefined,
): Omit<PipelineStream, 'asOf'> {
  const runs = ended.flatMap((run) => runOf(name, run));
  const now = open?.progress?.streams[name];
  const audit = runs.find(({ report, isLive }) => !isLive && report.outcome === 'complete');
  const [last] = runs;
  return {
    name,
    module: last?.report.module,
    mode: last?.report.mode,
    lastRun: last,
    changedAt:
      open?.progress?.changedAt?.[name] ??
      runs.find(({ report }) => report.rowsInserted + report.rowsUpdated + report.rowsDeleted > 0)?.endedAt,
    // What an open run has read to its end was as the platform had it when the run began, or newer.
    auditedAt: now?.done === true ? open?.startedAt : audit?.endedAt,
    rowsNow: now?.rows,
    hasHeldDeletes:
      open?.progress?.heldDeletes?.includes(name) ?? runs.find(({ isHeld }) => isHeld !== undefined)?.isHeld ?? false,
  };
}

/** A live run that ends for another one has it in its progress only; before a read has ended, nobody knows. */
function runOf(
  name: string,
  { id, finishedAt = 0, report, progress }: ServiceRun,
): readonly (StreamRun & { readonly isLive: boolean; readonly isHeld: boolean | undefined })[] {
  const own = report?.streams.find(({ stream }) => stream === name);
  if (own === undefined) return [];
  const isHeld = progress?.heldDeletes?.includes(name) ?? heldBy(own, report);
  return [{ runId: id, endedAt: finishedAt, report: own, isLive: report?.isLive === true, isHeld }];
}

const heldBy = ({ errors }: StreamReport, report: RunReport | undefined): boolean | undefined =>
  report?.isLive === true ? undefined : errors.some(({ code }) => code === heldDeletesCode);
