import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { Schedule } from '../model/service/schedule.ts';
import { firstDue, nextDue, nextOfCron } from './next-due.ts';

const minuteMs = 60_000;
const instants = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2034, 0) });
const ids = fc.string({ minLength: 1, maxLength: 20 }).map((text) => `pl_${text}`);
const zones = ['UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'];

const due = (schedule: Schedule, after: number, id: string): number => {
  const at = nextDue(schedule, after, id);
  if (at === undefined) throw new Error('Not due');
  return at;
};

test('what is started by hand has no time, what follows events begins at once and is looked after', () => {
  expect(nextDue({ kind: 'manual' }, 0, 'pl_1')).toBeUndefined();
  expect(firstDue({ kind: 'manual' }, 0, 'pl_1')).toBeUndefined();
  expect(firstDue({ kind: 'live' }, 5, 'pl_1')).toBe(5);
  expect(nextDue({ kind: 'live' }, 5, 'pl_1')).toBeLessThanOrEqual(5 + minuteMs);
  expect(firstDue({ kind: 'every', minutes: 7 }, 5, 'pl_1')).toBe(nextDue({ kind: 'every', minutes: 7 }, 5, 'pl_1'));
});

test('every N minutes: at that distance, whenever it is asked', () => {
  fc.assert(
    fc.property(
      ids,
      fc.integer({ min: 1, max: 10_080 }),
      instants,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (id, minutes, after, part) => {
        const schedule = { kind: 'every', minutes } as const;
        const first = due(schedule, after, id);
        expect(first).toBeGreaterThan(after);
        expect(first - after).toBeLessThanOrEqual(minutes * minuteMs);
        expect(due(schedule, first, id) - first).toBe(minutes * minuteMs);
        // Whoever asks in between gets the same: no process moves the time of another.
        expect(due(schedule, Math.floor(after + (first - 1 - after) * part), id)).toBe(first);
      },
    ),
  );
});

test('10,000 hourly pipelines are spread over the hour', () => {
  const minutes = new Array<number>(60).fill(0);
  for (let at = 0; at < 10_000; at++) {
    const minute = Math.floor(due({ kind: 'every', minutes: 60 }, 0, `pl_${at}`) / minuteMs) % 60;
    minutes[minute] = (minutes[minute] ?? 0) + 1;
  }
  expect(Math.max(...minutes)).toBeLessThan(2 * (10_000 / 60));
});

const hourOf = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at);
/** All times of a day that a clock on the wall there shows. */
const timesOf = (day: string, zone: string): string[] =>
  Array.from({ length: 51 * 60 }, (_, minute) => Date.parse(`${day}T00:00:00Z`) + (minute - 14 * 60) * minuteMs)
    .filter((at) => dayOf(at, zone) === day)
    .map((at) => hourOf(at, zone));
const dayOf = (at: number, zone: string): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at);

