import { describe, expect, test } from 'vitest';
import { heldUntil, quietUntil } from './quiet-until.ts';

const night = { from: '22:00', to: '07:30', zone: 'Asia/Shanghai' };
const at = (text: string): number => Date.parse(text);

describe('quiet hours', () => {
  test.each([
    ['before they begin', '2026-03-02T21:59:59+08:00', undefined],
    ['when they begin', '2026-03-02T22:00:00+08:00', '2026-03-03T07:30:00+08:00'],
    ['after midnight', '2026-03-03T00:00:00+08:00', '2026-03-03T07:30:00+08:00'],
    ['at their last moment', '2026-03-03T07:29:59+08:00', '2026-03-03T07:30:00+08:00'],
    ['when they end', '2026-03-03T07:30:00+08:00', undefined],
  ])('%s', (_, now, end) => {
    expect(quietUntil(night, at(now))).toBe(end && at(end));
  });

  test('within a day', () => {
    const noon = { from: '12:00', to: '14:00', zone: 'Europe/Berlin' };
    expect(quietUntil(noon, at('2026-07-01T13:00:00+02:00'))).toBe(at('2026-07-01T14:00:00+02:00'));
    expect(quietUntil(noon, at('2026-07-01T23:00:00+02:00'))).toBeUndefined();
  });

  test('end by the clocks of the zone also when these are changed meanwhile', () => {
    const berlin = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' };
    expect(quietUntil(berlin, at('2026-03-28T23:00:00+01:00'))).toBe(at('2026-03-29T07:00:00+02:00'));
    expect(quietUntil(berlin, at('2026-10-24T23:00:00+02:00'))).toBe(at('2026-10-25T07:00:00+01:00'));
  });
});

test('what is urgent waits for no quiet hours, what is silenced waits all the same', () => {
  const now = at('2026-03-02T23:00:00+08:00');
  const held = (kind: 'run.failed' | 'disk.full', silencedUntil?: number) =>
    heldUntil({ kind, silencedUntil }, { quietHours: night }, now);
  expect(held('run.failed')).toBe(at('2026-03-03T07:30:00+08:00'));
  expect(held('disk.full')).toBeUndefined();
  expect(held('disk.full', now + 1)).toBe(now + 1);
  expect(held('disk.full', now)).toBeUndefined();
  expect(heldUntil({ kind: 'run.failed', silencedUntil: undefined }, { quietHours: undefined }, now)).toBeUndefined();
});
