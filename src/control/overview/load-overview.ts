import { behindMs } from '../../model/service/behind.ts';
import { judgedBy } from '../../model/service/hearing.ts';
import type { Member } from '../../model/service/member.ts';
import type { LivePipeline, OldestPipeline, OverviewFigures } from '../../model/service/overview.ts';
import { type PipelineState, pipelineStates } from '../../model/service/pipeline.ts';
import { type RunOutcomeState, runOutcomeStates } from '../../model/service/pipeline-standing.ts';
import type { Schedule } from '../../model/service/schedule.ts';
import type { ControlParts } from '../parts.ts';
import { isSilent } from '../workers/list-workers.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mostOldest = 5;

/** How a pipeline compares with what is promised of it; times are milliseconds. */
export interface OverviewAge {
  readonly pipelineId: string;
  readonly name: string;
  readonly schedule: Schedule;
  /** What had changed until then is at the destination; of one that follows events undefined. */
  readonly asOf: number | undefined;
  /** Since its last run ended that read everything, or since it was made or changed; of one that follows events, how far it is behind, as far as is known since its last read. */
  readonly ageMs: number;
  readonly promisedMs: number | undefined;
  /** It follows events once it has read everything, and has not come to that: how old what is there is, nobody knows. */
  readonly isReading: boolean;
}

/** Whether all is well, and what is to be done. */
export interface Overview
  extends Pick<
    OverviewFigures,
    'failures' | 'hours' | 'openAlerts' | 'bots' | 'inbox' | 'queued' | 'reading' | 'following'
  > {
  readonly at: number;
  readonly pipelines: {
    readonly total: number;
    readonly byState: Readonly<Record<PipelineState, number>>;
    /** Of those that are no drafts. */
    readonly byOutcome: Readonly<Record<RunOutcomeState | 'none', number>>;
    readonly pausedByThemselves: number;
    /** Whose data are older than promised. */
    readonly late: number;
  };
  /** Those that are the nearest to their promise, or the farthest beyond it, first. */
  readonly oldest: readonly OverviewAge[];
  readonly workers: {
    readonly live: number;
    readonly silent: number;
    readonly draining: number;
    /** Of those that take runs: how many that read once they work on at a time. */
    readonly slots: number;
  };
}

/** Reads it in one go: everything is counted by the store. */
export async function loadOverview(parts: Pick<ControlParts, 'store' | 'clock' | 'resources'>): Promise<Overview> {
  const { store, clock } = parts;
  const now = clock.now();
  // Those of the last day, and the one that goes on.
  const hoursSince = Math.floor(now / hourMs) * hourMs - dayMs;
  const figures = await store.overview({ now, failuresSince: now - dayMs, hoursSince });
  const members = await store.members.list();
  const { failures, hours, openAlerts, bots, inbox, queued, reading, following } = figures;
  return {
    at: now,
    pipelines: countPipelines(figures),
    queued,
    reading,
    following,
    oldest: await oldestOf(parts, figures, now),
    failures,
    openAlerts,
    bots,
    inbox,
    workers: countWorkers(members),
    hours,
  };
}

function countPipelines({ pipelines, late }: OverviewFigures): Overview['pipelines'] {
  const sum = (chosen: OverviewFigures['pipelines']): number => chosen.reduce((total, { count }) => total + count, 0);
  const ofState = (state: PipelineState): number => sum(pipelines.filter((one) => one.state === state));
  const ofOutcome = (outcome: RunOutcomeState | undefined): number =>
    sum(pipelines.filter((one) => one.state !== 'draft' && one.outcome === outcome));
  const [draft, active, paused] = pipelineStates;
  const [succeeded, incomplete, failed, cancelled] = runOutcomeStates;
  return {
    total: sum(pipelines),
    byState: { draft: ofState(draft), active: ofState(active), paused: ofState(paused) },
    byOutcome: {
      none: ofOutcome(undefined),
      succeeded: ofOutcome(succeeded),
      incomplete: ofOutcome(incomplete),
      failed: ofOutcome(failed),
      cancelled: ofOutcome(cancelled),
    },
    pausedByThemselves: sum(pipelines.filter(({ isPausedByItself }) => isPausedByItself)),
    late,
  };
}

async function oldestOf(
  { resources, store }: Pick<ControlParts, 'resources' | 'store'>,
  { oldest, live }: OverviewFigures,
  now: number,
): Promise<readonly OverviewAge[]> {
  const promised = (schedule: Schedule): number | undefined => resources.promisedMs(schedule, now);
  const ages = [
    ...oldest.map((one) => ageOf(one, promised(one.schedule), now)),
    ...(await Promise.all(live.map(async (one) => lagOf(one, promised(await scheduleOf(store, one)), now)))),
  ];
  const share = ({ ageMs, promisedMs }: OverviewAge): number => ageMs / (promisedMs ?? Number.POSITIVE_INFINITY);
  return ages.sort((one, other) => share(other) - share(one)).slice(0, mostOldest);
}

/** What was just made, changed or resumed has its time to become fresh. */
function ageOf(
  { id, name, schedule, succeededAt, changesAsOf, changedAt }: OldestPipeline,
  promisedMs: number | undefined,
  now: number,
): OverviewAge {
  const ageMs = Math.max(0, now - Math.max(succeededAt ?? 0, changedAt));
  return { pipelineId: id, name, schedule, asOf: changesAsOf, ageMs, promisedMs, isReading: false };
}

async function scheduleOf(
  { integrations }: Pick<ControlParts['store'], 'integrations'>,
  { unheard, integrationId }: LivePipeline,
): Promise<Schedule> {
  const integration = unheard === undefined ? undefined : await integrations.find(integrationId);
  return unheard === undefined || integration === undefined ? { kind: 'live' } : judgedBy(unheard.hearing, integration);
}

/** Where events may not come, only a read tells how new the rows are. */
function lagOf(one: LivePipeline, promisedMs: number | undefined, now: number): OverviewAge {
  const { id, name, unheard, isFollowed, hasRead } = one;
  const isReading = isFollowed && !hasRead;
  const ageMs = Math.max(behindMs(one, now), now - (unheard?.readAt ?? now));
  return { pipelineId: id, name, schedule: { kind: 'live' }, asOf: undefined, ageMs, promisedMs, isReading };
}

function countWorkers(members: readonly Member[]): Overview['workers'] {
  const workers = members.filter(({ roles }) => roles.includes('worker'));
  const live = workers.filter((one) => !isSilent(one));
  const open = live.filter(({ drainingSince }) => drainingSince === undefined);
  return {
    live: live.length,
    silent: workers.length - live.length,
    draining: live.length - open.length,
    slots: open.reduce((sum, { slots }) => sum + slots, 0),
  };
}
