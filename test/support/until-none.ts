import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';

/**
 * Waits until `count` gives 0. A slow machine may take as long as it needs while the count gets smaller: what fails is a count that
 * has not got smaller for `stallMs`. `why` is asked for what explains that.
 */
export async function untilNone(
  count: () => number | Promise<number>,
  { stallMs = 60_000, why = () => '' }: { stallMs?: number; why?: () => string | Promise<string> } = {},
): Promise<void> {
  let left = await count();
  let movedAt = Date.now();
  while (left > 0) {
    if (Date.now() - movedAt > stallMs) expect.fail(`${left} were left. ${await why()}`);
    await delay(50);
    const now = await count();
    if (now < left) movedAt = Date.now();
    left = Math.min(left, now);
  }
}
