import type { Schedule } from '../model/service/schedule.ts';
import { nextDue, offsetOf, timesOfCron } from './next-due.ts';

type Cron = Extract<Schedule, { kind: 'cron' }>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** More are of lines that nobody has asked for lately. */
const maxKept = 2_000;

/**
 * The times after `after` at which a pipeline is due, as `nextDue` would name them one by one. Those of a cron line are found once for all
 * pipelines that have it, and for all who ask: a line takes milliseconds for each of its times.
 * @throws ConfigError `config.setting.invalid` for a cron line or zone that there is not
 */
export type DueTimes = (schedule: Schedule, after: number, pipelineId: string) => Iterable<number>;

/** Keeps what it has found of cron lines. */
export function rememberDueTimes(): DueTimes {
  const lines = new CronLines();
  return (schedule, after, pipelineId) =>
    schedule.kind === 'cron' ? lines.of(schedule, after, pipelineId) : oneByOne(schedule, after, pipelineId);
}

function* oneByOne(schedule: Schedule, after: number, pipelineId: string): Generator<number> {
  for (let at = nextDue(schedule, after, pipelineId); at !== undefined; at = nextDue(schedule, at, pipelineId))
    yield at;
}

/** The times of lines, each from the beginning of an hour on as far as they were asked for. */
class CronLines {
  readonly #kept = new Map<string, KeptTimes>();

  *of(cron: Cron, after: number, pipelineId: string): Generator<number> {
    const offset = offsetOf(pipelineId, minuteMs);
    for (const time of this.#from(cron, after - offset)) if (time + offset > after) yield time + offset;
  }

  #from({ line, zone }: Cron, after: number): Iterable<number> {
    const hour = Math.floor(after / hourMs);
    const key = JSON.stringify([line, zone, hour]);
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    if (this.#kept.size >= maxKept) this.#kept.clear();
    const times = new KeptTimes((last) => timesOfCron({ line, zone }, last), hour * hourMs - 1);
    this.#kept.set(key, times);
    return times;
  }
}

/** Times that are found when somebody asks for them, and kept. */
class KeptTimes {
  readonly #found: number[] = [];
  readonly #begin: (after: number) => Iterator<number, undefined>;
  readonly #after: number;
  #source: Iterator<number, undefined>;

  constructor(begin: (after: number) => Iterator<number, undefined>, after: number) {
    this.#begin = begin;
    this.#after = after;
    this.#source = begin(after);
  }

  *[Symbol.iterator](): Generator<number> {
    for (let at = 0; ; at++) {
      const known = this.#found[at];
      if (known === undefined) {
        const found = this.#findNext();
        if (found === undefined) return;
        yield found;
      } else yield known;
    }
  }

  #findNext(): number | undefined {
    try {
      const { value } = this.#source.next();
      if (value !== undefined) this.#found.push(value);
      return value;
    } catch (thrown) {
      // What has thrown is at its end, and would have no more times for those who ask next.
      this.#source = this.#begin(this.#found.at(-1) ?? this.#after);
      throw thrown;
    }
  }
}
