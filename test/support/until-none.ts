import { expect } from 'vitest';

/**
 * Waits until `count` gives 0. A slow machine may take as long as it needs while the count gets smaller: what fails is a count that
 * has not got smaller for `stallMs`.
 */
export async function untilNone(count: () => number | Promise<number>, stallMs = 60_000): Promise<void> {
  let left = await count();
  while (left > 0) {
    const before = left;
    const options = { timeout: stallMs, interval: 50, message: `${before} were left` };
    await expect
      .poll(async () => {
        left = await count();
        return left;
      }, options)
      .toBeLessThan(before);
  }
}
