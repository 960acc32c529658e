import { expect, test } from 'vitest';
import { silentLogger } from '../model/logger.ts';
import { boundedLog } from './bounded-log.ts';

test('what strangers cause is told a hundred times in ten seconds, then only how often; warnings are told each time', () => {
  let now = 0;
  const told: string[] = [];
  const tell = (message: string, details?: object): void => void told.push(message + JSON.stringify(details ?? {}));
  const log = boundedLog({ ...silentLogger, info: tell, warn: tell }, { elapsed: () => now });
  const flood = (count: number): void => {
    for (let at = 0; at < count; at++) log.info('refused');
  };
  flood(250);
  log.warn('wrong');
  expect([told.length, told.at(-1)]).toEqual([101, 'wrong{}']);
  now = 9_999;
  flood(1);
  expect(told).toHaveLength(101);
  now = 10_000;
  flood(2);
  expect(told.slice(101)).toEqual([
    'Lines on requests of strangers were left out{"count":151}',
    'refused{}',
    'refused{}',
  ]);
  now = 20_000;
  flood(1);
  expect(told.slice(104)).toEqual(['refused{}']);
});
