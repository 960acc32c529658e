import { behindMs } from '../../model/service/behind.ts';
import { type Hearing, hearingOf, judgedBy } from '../../model/service/hearing.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import type { Pipeline, PipelineFilter } from '../../model/service/pipeline.ts';
import type { PipelineStanding } from '../../model/service/pipeline-standing.ts';
import type { Schedule } from '../../model/service/schedule.ts';
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
  const hearing = await hearingsOf(parts, pipelines, standings);
  return pipelines.map((pipeline) => {
    const standing = standings.get(pipeline.id) ?? unknown;
    const { openRun } = standing;
    const isOfDay = openRun?.state === 'running' && openRun.since >= now - dayMs;
    return {
      pipeline,
      standing,
      freshness: freshnessOf(pipeline, standing, {
        now,
        promisedMs: parts.resources.promisedMs(hearing.get(pipeline.id)?.judgedBy ?? pipeline.schedule, now),
        hearing: hearing.get(pipeline.id)?.hearing ?? 'heard',
      }),
      nextRunAt: pipeline.schedule.kind === 'live' ? undefined : pipeline.dueAt,
      rowsOfDay: standing.rowsSince + (isOfDay ? openRun.rows : 0),
    };
  });
}

interface Judged {
  readonly hearing: Hearing;
  readonly judgedBy: Schedule;
}

/** Of those that have read and follow events, by id; each app is looked at once. */
async function hearingsOf(
  { store }: Parts,
  pipelines: readonly Pipeline[],
  standings: ReadonlyMap<string, PipelineStanding>,
): Promise<ReadonlyMap<string, Judged>> {
  const following = pipelines.flatMap(({ id, integrationId, schedule }) => {
    const { openRun, hasRead } = standings.get(id) ?? unknown;
    return schedule.kind === 'live' && hasRead && openRun !== undefined
      ? [{ id, integrationId, since: openRun.since, hasUntold: openRun.hasUntold }]
      : [];
  });
  const found = await Promise.all(
    [...Map.groupBy(following, ({ integrationId }) => integrationId)].map(async ([integrationId, own]) => {
      const integration = await store.integrations.find(integrationId);
      if (integration === undefined) return [];
      const { appId } = integration;
      const [receivers, { lastReceivedAt = 0 }] = await Promise.all([
        store.events.receivers(appId),
        store.events.standing(appId),
      ]);
      return own.map(({ id, since, hasUntold }) => {
        const heard = { hasHeard: lastReceivedAt >= since, hasUntold };
        const hearing = hearingOf(integration, receivers, heard);
        return [id, { hearing, judgedBy: judgedBy(hearing, integration) }] as const;
      });
    }),
  );
  return new Map(found.flat());
}

/** It has been deleted since it was read. */
const unknown: PipelineStanding = {
  lastRun: undefined,
  openRun: undefined,
  succeededAt: undefined,
  changesAsOf: undefined,
  oldestWaitingAt: undefined,
  isFollowed: false,
  followedAt: undefined,
  hasRead: false,
  isLate: false,
  rowsSince: 0,
};

function freshnessOf(
  { schedule, state, changedAt }: Pipeline,
  { openRun, changesAsOf, oldestWaitingAt: waitsSince, isLate, ...past }: PipelineStanding,
  {
    now,
    promisedMs,
    hearing,
  }: {
    readonly now: number;
    readonly promisedMs: number | undefined;
    readonly hearing: Hearing;
  },
): Freshness {
  const shared = { promisedMs: state === 'active' ? promisedMs : undefined, isLate };
  if (schedule.kind !== 'live') return { ...shared, asOf: changesAsOf, lagMs: undefined };
  const follows = past.hasRead && openRun?.isStandingStill !== true;
  // Where events may not come, nothing that waits says how new the rows are: only a read does.
  if (follows && hearing !== 'heard' && openRun !== undefined) {
    const readAt = openRun.readAt ?? openRun.since;
    const lagMs = waitsSince === undefined ? undefined : behindMs({ ...past, waitsSince, changedAt }, now);
    return { ...shared, lagMs, asOf: Math.min(waitsSince ?? readAt, readAt) };
  }
  // What a read has not come to may be as old as it likes.
  const isKnown = waitsSince !== undefined || follows || (!past.isFollowed && state !== 'draft');
  const lagMs = isKnown ? behindMs({ ...past, waitsSince, changedAt }, now) : undefined;
  if (follows) return { ...shared, lagMs, asOf: waitsSince ?? openRun?.heardAt };
  // What waits says how new rows are that are there; of a first read nothing is yet.
  const readAt = past.followedAt ?? changesAsOf;
  return { ...shared, lagMs, asOf: readAt === undefined ? undefined : (waitsSince ?? readAt) };
}
