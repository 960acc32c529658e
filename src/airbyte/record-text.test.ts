import fc from 'fast-check';
import { expect, test } from 'vitest';
import { untranslated } from '../model/message.ts';
import type { Row, Stream } from '../model/stream.ts';
import { GrowingBytes } from '../util/growing-bytes.ts';
import type { JsonValue } from '../util/json.ts';
import { JsonText } from '../util/json-text.ts';
import { RecordText } from './record-text.ts';

const stream: Stream = {
  name: 'things',
  title: untranslated('Things'),
  description: untranslated(''),
  module: 'base',
  primaryKey: ['id'],
  columns: [
    { name: 'id', type: 'string', description: untranslated('') },
    { name: 'count', type: 'integer', description: untranslated('') },
    { name: 'share', type: 'number', description: untranslated('') },
    { name: 'any', type: 'json', description: untranslated('') },
    { name: 'fields', type: 'json', shape: 'object', description: untranslated('') },
  ],
};

function lineOf(text: RecordText, row: Row): string {
  const bytes = new GrowingBytes(16);
  text.addLine(row, 1, bytes);
  return bytes.toString();
}

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 60 });
const jsonNumber = fc
  .tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 10n ** 60n }), digits, fc.constantFrom('', 'e9', 'E-400'))
  .map(([sign, whole, fraction, exponent]) => `${sign}${whole}.${fraction}${exponent}`);

test('numbers in nested values are sent as they came, as text and as object', () => {
  fc.assert(
    fc.property(jsonNumber, (number) => {
      const json = `{"n":[${number}]}`;
      const body = Buffer.from(` ${json} `);
      const place = { body, start: 1, end: body.length - 1 };
      const line = lineOf(new RecordText(stream), { any: new JsonText(json), fields: new JsonText(json) });
      expect(lineOf(new RecordText(stream), { any: new JsonText(place), fields: new JsonText(place) })).toBe(line);
      expect(line).toContain(`"any":${JSON.stringify(json)},"fields":${json}}`);
    }),
  );
});

test.each([
  ['share', 9.9e28, true],
  ['share', -1e308, false],
  ['share', 1e29, false],
  ['share', 5e-324, true],
  ['count', 2 ** 53, true],
  ['count', 2 ** 63, false],
  ['count', '9223372036854775807', true],
  ['count', '9223372036854775808', false],
  ['count', 1.5, false],
])('%s %s: a value that no type of a destination holds is null, and the record reports it', (column, value, fits) => {
  const text = new RecordText(stream);
  const { record } = JSON.parse(lineOf(text, { id: 'a', [column]: value }));
  expect(record.data).toEqual({ id: 'a', [column]: fits ? value : null });
  const change = { field: column, change: 'NULLED', reason: 'SOURCE_FIELD_SIZE_LIMITATION' };
  expect(record.meta).toEqual(fits ? undefined : { changes: [change] });
  expect([...text.unfit]).toEqual(fits ? [] : [[column, 1]]);
});

test('of a row that cannot be written nothing stands among the lines', () => {
  let deep: JsonValue = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  const body = Buffer.from('{"n":1}');
  const place = { body, start: 0, end: body.length };
  const bytes = new GrowingBytes(16);
  const text = new RecordText(stream);
  text.addLine({ id: 'a' }, 1, bytes);
  const whole = bytes.toString();
  expect(() => text.addLine({ id: 'b', fields: new JsonText(place), any: deep }, 1, bytes)).toThrow(RangeError);
  expect(bytes.toString()).toBe(whole);
});
