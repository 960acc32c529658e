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

/** Promises of cron lines last for an hour: their next turns take a while to find, and lists ask for many. */
const rememberedMs = 3_600_000;
const mostRemembered = 1_000;

/** {@link promisedMs}, which remembers what it has found for a while. */
export function rememberPromises(): typeof promisedMs {
  const known = new Map<string, { readonly until: number; readonly promise: number | undefined }>();
  return (schedule, now) => {
    if (schedule.kind !== 'cron') return promisedMs(schedule, now);
    const key = `${schedule.line}\n${schedule.zone}`;
    const found = known.get(key);
    // One that was found while the clock was ahead would stay for as long.
    if (found !== undefined && found.until > now && found.until <= now + rememberedMs) return found.promise;
    if (known.size >= mostRemembered) known.clear();
    const promise = promisedMs(schedule, now);
    known.set(key, { until: now + rememberedMs, promise });
    return promise;
  };
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