test('a daily cron line is due once on each day of its zone, also when the clocks are changed', () => {
  fc.assert(
    fc.property(ids, fc.constantFrom(...zones), fc.nat(23), fc.nat(59), instants, (id, zone, hour, minute, from) => {
      const schedule = { kind: 'cron', line: `${minute} ${hour} * * *`, zone } as const;
      const wanted = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
      let at = due(schedule, from, id);
      for (let day = 0; day < 10; day++) {
        const next = due(schedule, at, id);
        expect(dayOf(next, zone)).toBe(dayOf(Date.parse(`${dayOf(at, zone)}T00:00:00Z`) + 86_400_000, 'UTC'));
        // In the night in which the hour does not exist it is later by what is missing.
        const hours = (next - at) / 3_600_000;
        expect(Math.abs(hours - 24)).toBeLessThanOrEqual(1);
        if (hourOf(next, zone) !== wanted) expect(timesOf(dayOf(next, zone), zone)).not.toContain(wanted);
        at = next;
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  // 02:30 does not exist on 29 March 2026, and comes twice on 25 October.
  ['2026-03-28T12:00:00Z', ['2026-03-29T01:30', '2026-03-30T00:30']],
  ['2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
])('02:30 in Berlin after %s', (from, wanted) => {
  const schedule = { kind: 'cron', line: '30 2 * * *', zone: 'Europe/Berlin' } as const;
  const first = due(schedule, Date.parse(from), 'pl_1');
  const found = [first, due(schedule, first, 'pl_1')].map((at) => new Date(at).toISOString().slice(0, 16));
  expect(found).toEqual(wanted);
});

test.each([
  // The clocks of Lord Howe are changed by half an hour: at 02:00 of 5 April 2026 back to 01:30, of 4 October on to 02:30.
  ['0 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00Z', ['04-04T14:00', '04-05T14:30']],
  ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00Z', ['04-04T14:45', '04-05T15:15']],
  ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00Z', ['10-03T15:45', '10-04T15:15']],
  // Every hour goes on through the hour that comes twice and the one that is missing.
  ['0 * * * *', 'Europe/Berlin', '2026-10-24T23:30Z', ['10-25T00:00', '10-25T01:00', '10-25T02:00']],
  ['*/30 * * * *', 'Europe/Berlin', '2026-10-25T00:10Z', ['10-25T00:30', '10-25T01:00', '10-25T01:30', '10-25T02:00']],
  ['0 * * * *', 'Europe/Berlin', '2026-03-28T23:30Z', ['03-29T00:00', '03-29T01:00', '03-29T02:00']],
  // A missing time comes after those that follow it.
  ['30 2 * * *', 'Europe/Berlin', '2026-03-29T01:10Z', ['03-29T01:30', '03-30T00:30']],
  ['0,30 2,3 29 3 *', 'Europe/Berlin', '2026-01-01T00:00Z', ['03-29T01:00', '03-29T01:30']],
  ['0 0 1 1 *', 'Asia/Shanghai', '2026-11-01T00:00Z', ['12-31T16:00', '12-31T16:00']],
])('%s in %s after %s', (line, zone, from, wanted) => {
  let at = Date.parse(from);
  const found = wanted.map(() => {
    at = nextOfCron({ line, zone }, at);
    return new Date(at).toISOString().slice(5, 16);
  });
  expect(found).toEqual(wanted);
});

test('a cron line is due within the minute that it names, and never twice for one of them', () => {
  fc.assert(
    fc.property(ids, instants, (id, after) => {
      const schedule = { kind: 'cron', line: '*/7 * * * *', zone: 'UTC' } as const;
      const first = due(schedule, after, id);
      expect(first).toBeGreaterThan(after);
      expect((Math.floor(first / minuteMs) % 60) % 7).toBe(0);
      expect(Math.floor(due(schedule, first, id) / minuteMs)).toBeGreaterThan(Math.floor(first / minuteMs));
    }),
  );
});

test.each([
  ['', 'it does not have five fields', '它没有五个字段'],
  ['* * * *', 'it does not have five fields', '它没有五个字段'],
  ['* * * * * *', 'it does not have five fields', '它没有五个字段'],
  ['@hourly', 'it does not have five fields', '它没有五个字段'],
  ['x * * * *', '"x" is no minute (0–59)', '"x" 不是分钟（0–59）'],
  ['61 * * * *', '"61" is no minute (0–59)', '"61" 不是分钟（0–59）'],
  ['0 9-25 * * *', '"9-25" is no hour (0–23)', '"9-25" 不是小时（0–23）'],
  ['0 0 30 2 *', 'no month that it names has such a day', '所列月份中没有这一天'],
])('%j is no cron line, and both languages say why', (line, en, zh) => {
  const said = faultOf({ line, zone: 'UTC' });
  expect(said).toEqual({
    en: `no time follows from the cron line ${JSON.stringify(line)} in UTC: ${en}`,
    zh: `无法由 cron 表达式 ${JSON.stringify(line)}（时区 UTC）得出时间：${zh}`,
  });
});

test('a zone that there is not is an error', () => {
  const { en, zh } = faultOf({ line: '* * * * *', zone: 'Mars/Olympus' });
  expect(en).toMatch(/there is no zone Mars\/Olympus$/);
  expect(zh).toMatch(/没有时区 Mars\/Olympus$/);
});

function faultOf(cron: { readonly line: string; readonly zone: string }): Message {
  try {
    nextDue({ kind: 'cron', ...cron }, 0, 'pl_1');
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.texts.message;
  }
  throw new Error('A time follows from it');
}
