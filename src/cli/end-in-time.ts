import { exitCodes } from './exit-codes.ts';

/**
 * Ends something within its time, or the process with it: whoever has asked a process to stop kills it at some time, and then nothing is given
 * back. What belongs to the process is ended with it (see `onExit`).
 */
export async function endInTime(limitMs: number, end: () => Promise<void>, onLate: () => void): Promise<void> {
  const timer = setTimeout(() => {
    onLate();
    process.exit(exitCodes.done);
  }, limitMs);
  try {
    await end();
  } finally {
    clearTimeout(timer);
  }
}
