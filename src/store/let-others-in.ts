import { setTimeout as pause } from 'node:timers/promises';

const pauseMs = 10;
/** Rows in one transaction of a long work: SQLite blocks the thread meanwhile, and who stores events waits. */
export const stepSize = 500;

/**
 * Between two transactions of a long work. SQLite has no queue for other processes, and its calls block the thread: without a pause
 * neither they nor the requests of this process come to their turn.
 */
export async function letOthersIn(): Promise<void> {
  await pause(pauseMs);
}

/** Repeats a transaction that changes at most `stepSize` rows until it finds fewer; says how many rows that were in all. */
export async function inSteps(change: () => Promise<number>): Promise<number> {
  let changed = 0;
  for (;;) {
    const count = await change();
    changed += count;
    if (count < stepSize) return changed;
    await letOthersIn();
  }
}
