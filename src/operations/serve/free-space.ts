import { statfs } from 'node:fs/promises';
import { type Clock, rest } from '../../model/clock.ts';
import type { Logger } from '../../model/logger.ts';
import type { Message } from '../../model/message.ts';
import type { Alarm } from '../../scheduler/after-run.ts';

/** Below it a database soon refuses what is to be written. */
const leastBytes = 200_000_000;
const lookMs = 60_000;

/** How many bytes may still be written below a folder. */
export type FreeBytes = (folder: string) => Promise<number>;

/** As the file system tells it. */
const freeBytes: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** What to tell of a disk that is nearly full; undefined while there is room. */
export async function fullDisk(folder: string, free: FreeBytes = freeBytes): Promise<Message | undefined> {
  const bytes = await free(folder);
  if (bytes >= leastBytes) return undefined;
  const megabytes = Math.floor(bytes / 1_000_000);
  return {
    en: `Only ${megabytes} MB are left on the disk of ${folder}`,
    zh: `${folder} 所在磁盘仅剩 ${megabytes} MB`,
  };
}

interface WatchOptions {
  readonly folder: string;
  readonly subjectId: string;
  readonly alarm: Alarm;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly free?: FreeBytes;
}

/** Tells people when the disk of the store is nearly full, and when there is room again; until the signal is aborted. */
export async function watchDisk({
  folder,
  subjectId,
  alarm,
  clock,
  logger,
  signal,
  free,
}: WatchOptions): Promise<void> {
  while (!signal.aborted) {
    const message = await fullDisk(folder, free).catch(() => undefined);
    try {
      if (message === undefined) await alarm.recover('disk.full', subjectId);
      else {
        logger.warn('The disk is nearly full', { folder });
        await alarm.raise({ kind: 'disk.full', subjectKind: 'service', subjectId, message });
      }
    } catch {
      // A store that is away, or refuses for want of space, is told elsewhere; the next look tries again.
    }
    await rest(clock, lookMs, signal);
  }
}
