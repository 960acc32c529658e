import { expect, test } from 'vitest';
import {
  parseJson,
  readArray,
  readBoolean,
  readNumber,
  readObjects,
  readText,
  readTexts,
  tryParseJson,
} from './json.ts';
import { readMsTimestamp, readSecondsTimestamp } from './timestamps.ts';

const payload = {
  empty: '',
  zero: '0',
  text: 'x',
  number: 12,
  wrong: [1, 'a', { b: 1 }, null],
  yes: 'true',
  none: null,
};

test('texts, numbers and booleans are read in every spelling that the platform uses', () => {
  expect(['empty', 'text', 'number', 'none', 'absent'].map((key) => readText(payload, key))).toEqual([
    null,
    'x',
    '12',
    null,
    null,
  ]);
  expect(['zero', 'number', 'empty', 'text'].map((key) => readNumber(payload, key))).toEqual([0, 12, null, null]);
  expect(['yes', 'text', 'absent'].map((key) => readBoolean(payload, key))).toEqual([true, null, null]);
});

test('lists hold what fits', () => {
  expect(readArray(payload, 'none')).toEqual([]);
  expect(readObjects(payload, 'wrong')).toEqual([{ b: 1 }]);
  expect(readTexts(payload, 'wrong')).toEqual(['1', 'a']);
});

test('instants in milliseconds and seconds; zero, empty and impossible ones are null', () => {
  const times = { ms: '1691049973123', s: 1611476284, zero: '0', far: 9e18, empty: '' };

  expect(readMsTimestamp(times, 'ms')).toBe('2023-08-03T08:06:13.123Z');
  expect(readSecondsTimestamp(times, 's')).toBe('2021-01-24T08:18:04.000Z');
  expect(['zero', 'far', 'empty', 'absent'].map((key) => readMsTimestamp(times, key))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test('damaged JSON is undefined where it may be damaged, and throws where it may not', () => {
  expect(tryParseJson('{"a":')).toBeUndefined();
  expect(() => parseJson('{"a":')).toThrow(SyntaxError);
});
