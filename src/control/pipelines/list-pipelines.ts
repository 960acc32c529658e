import { behindMs } from '../../model/service/behind.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import type { Pipeline, PipelineFilter } from '../../model/service/pipeline.ts';
import type { PipelineStanding } from '../../model/service/pipeline-standing.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

const dayMs = 86_400_000;

/** How new what a pipeline has written is. Times are milliseconds since the epoch. */
export interface Freshness {
  /** What had changed until then is at the destination; undefined while nothing is. */
  readonly asOf: number | undefined;
  /** Of one that follows events: how far it is behind now; undefined while it is not known. */
  readonly lagMs: number | undefined;
  readonly promisedMs: number | undefined;
  /** Alerts say so. */
  readonly isLate: boolean;
}

/** A pipeline with its last outcome and what goes on now. */
export interface StandingPipeline {
  readonly pipeline: Pipeline;
  readonly standing: PipelineStanding;
  readonly freshness: Freshness;
  /** Undefined for what is started by hand, follows events or does not run. */
  readonly nextRunAt: number | undefined;
  /** Of the last day, with those of the run that works if it has begun since. */
  readonly rowsOfDay: number;
}

type Parts = Pick<ControlParts, 'store' | 'clock' | 'resources'>;

/** A page of pipelines with how they stand. */
export async function listPipelines(
  parts: Parts,
  request: PageRequest,
  filter: PipelineFilter,
): Promise<Page<StandingPipeline>> {
  const page = await parts.store.pipelines.page(request, filter);
  return { ...page, items: await withStandings(parts, page.items) };
}

/** A pipeline with how it stands. */
export async function standingOf(parts: Parts, pipeline: Pipeline): Promise<StandingPipeline> {
  const [one] = await withStandings(parts, [pipeline]);
  return found(one, 'pipeline', pipeline.id);
}

async function withStandings(parts: Parts, pipelines: readonly Pipeline[]): Promise<readonly StandingPipeline[]> {
  const now = parts.clock.now();
  const ids = pipelines.map(({ id }) => id);
  const standings = await parts.store.pipelines.standings(ids, now - dayMs);
  return pipelines.map((pipeline) => {
    const standing = standings.get(pipeline.id) ?? unknown;
    const { openRun } = standing;
    const isOfDay = openRun?.state === 'running' && openRun.since >= now - dayMs;
    return {
      pipeline,
      standing,
      freshness: freshnessOf(pipeline, standing, { now, promisedMs: parts.resources.promisedMs }),
      nextRunAt: pipeline.schedule.kind === 'live' ? undefined : pipeline.dueAt,
      rowsOfDay: standing.rowsSince + (isOfDay ? openRun.rows : 0),
    };
  });
}

/** It has been deleted since it was read. */
const unknown: PipelineStanding = {
  lastRun: undefined,
  openRun: undefined,
  succeededAt: undefined,
  oldestWaitingAt: undefined,
  isFollowed: false,
  followedAt: undefined,
  hasRead: false,
  isLate: false,
  rowsSince: 0,
};

function freshnessOf(
  { schedule, state, changedAt }: Pipeline,
  { openRun, succeededAt, oldestWaitingAt: waitsSince, isLate, ...past }: PipelineStanding,
  { now, promisedMs }: { readonly now: number; readonly promisedMs: ControlParts['resources']['promisedMs'] },
): Freshness {
  const promise = state === 'active' ? promisedMs(schedule, now) : undefined;
  const shared = { promisedMs: promise, isLate };
  if (schedule.kind !== 'live') return { ...shared, asOf: succeededAt, lagMs: undefined };
  const follows = past.hasRead && openRun?.isStandingStill !== true;
  // What a read has not come to may be as old as it likes.
  const isKnown = waitsSince !== undefined || follows || (!past.isFollowed && state !== 'draft');
  const lagMs = isKnown ? behindMs({ ...past, waitsSince, changedAt }, now) : undefined;
  return { ...shared, lagMs, asOf: waitsSince ?? (follows ? openRun?.heardAt : (past.followedAt ?? succeededAt)) };
}
