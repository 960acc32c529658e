import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `count` gives 0. A slow machine may take as long as it needs while the count gets smaller: what fails is a count that
 * has not got smaller for `stallMs`.
 */
export async function untilNone(count: () => number | Promise<number>, stallMs = 60_000): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  let leastSince = performance.now();
  for (;;) {
    const left = await count();
    if (left === 0) return;
    if (left < least) {
      least = left;
      leastSince = performance.now();
    } else if (performance.now() - leastSince > stallMs) {
      throw new Error(`${least} are left, and for ${stallMs / 1000} seconds it were not fewer`);
    }
    await delay(50);
  }
}
