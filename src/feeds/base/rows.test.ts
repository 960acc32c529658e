import { expect, test } from 'vitest';
import { contractExample } from '../../../test/support/contract-examples.ts';
import { plainRow } from '../../../test/support/plain-row.ts';
import { isObject, type JsonValue, parseJson, readObject, readObjects } from '../../util/json.ts';
import { liftTexts } from '../../util/json-text.ts';
import { Problems } from '../problems.ts';
import { fieldRows, type RecordPage, recordRows, tableRow, unparsedKeys, viewRows } from './rows.ts';

const app = '/open-apis/bitable/v1/apps/:app_token';
const table = { appToken: 'bas', tableId: 'tbl' };

/** A page as the client hands it on: through the same lifting. */
function pageOf(items: readonly JsonValue[]): RecordPage {
  const lifted = liftTexts(Buffer.from(JSON.stringify({ code: 0, data: { items: [...items] } })), unparsedKeys, 4);
  const body = parseJson(lifted?.text ?? '');
  return { items: readObjects(readObject(isObject(body) ? body : {}, 'data'), 'items'), texts: lifted?.texts ?? [] };
}

test.each([
  ['POST', `${app}/tables/:table_id/records/search`, 'items'],
  ['POST', `${app}/tables/:table_id/records/batch_get`, 'records'],
])('the documented records of %s %s become rows with their cells unchanged', (method, path, key) => {
  const records = readObjects(contractExample(method, path), key);
  const rows = recordRows(table, pageOf(records), new Problems()).map(plainRow);

  expect(records.length).toBeGreaterThan(0);
  expect(rows).toHaveLength(records.length);
  for (const [index, record] of records.entries()) {
    expect(rows[index]?.fields).toEqual(record.fields);
    expect(rows[index]?.created_by ?? null).toEqual(record.created_by ?? null);
    expect(rows[index]).toMatchObject({ app_token: 'bas', table_id: 'tbl', record_id: record.record_id });
  }
});

test('the documented tables, fields and views become rows', () => {
  const tables = readObjects(contractExample('GET', `${app}/tables`), 'items');
  const base = readObject(contractExample('GET', app), 'app');
  const fields = fieldRows(
    table,
    readObjects(contractExample('GET', `${app}/tables/:table_id/fields`), 'items'),
    new Problems(),
  );
  const views = viewRows(
    table,
    readObjects(contractExample('GET', `${app}/tables/:table_id/views`), 'items'),
    new Problems(),
  );

  expect(tables.map((listed) => tableRow('bas', listed, base, new Problems())?.table_id)).toEqual(
    tables.map((listed) => listed.table_id),
  );
  expect(fields.length).toBeGreaterThan(0);
  expect(new Set(fields.map((row) => row.column_name)).size).toBe(fields.length);
  for (const row of fields)
    expect(row.column_name).toMatch(/^fld[A-Za-z0-9]+_(text|number|boolean|time|list|object|json)$/);
  expect(views.length).toBeGreaterThan(0);
});

test('oddities: no automatic fields, no cells, creator as a list, no id, unknown types', () => {
  const person = { id: 'ou_1', name: '张三' };
  const rows = recordRows(
    table,
    pageOf([
      { record_id: 'rec1', fields: {} },
      { record_id: 'rec2' },
      {
        record_id: 'rec3',
        fields: { 新字段: { anything: [1, 'x'] } },
        created_by: [person],
        created_time: 1691049973000,
        last_modified_time: 0,
      },
      { fields: { lost: true } },
    ]),
    new Problems(),
  ).map(plainRow);

  expect(
    rows.map((row) => [row.record_id, row.fields, row.created_by, row.created_time, row.last_modified_time]),
  ).toEqual([
    ['rec1', {}, null, null, null],
    ['rec2', {}, null, null, null],
    ['rec3', { 新字段: { anything: [1, 'x'] } }, [person], '2023-08-03T08:06:13.000Z', null],
  ]);
});
