import type { Pipeline } from '../../model/service/pipeline.ts';
import { invalidFields } from '../field-faults.ts';
import type { ControlParts } from '../parts.ts';

const dayMs = 86_400_000;
/** Answers write years with four digits. */
const lastTime = Date.parse('9999-12-31T23:59:59.999Z');
const mostPipelines = 1_000;
const mostOfOne = 100;
/** Times of cron lines take a while to find. */
const mostTimes = 2_000;

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
  const now = clock.now();
  const from = Math.max(asked.from ?? 0, now);
  const to = asked.to ?? Math.min(from + dayMs, Math.max(from, lastTime));
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
    // As many lines as there are pipelines may be read: webhooks and heartbeats do not wait for all of them.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    const { times, isCut } = timesOf(resources, pipeline, { now, from, to, limit: Math.min(left, mostOfOne) });
    left -= times.length;
    if (times.length > 0) items.push({ pipeline, times, isCut });
  }
  const told = items.length;
  return { from, to, items, isCut: due.length > mostPipelines || (left === 0 && told < due.length) };
}

/** What is overdue runs at once. What is due before a later time that was asked for has run by then. */
function timesOf(
  { dueTimes }: Pick<ControlParts['resources'], 'dueTimes'>,
  { id, schedule, dueAt }: Pipeline,
  {
    now,
    from,
    to,
    limit,
  }: { readonly now: number; readonly from: number; readonly to: number; readonly limit: number },
): Pick<ComingRuns, 'times' | 'isCut'> {
  if (dueAt === undefined || dueAt >= to) return { times: [], isCut: false };
  const first = Math.max(dueAt, now);
  const times = first < from ? [] : [first];
  for (const at of dueTimes(schedule, first < from ? from - 1 : first, id)) {
    if (at >= to) break;
    if (times.length === limit) return { times, isCut: true };
    times.push(at);
  }
  return { times, isCut: false };
}
