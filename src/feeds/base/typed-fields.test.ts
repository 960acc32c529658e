import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../util/json.ts';
import { JsonText } from '../../util/json-text.ts';
import { Problems } from '../problems.ts';
import { typedFields } from './typed-fields.ts';
import { isTypedOf, isTypedStream, TypedTable, typedStream, typedStreamName } from './typed-table.ts';

const field = (type: number, over: JsonObject = {}): JsonObject => ({
  field_id: 'fldAbc',
  field_name: '金额',
  type,
  property: null,
  ...over,
});

function read(definition: JsonObject, cell: JsonValue): { readonly value: unknown; readonly misfits: number } {
  const table = new TypedTable('base_a_t', typedFields([definition]));
  const noted: string[] = [];
  const problems = new Problems();
  problems.unfit = (stream, name) => noted.push(`${stream}.${name}`);
  const [row] = table.rows(
    {
      items: [{ record_id: 'rec1', fields: 0 }],
      texts: [new JsonText(JSON.stringify({ [String(definition.field_name)]: cell }))],
    },
    problems,
  );
  const [column] = typedFields([definition]);
  return { value: row?.[column?.column.name ?? ''], misfits: noted.length };
}

const declared = (data_type: number): JsonObject => ({ property: { type: { data_type } } });

describe('cells by the type of their field', () => {
  test.each<[string, JsonObject, JsonValue, unknown]>([
    [
      'rich text',
      field(1),
      [
        { type: 'text', text: 'a ' },
        { type: 'mention', text: '@B', name: 'B' },
        { type: 'url', text: 'c', link: 'x' },
      ],
      'a @Bc',
    ],
    ['text as the older list gives it', field(1), 'plain', 'plain'],
    ['the first instant of all', field(5), 0, '1970-01-01T00:00:00.000Z'],
    ['text without a segment', field(1), [], ''],
    ['number', field(2), 12.5, 12.5],
    ['number as text', field(2), '0.66', 0.66],
    ['one option', field(3), '进行中', '进行中'],
    ['several options', field(4), ['a', 'b'], ['a', 'b']],
    ['date', field(5), 1_700_000_000_000, '2023-11-14T22:13:20.000Z'],
    ['checkbox', field(7), false, false],
    ['people', field(11), [{ id: 'ou_1' }], [{ id: 'ou_1' }]],
    ['one creator', field(1003), { id: 'ou_1' }, [{ id: 'ou_1' }]],
    ['link', field(15), { link: 'https://x', text: 'x' }, { link: 'https://x', text: 'x' }],
    ['linked records of search', field(18), { link_record_ids: ['rec2', 'rec3'] }, ['rec2', 'rec3']],
    ['linked records of list', field(21), [{ record_ids: ['rec2'], text: 'x' }], ['rec2']],
    ['lookup', field(19), { type: 2, value: [1, 2] }, [1, 2]],
    ['formula of a declared number', field(20, declared(2)), { type: 2, value: [9.5] }, 9.5],
    ['formula of a declared text', field(20, declared(1)), { type: 1, value: [{ type: 'text', text: 'x' }] }, 'x'],
    [
      'formula of a declared date',
      field(20, declared(5)),
      { type: 5, value: [1_700_000_000_000] },
      '2023-11-14T22:13:20.000Z',
    ],
    ['formula without a value', field(20, declared(2)), { type: 2, value: [] }, null],
    ['formula of undeclared type', field(20), { type: 2, value: [9.5] }, [9.5]],
    ['location', field(22), { name: 'x' }, { name: 'x' }],
    ['a type that is not known', field(4711), { any: 1 }, { any: 1 }],
  ])('%s', (_, definition, cell, expected) => {
    expect(read(definition, cell)).toEqual({ value: expected, misfits: 0 });
  });

  test.each<[string, JsonObject, JsonValue]>([
    ['words in a number', field(2), 'many'],
    ['an object in a text', field(3), { a: 1 }],
    ['a text in a checkbox', field(7), 'perhaps'],
    ['a date beyond the calendar', field(5), 9e18],
    ['two numbers of one formula', field(20, declared(2)), { type: 2, value: [1, 2] }],
    ['a text for a location', field(22), 'here'],
  ])('%s does not fit: null, and counted', (_, definition, cell) => {
    expect(read(definition, cell)).toEqual({ value: null, misfits: 1 });
  });

  test('for any payload, a value fits its column', () => {
    const types = [1, 2, 3, 4, 5, 7, 11, 13, 15, 17, 18, 19, 20, 21, 22, 23, 24, 1001, 1003, 1005, 3001, 99];
    const cell = fc.jsonValue({ maxDepth: 4 }).map((value): JsonValue => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.option(fc.constantFrom(...types)), cell, (type, result, value) => {
        const definition = field(type, result === null ? {} : declared(result));
        const [typed] = typedFields([definition]);
        const got = read(definition, value).value;
        if (got === null || typed === undefined) return;
        const { type: column, shape } = typed.column;
        if (column === 'string' || column === 'timestamp') expect(typeof got).toBe('string');
        if (column === 'number') expect(Number.isFinite(got)).toBe(true);
        if (column === 'boolean') expect(typeof got).toBe('boolean');
        if (shape === 'array') expect(Array.isArray(got)).toBe(true);
        if (shape === 'object') expect(typeof got === 'object' && !Array.isArray(got)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('names', () => {
  const names = (fields: readonly JsonObject[]) => typedFields(fields).map(({ column }) => column.name);

  test('column names come from ids: a rename keeps the column, a new type makes a new one', () => {
    expect(names([field(2)])).toEqual(['fldAbc_number']);
    expect(names([field(2, { field_name: 'Amount' })])).toEqual(['fldAbc_number']);
    expect(names([field(1)])).toEqual(['fldAbc_text']);
    expect(typedFields([field(2)])[0]?.column.title).toBe('金额');
  });

  test('names of typed columns are unique ignoring case, whatever the order of the fields', () => {
    const two = [field(2), field(2, { field_id: 'fldABC', field_name: 'b' })];
    const inOrder = names(two);
    expect(new Set(inOrder.map((name) => name.toLowerCase())).size).toBe(2);
    expect(names([...two].reverse()).reverse()).toEqual(inOrder);
  });

  test('names of typed streams hold both ids, and differ from the fixed streams', () => {
    const name = typedStreamName({ appToken: 'bascnA-1', tableId: 'tblX' });
    expect(name).toBe('base_bascnA_1_tblX');
    expect(isTypedStream(name)).toBe(true);
    expect(isTypedOf(name, 'bascnA-1')).toBe(true);
    expect(isTypedOf(name, 'bascnB')).toBe(false);
    for (const fixed of ['base_records', 'base_tables', 'base_fields', 'base_views']) {
      expect(isTypedStream(fixed)).toBe(false);
    }
  });
});

test('names fit into 63 bytes, whatever the length of the ids, and long ids stay apart', () => {
  const long = (end: string): string => `fld${'x'.repeat(200)}${end}`;
  const ids = [...new Array(3).keys()].map((at) => long(String(at)));
  const names = typedFields(ids.map((id) => field(2, { field_id: id, field_name: id }))).map(
    ({ column }) => column.name,
  );
  const streams = ids.map((id) => typedStreamName({ appToken: id, tableId: id }));
  for (const all of [names, streams]) {
    expect(new Set(all).size).toBe(ids.length);
    for (const name of all) expect(name).toMatch(/^[A-Za-z0-9_]{1,63}$/);
  }
});

test('ids that differ only in case, however many', () => {
  const ids = ['fldABC', 'fldAbc', 'fldabc'];
  const columns = typedFields(ids.map((id) => field(2, { field_id: id, field_name: id }))).map(
    ({ column }) => column.name,
  );
  expect(new Set(columns.map((name) => name.toLowerCase())).size).toBe(ids.length);
});

test('a field called __proto__ that came later is kept', () => {
  const [row] = new TypedTable('base_a_t', []).rows(
    {
      items: [{ record_id: 'rec1', fields: 0 }],
      texts: [new JsonText('{"__proto__":1}')],
    },
    new Problems(),
  );
  expect(JSON.stringify(row?.other_fields)).toBe('{"__proto__":1}');
});

test('a row has every column of its stream, and keeps what no column reads', () => {
  const fields = typedFields([field(2), field(1, { field_id: 'fldB', field_name: 'Name' })]);
  const stream = typedStream({ appToken: 'a', tableId: 't' }, { baseName: '台账', tableName: null }, fields);
  const [row] = new TypedTable('base_a_t', fields).rows(
    {
      items: [{ record_id: 'rec1', fields: 0, created_time: 1_700_000_000_000 }],
      texts: [new JsonText('{"金额":1,"New":[true]}')],
    },
    new Problems(),
  );
  expect(Object.keys(row ?? {}).sort()).toEqual(stream.columns.map(({ name }) => name).sort());
  expect(row).toMatchObject({ fldAbc_number: 1, fldB_text: null, other_fields: { New: [true] } });
  expect(stream.title.en).toBe('台账 / t');
});
