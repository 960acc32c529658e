import { expect, test } from 'vitest';
import { RefusalLog, type Refused } from './refusal-log.ts';

test('a refusal log reports each reason at once, then once a minute the requests since; its counts are totals', () => {
  const told: Refused[] = [];
  const log = new RefusalLog((refused) => told.push(refused));
  for (let at = 0; at < 1_000; at++) log.add('signature', at);
  log.add('token', 500);
  expect(told).toEqual([
    { reason: 'signature', count: 1 },
    { reason: 'token', count: 1 },
  ]);
  log.flush(59_999);
  expect(told).toHaveLength(2);
  log.flush(60_000);
  log.flush(60_001);
  expect(told.slice(2)).toEqual([{ reason: 'signature', count: 999 }]);
  log.add('signature', 120_000);
  expect(told.slice(3)).toEqual([{ reason: 'signature', count: 1 }]);
  expect(log.counts).toEqual({ signature: 1_001, token: 1 });
});
