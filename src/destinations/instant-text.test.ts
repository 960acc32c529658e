import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayText, instantText } from './instant-text.ts';

test.each([
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  ['2026-01-01T00:00:00.123456Z', '2026-01-01T00:00:00.123456Z'],
  ['2028-02-29T12:00:00Z', '2028-02-29T12:00:00Z'],
  ['2026-01-01T08:00:00+08:00', '2026-01-01T00:00:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
])('%s is the instant %s', (value, expected) => {
  expect(instantText(value)).toBe(expected);
});

test.each([
  ...['2026-02-30T00:00:00Z', '2027-02-29T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T00:00:60Z'],
  ...['2026-01-01T00:00:00', '2026-01-01', '0000-01-01T00:00:00Z', '0001-01-01T00:00:00+14:00'],
  ...['soon', '', 0, null, true, {}],
])('%j is no instant', (value) => {
  expect(instantText(value)).toBeUndefined();
});

test('every instant of the years 1 to 9999 stays what it is', () => {
  const instants = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instants, (instant) => {
      expect(instantText(instant.toISOString())).toBe(instant.toISOString());
    }),
  );
});

test.each([
  ['2026-01-31', '2026-01-31'],
  ['2026-01-01T23:00:00-02:00', '2026-01-02'],
])('%s is the day %s', (value, expected) => {
  expect(dayText(value)).toBe(expected);
});

test.each(['2026-02-30', '2026-13-01', '2026-1-1', 20260101, null])('%j is no day', (value) => {
  expect(dayText(value)).toBeUndefined();
});
