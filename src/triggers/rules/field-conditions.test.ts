import { expect, test } from 'vitest';
import type { FieldCondition } from '../../model/triggers/trigger-settings.ts';
import { parseJson, readObject } from '../../util/json.ts';
import { holds } from './field-conditions.ts';

const body = readObject(
  {
    body: parseJson(`{
      "object": { "name": "Ann", "employee_type": 2, "join_time": "1700000000", "city": null, "department_ids": ["od_1", "od_2"] },
      "type": "leave_approvalV2", "amount": 10.5, "id": 12345678901234567890, "is_field": true,
      "action_list": [ { "record_id": "rec1", "action": "record_added" }, { "record_id": "rec2", "action": "record_deleted" } ]
    }`),
  },
  'body',
);

const cases: readonly (readonly [string, FieldCondition['is'], FieldCondition['value'], boolean])[] = [
  ['object.name', 'equals', 'Ann', true],
  ['event.object.name', 'equals', 'Ann', true],
  ['object.name', 'equals', 'ann', false],
  ['object.employee_type', 'equals', '2', true],
  ['object.employee_type', 'equals', 2, true],
  ['object.join_time', 'equals', 1_700_000_000, true],
  ['id', 'equals', '12345678901234567890', true],
  ['is_field', 'equals', true, true],
  ['object.city', 'equals', null, true],
  ['object.nothing', 'equals', null, true],
  ['object.name', 'equals', null, false],
  ['object.name', 'not_equals', 'Bob', true],
  ['object.nothing', 'not_equals', 'Bob', true],
  ['action_list[*].action', 'not_equals', 'record_added', false],
  ['action_list[*].action', 'equals', 'record_deleted', true],
  ['action_list[1].action', 'equals', 'record_added', false],
  ['object.name', 'one_of', ['Bob', 'Ann'], true],
  ['object.employee_type', 'one_of', ['1', '2'], true],
  ['object.name', 'one_of', 'Ann', false],
  ['object.department_ids', 'contains', 'od_2', true],
  ['object.department_ids', 'contains', 'od', false],
  ['type', 'contains', 'approval', true],
  ['object', 'contains', 'city', true],
  ['type', 'contains', '', false],
  ['type', 'matches', '^leave_approval', true],
  ['type', 'matches', '(', false],
  ['object.name', 'exists', null, true],
  ['object.city', 'exists', true, false],
  ['object.nothing', 'exists', false, true],
  ['amount', 'greater', 10, true],
  ['amount', 'less', '10.5', false],
  ['object.join_time', 'less', 1_800_000_000, true],
  ['object.name', 'greater', 1, false],
  ['object.nothing', 'less', 1, false],
  ['__proto__.constructor', 'exists', null, false],
  ['object..name', 'equals', null, true],
];

test.each(cases)('%s %s %j: %s', (path, is, value, isSo) => {
  expect(holds({ path, is, value }, body)).toBe(isSo);
});
