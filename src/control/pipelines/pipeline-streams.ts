import { type Freshness, isAuditBehind } from '../../model/freshness.ts';
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
  /** As `Freshness` says it, of the last run that has read it to its end, or of an open one that has. */
  readonly changesAsOf: number | undefined;
  readonly auditedAt: number | undefined;
  readonly isAuditBehind: boolean;
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
  const whole = runs.find(({ fresh }) => fresh !== undefined);
  const [last] = runs;
  return {
    name,
    module: last?.report.module,
    mode: last?.report.mode,
    lastRun: last,
    changedAt:
      open?.progress?.changedAt?.[name] ??
      runs.find(({ report }) => report.rowsInserted + report.rowsUpdated + report.rowsDeleted > 0)?.endedAt,
    ...freshnessOf(whole?.fresh, now?.done === true ? open?.startedAt : undefined),
    rowsNow: now?.rows,
    hasHeldDeletes:
      open?.progress?.heldDeletes?.includes(name) ?? runs.find(({ isHeld }) => isHeld !== undefined)?.isHeld ?? false,
  };
}

/** A live run that ends for another one has it in its progress only; before a read has ended, nobody knows. */
function runOf(
  name: string,
  { id, finishedAt = 0, report, progress }: ServiceRun,
): readonly (StreamRun & { readonly fresh: Freshness | undefined; readonly isHeld: boolean | undefined })[] {
  const own = report?.streams.find(({ stream }) => stream === name);
  if (own === undefined) return [];
  const isHeld = progress?.heldDeletes?.includes(name) ?? heldBy(own, report);
  return [{ runId: id, endedAt: finishedAt, report: own, fresh: readOf(own, report), isHeld }];
}

/** Undefined of a run that has not read all of it. Reports of older versions are of runs that read everything. */
function readOf(own: StreamReport, report: RunReport | undefined): Freshness | undefined {
  if (report === undefined || report.isLive === true || own.outcome !== 'complete') return undefined;
  const { changesAsOf = report.startedAt, auditedAsOf = report.startedAt, auditHours } = own;
  return { changesAsOf, auditedAsOf, ...(auditHours === undefined ? {} : { auditHours }) };
}

/** Of one that an open run has read to its end: as the platform had it when the run began. How far it is audited, only the report says. */
function freshnessOf(
  fresh: Freshness | undefined,
  readAt: number | undefined,
): Pick<PipelineStream, 'changesAsOf' | 'auditedAt' | 'isAuditBehind'> {
  const toMs = (time: string | null | undefined): number | undefined => (time == null ? undefined : Date.parse(time));
  return {
    changesAsOf: readAt ?? toMs(fresh?.changesAsOf),
    auditedAt: fresh?.auditHours === undefined ? (readAt ?? toMs(fresh?.auditedAsOf)) : toMs(fresh.auditedAsOf),
    isAuditBehind: fresh !== undefined && isAuditBehind(fresh),
  };
}

const heldBy = ({ errors }: StreamReport, report: RunReport | undefined): boolean | undefined =>
  report?.isLive === true ? undefined : errors.some(({ code }) => code === heldDeletesCode);
