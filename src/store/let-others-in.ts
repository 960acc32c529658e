import { setTimeout as pause } from 'node:timers/promises';

const pauseMs = 10;

/**
 * Between two transactions of a long work. SQLite has no queue for other processes, and its calls block the thread: without a pause
 * neither they nor the requests of this process come to their turn.
 */
export async function letOthersIn(): Promise<void> {
  await pause(pauseMs);
}
