import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../src/model/clock.ts';

/** Real time, so many times as fast: minutes of patience pass in a moment. */
export function fastClock(speed: number, startAt: number = Date.now()): Clock {
  const began = performance.now();
  const now = (): number => Math.floor(startAt + (performance.now() - began) * speed);
  return {
    now,
    elapsed: now,
    sleep: async (ms, signal) => {
      await delay(ms / speed, undefined, signal === undefined ? {} : { signal });
    },
  };
}
