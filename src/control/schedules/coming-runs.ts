import type { Pipeline } from '../../model/service/pipeline.ts';
import { invalidFields } from '../field-faults.ts';
import type { ControlParts } from '../parts.ts';

const dayMs = 86_400_000;
const mostPipelines = 1_000;
const mostOfOne = 100;
/** Times of cron lines take a while to find. */
const mostTimes = 5_000;

/** When a pipeline is going to run; times are milliseconds since the epoch. */
export interface ComingRuns {
  readonly pipeline: Pipeline;
  readonly times: readonly number[];
  /** There are more in the time that was asked for. */
  readonly isCut: boolean;
}

/** The runs that are coming, those that are due first at first. */
export interface ComingSchedule {
  readonly from: number;
  readonly to: number;
  readonly items: readonly ComingRuns[];
  /** There are more pipelines than are told. */
  readonly isCut: boolean;
}

/**
 * The runs that schedules begin within a time of a day at most, spread as they will be. What is live or started by hand is left out.
 * @throws ConfigError `api.input.invalid`
 */
export async function comingRuns(
  { store, clock, resources }: Pick<ControlParts, 'store' | 'clock' | 'resources'>,
  asked: { readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<ComingSchedule> {
  const from = Math.max(asked.from ?? 0, clock.now());
  const to = asked.to ?? from + dayMs;
  if (to - from > dayMs || to < from) {
    throw invalidFields([
      { path: 'to', message: { en: 'must be within a day after `from`', zh: '必须在 `from` 之后一天以内' } },
    ]);
  }
  const due = await store.pipelines.dueBefore(to, mostPipelines + 1);
  const items: ComingRuns[] = [];
  let left = mostTimes;
  for (const pipeline of due.slice(0, mostPipelines)) {
    if (left === 0) break;
    const { times, isCut } = timesOf(resources, pipeline, { from, to, limit: Math.min(left, mostOfOne) });
    left -= times.length;
    if (times.length > 0) items.push({ pipeline, times, isCut });
  }
  const told = items.length;
  return { from, to, items, isCut: due.length > mostPipelines || (left === 0 && told < due.length) };
}

/** What is overdue runs at once. */
function timesOf(
  { nextDue }: Pick<ControlParts['resources'], 'nextDue'>,
  { id, schedule, dueAt }: Pipeline,
  { from, to, limit }: { readonly from: number; readonly to: number; readonly limit: number },
): Pick<ComingRuns, 'times' | 'isCut'> {
  const times: number[] = [];
  let at = dueAt === undefined || dueAt >= from ? dueAt : from;
  for (; at !== undefined && at < to && times.length < limit; at = nextDue(schedule, at, id)) times.push(at);
  return { times, isCut: at !== undefined && at < to };
}
