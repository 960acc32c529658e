import type { Schedule } from '../../model/service/schedule.ts';
import { nextDue } from '../next-due.ts';

const minuteMs = 60_000;
/** A run itself takes time, and may wait for its turn. */
const leastMs = 15 * minuteMs;
/** One run may fail or be passed over before anybody is told. */
const turns = 2;
/** Of a live pipeline, from receipt to commit. */
const liveMs = 5 * minuteMs;

/**
 * How old what a pipeline has written may become: two turns of its schedule and a quarter of an hour; five minutes where it follows events.
 * Undefined for what a person starts.
 */
export function promisedMs(schedule: Schedule, now: number): number | undefined {
  switch (schedule.kind) {
    case 'manual':
      return undefined;
    case 'live':
      return liveMs;
    case 'every':
      return turns * schedule.minutes * minuteMs + leastMs;
    case 'cron': {
      const turnMs = longestTurn(schedule, now);
      return turnMs === undefined ? undefined : turns * turnMs + leastMs;
    }
  }
}

/** Over the next few turns: a line that names working days rests at weekends. Undefined where no time follows from the line. */
function longestTurn(schedule: Schedule, now: number): number | undefined {
  try {
    let [before, longest] = [nextDue(schedule, now, ''), 0];
    for (let turn = 0; turn < 8 && before !== undefined; turn++) {
      const after = nextDue(schedule, before, '');
      if (after === undefined) return undefined;
      longest = Math.max(longest, after - before);
      before = after;
    }
    return before === undefined ? undefined : longest;
  } catch {
    // One schedule must not keep people from being told of all the others.
    return undefined;
  }
}
