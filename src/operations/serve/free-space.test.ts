import { expect, test } from 'vitest';
import { silentLogger } from '../../model/logger.ts';
import { fullDisk, watchDisk } from './free-space.ts';

test('a disk that is nearly full is told with what is left, in both languages', async () => {
  expect(await fullDisk('/data', async () => 5_000_000_000)).toBeUndefined();
  expect(await fullDisk('/data', async () => 12_345_678)).toEqual({
    en: 'Only 12 MB are left on the disk of /data',
    zh: '/data 所在磁盘仅剩 12 MB',
  });
});

test('people are told when it fills up, and when there is room again, also while the store refuses', async () => {
  const free = [1e9, 1e6, 1e6, 1e9];
  const told: string[] = [];
  const stop = new AbortController();
  let refusals = 1;
  await watchDisk({
    folder: '/data',
    subjectId: 'st_1',
    alarm: {
      raise: async ({ kind, message }) => {
        if (refusals-- > 0) throw new Error('no space');
        told.push(`${kind}: ${message.en}`);
      },
      recover: async (kind) => {
        told.push(`${kind} is over`);
      },
    },
    clock: { now: () => 0, elapsed: () => 0, sleep: async () => (free.length === 0 ? stop.abort() : undefined) },
    logger: silentLogger,
    signal: stop.signal,
    free: async () => free.shift() ?? 0,
  });
  expect(told).toEqual([
    'disk.full is over',
    'disk.full: Only 1 MB are left on the disk of /data',
    'disk.full is over',
  ]);
});
