import { expect, test } from 'vitest';
import { mapEvent, orderValue } from './map-event.ts';

const body = {
  file_token: 'bas1',
  table_id: 'tbl1',
  action_list: [
    { record_id: 'rec1', after_value: [{ field_id: 'fld1', field_value: '"a"' }] },
    { record_id: 'rec2', after_value: [] },
  ],
};

test('a mapping takes out what it names, whatever is missing', () => {
  const mapping = {
    table: 'event.table_id',
    records: 'action_list[*].record_id',
    first: 'action_list[0].record_id',
    fields: 'action_list[*].after_value[*].field_id',
    nothing: 'operator_id.open_id',
  };
  expect(mapEvent(body, mapping)).toEqual({
    table: 'tbl1',
    records: ['rec1', 'rec2'],
    first: 'rec1',
    fields: ['fld1'],
    nothing: null,
  });
});

test('without a mapping all of it goes', () => {
  expect(mapEvent(body, undefined)).toBe(body);
});

test('order is kept by one value', () => {
  expect(orderValue(body, { orderBy: 'event.table_id' })).toBe('tbl1');
  expect(orderValue(body, { orderBy: 'action_list' })).toBeUndefined();
  expect(orderValue(body, { orderBy: undefined })).toBeUndefined();
});
