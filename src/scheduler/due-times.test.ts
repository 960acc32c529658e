import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError } from '../model/errors.ts';
import type { Schedule } from '../model/service/schedule.ts';
import { rememberDueTimes } from './due-times.ts';
import { nextDue } from './next-due.ts';

const hourMs = 3_600_000;
const lines = ['* * * * *', '*/7 * * * *', '0 * * * *', '30 2 * * *', '0,30 1-3 * * *', '45 1 * * 0'];
const zones = ['UTC', 'Asia/Shanghai', 'Europe/Berlin', 'Australia/Lord_Howe'];
/** Some of them shortly before the clocks of Berlin or Lord Howe are changed. */
const instants = fc.oneof(
  fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2034, 0) }),
  fc
    .tuple(
      fc.constantFrom('2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-04-04T15:00Z', '2026-10-03T15:30Z'),
      fc.integer({ min: -30 * hourMs, max: 30 * hourMs }),
    )
    .map(([change, distance]) => Date.parse(change) + distance),
);

const first = (times: Iterable<number>, count: number): number[] => {
  const found: number[] = [];
  for (const at of times) if (found.push(at) === count) break;
  return found;
};

test('the times of a schedule are those that are named one by one, whoever has asked before', () => {
  const dueTimes = rememberDueTimes();
  fc.assert(
    fc.property(
      fc.constantFrom(...lines),
      fc.constantFrom(...zones),
      instants,
      fc.constantFrom('pl_1', 'pl_2', 'pl_3'),
      (line, zone, after, id) => {
        const schedule: Schedule = { kind: 'cron', line, zone };
        const wanted: number[] = [];
        for (let at = after; wanted.length < 3; wanted.push(at)) at = nextDue(schedule, at, id) ?? Number.NaN;
        expect(first(dueTimes(schedule, after, id), 3)).toEqual(wanted);
      },
    ),
    { numRuns: 30 },
  );
  expect(first(dueTimes({ kind: 'manual' }, 0, 'pl_1'), 1)).toEqual([]);
  expect(first(dueTimes({ kind: 'every', minutes: 60 }, 0, 'pl_1'), 2)).toHaveLength(2);
});

test('a line that names no time is an error for each who asks', () => {
  const dueTimes = rememberDueTimes();
  const ask = (): number[] => first(dueTimes({ kind: 'cron', line: '0 0 30 2 *', zone: 'UTC' }, 0, 'pl_1'), 1);
  for (let time = 0; time < 2; time++) expect(ask).toThrow(ConfigError);
});
