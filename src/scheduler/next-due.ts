import { createHash } from 'node:crypto';
import { CronExpressionParser } from 'cron-parser';
import type { Schedule } from '../model/service/schedule.ts';
import { WallClock, type WallTime } from '../util/wall-time.ts';
import { cronFault, fieldsOfCron } from './cron-fault.ts';

const minuteMs = 60_000;
/** A live pipeline whose run has ended is begun again within this time. */
const liveCheckMinutes = 1;
const cronFields = 5;
/** Clocks are put forward or back by two hours at most. */
const mostChangeMs = 3 * 60 * minuteMs;

/**
 * The first time after `after` at which a pipeline is due; undefined when it is started by hand only. What is due at the same minute is spread
 * by a hash of the pipeline's id: over the whole distance of `every`, and over the minute that a cron line names. Whether a live pipeline
 * still runs is looked at every minute.
 * @throws ConfigError `config.setting.invalid` for a cron line or zone that there is not
 */
export function nextDue(schedule: Schedule, after: number, pipelineId: string): number | undefined {
  switch (schedule.kind) {
    case 'manual':
      return undefined;
    case 'live':
      return nextOfDistance(liveCheckMinutes * minuteMs, after, pipelineId);
    case 'every':
      return nextOfDistance(schedule.minutes * minuteMs, after, pipelineId);
    case 'cron': {
      const offset = offsetOf(pipelineId, minuteMs);
      return nextOfCron(schedule, after - offset) + offset;
    }
  }
}

/** When a pipeline that has just become active is due: what follows events begins at once. */
export function firstDue(schedule: Schedule, now: number, pipelineId: string): number | undefined {
  return schedule.kind === 'live' ? now : nextDue(schedule, now, pipelineId);
}

function nextOfDistance(distance: number, after: number, pipelineId: string): number {
  const offset = offsetOf(pipelineId, distance);
  return (Math.floor((after - offset) / distance) + 1) * distance + offset;
}

/** How much later than others a pipeline is due: the same for the same id, on every machine. */
export function offsetOf(pipelineId: string, below: number): number {
  return createHash('sha256').update(pipelineId).digest().readUIntBE(0, 6) % below;
}

/**
 * The first time after `after` that a cron line names. Daylight saving: a time that does not exist comes later by what is missing; one that
 * comes twice counts once, and both times where the line names every hour.
 * @throws ConfigError `config.setting.invalid`
 */
export function nextOfCron(
  { line, zone }: Pick<Extract<Schedule, { kind: 'cron' }>, 'line' | 'zone'>,
  after: number,
): number {
  // The parser also takes seconds and nicknames such as `@daily`, which the other programs that read cron lines do not share.
  if (fieldsOfCron(line).length !== cronFields) throw cronFault({ line, zone });
  try {
    const clock = WallClock.of(zone);
    const times = wallTimes(line, clock.at(after) - (clock.isSteadyAround(after) ? 0 : mostChangeMs));
    return firstAfter(after, times, { clock, isEachHour: fieldsOfCron(line)[1]?.startsWith('*') ?? false });
  } catch {
    throw cronFault({ line, zone });
  }
}

/**
 * The times after `after` that a cron line names, as `nextOfCron` would name them one by one. The line is read once for as long as the
 * clocks are not changed: that takes longer than to go on to its next time.
 * @throws ConfigError `config.setting.invalid`
 */
export function* timesOfCron(
  cron: Pick<Extract<Schedule, { kind: 'cron' }>, 'line' | 'zone'>,
  after: number,
): Generator<number, undefined> {
  for (let last = after; ; ) {
    last = nextOfCron(cron, last);
    yield last;
    for (const at of whileSteady(cron, last)) {
      last = at;
      yield at;
    }
  }
}

function* whileSteady({ line, zone }: { readonly line: string; readonly zone: string }, after: number) {
  const clock = WallClock.of(zone);
  if (!clock.isSteadyAround(after)) return;
  try {
    for (const wall of wallTimes(line, clock.at(after))) {
      const [at] = clock.instantsOf(wall);
      if (!clock.isSteadyAround(at)) return;
      if (at > after) yield at;
    }
  } catch {
    throw cronFault({ line, zone });
  }
}

/** The times that a line names, as a clock in UTC shows them: the parser alone finds none around a change of half an hour. */
function* wallTimes(line: string, from: WallTime): Generator<WallTime> {
  const found = CronExpressionParser.parse(line, { currentDate: new Date(from - 1), tz: 'UTC' });
  for (;;) yield found.next().getTime();
}

/** Around a change, what the clock shows later may come earlier: a time that is missing comes after those that follow it. */
function firstAfter(
  after: number,
  times: Iterable<WallTime>,
  { clock, isEachHour }: { readonly clock: WallClock; readonly isEachHour: boolean },
): number {
  let best = Number.POSITIVE_INFINITY;
  let last = Number.POSITIVE_INFINITY;
  for (const time of times) {
    if (time > last) break;
    const [first, ...again] = clock.instantsOf(time);
    const coming = (isEachHour ? [first, ...again] : [first]).filter((instant) => instant > after);
    if (coming.length === 0) continue;
    best = Math.min(best, ...coming);
    if (clock.isSteadyAround(best)) break;
    last = Math.min(last, time + mostChangeMs);
  }
  return best;
}
