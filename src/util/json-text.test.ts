import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isObject, type JsonValue, parseJson, readObject, readObjects } from './json.ts';
import { JsonText, liftedAt, liftTexts } from './json-text.ts';

const keys = new Set(['fields']);

test('any page comes out as it went in, in every spacing', () => {
  const record = fc.record(
    { record_id: fc.string(), fields: fc.jsonValue(), note: fc.jsonValue() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(record), fc.constantFrom(undefined, 1, '\t'), (items, space) => {
      const text = JSON.stringify(
        { code: 0, fields: 'outer', data: { items, fields: { fields: [1] } } },
        undefined,
        space,
      );
      const lifted = liftTexts(Buffer.from(text), keys, 4);
      const body = parseJson(lifted?.text ?? '');
      const rows = readObjects(readObject(isObject(body) ? body : {}, 'data'), 'items');
      const back = rows.map(
        (row): JsonValue => ({
          ...row,
          ...('fields' in row ? { fields: parseJson(lifted?.texts[Number(row.fields)]?.text ?? '') } : {}),
        }),
      );

      expect(back).toEqual(parseJson(JSON.stringify(items)));
      expect(lifted?.texts).toHaveLength(items.filter((item) => 'fields' in item && item.fields !== undefined).length);
    }),
  );
});

test('a page that was cut anywhere is never taken for a whole one', () => {
  const text = JSON.stringify({
    code: 0,
    data: { items: [{ record_id: 'a', fields: { 'a"\\': ['}', { b: '\\' }] } }] },
  });
  for (let length = 0; length < text.length; length++) {
    const lifted = liftTexts(Buffer.from(text.slice(0, length)), keys, 4);
    if (lifted !== undefined) expect(() => parseJson(lifted.text)).toThrow(SyntaxError);
  }
});

test('a lifted value is written as the value it is', () => {
  const value = liftedAt({ fields: 0, none: 1 }, 'fields', [new JsonText('{"a":[1]}'), new JsonText('null')]);

  expect(JSON.stringify({ value })).toBe('{"value":{"a":[1]}}');
  expect(value).toBeInstanceOf(JsonText);
  expect(
    liftedAt({ none: 1 }, 'none', [new JsonText('{}'), new JsonText({ body: Buffer.from(' null'), start: 1, end: 5 })]),
  ).toBeNull();
  expect(liftedAt({}, 'fields', [])).toBeNull();
});

test('line ends and broken bytes of a body become what can stand in one line of text', () => {
  const body = Buffer.concat([
    Buffer.from('{"code":0,"data":{"items":[{"fields": {"a":\r\n[1]} ,"b":null\n },{"fields":null }, {"fields":"'),
    Buffer.from([0xff]),
    Buffer.from('"}]}}'),
  ]);
  const lifted = liftTexts(body, keys, 4);
  expect(lifted?.texts.map(({ text }) => text)).toEqual(['{"a":  [1]}', 'null', '"\uFFFD"']);
  expect(liftedAt({ fields: 1 }, 'fields', lifted?.texts ?? [])).toBeNull();
});
