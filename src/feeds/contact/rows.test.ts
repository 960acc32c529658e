import { expect, test } from 'vitest';
import { contractExample } from '../../../test/support/contract-examples.ts';
import { readObject, readObjects } from '../../util/json.ts';
import { Problems } from '../problems.ts';
import {
  tellsDepartments,
  toCustomAttrRow,
  toDepartmentRow,
  toEmployeeTypeRow,
  toGroupRow,
  toPerson,
  toUserDepartmentRows,
  toUserRow,
} from './rows.ts';
import { contactStreams } from './streams.ts';

const prefix = '/open-apis/contact/v3';
const same = (id: string): string => id;
const columnsOf = (name: string): string[] =>
  (contactStreams.find((stream) => stream.name === name)?.columns ?? []).map((column) => column.name);

test.each([
  ['find_by_department', readObjects(contractExample('GET', `${prefix}/users/find_by_department`), 'items')[0]],
  ['batch', readObjects(contractExample('GET', `${prefix}/users/batch`), 'items')[0]],
  ['a single user', readObject(contractExample('GET', `${prefix}/users/:user_id`), 'user')],
])('a person as documented, from %s: every field has its column', (_where, user = {}) => {
  const row = toUserRow(user, new Problems());
  expect(Object.keys(row)).toEqual(columnsOf('contact_users'));
  expect(row).toMatchObject({
    open_id: 'ou_7dab8a3d3cdcc9da365777c7ad535d62',
    user_id: '3e3cf96b',
    name: '张三',
    mobile_visible: false,
    employee_type: 1,
    join_time: '2038-01-19T03:14:07.000Z',
    status: user.status,
    custom_attrs: user.custom_attrs,
    other_fields: null,
  });
  expect(toPerson(user)).toEqual({ openId: row.open_id, userId: '3e3cf96b', employeeNo: '1', name: '张三' });
});

test('a person without field scopes: what is absent is null', () => {
  const row = toUserRow({ mobile_visible: true, open_id: 'ou_1', union_id: 'on_1', user_id: 'u1' }, new Problems());
  expect(Object.keys(row)).toEqual(columnsOf('contact_users'));
  expect(Object.entries(row).filter(([, value]) => value !== null)).toEqual([
    ['open_id', 'ou_1'],
    ['union_id', 'on_1'],
    ['user_id', 'u1'],
    ['mobile_visible', true],
  ]);
  expect(tellsDepartments({ open_id: 'ou_1' })).toBe(false);
  expect(tellsDepartments({ open_id: 'ou_1', department_ids: [] })).toBe(true);
});

test('undocumented values are kept', () => {
  expect(toUserRow({ open_id: 'ou_1', time_zone: 'Asia/Tokyo', positions: [] }, new Problems()).other_fields).toEqual({
    time_zone: 'Asia/Tokyo',
    positions: [],
  });
});

test.each([
  ['children', readObjects(contractExample('GET', `${prefix}/departments/:department_id/children`), 'items')[0]],
  ['batch', readObjects(contractExample('GET', `${prefix}/departments/batch`), 'items')[0]],
  ['a single department', readObject(contractExample('GET', `${prefix}/departments/:department_id`), 'department')],
])('a department as documented, from %s: every field has its column', (_where, department = {}) => {
  const row = toDepartmentRow(department, new Problems());
  expect(Object.keys(row)).toEqual(columnsOf('contact_departments'));
  expect(row).toMatchObject({
    open_department_id: 'od-4e6ac4d14bcd5071a37a39de902c7141',
    department_id: 'D096',
    parent_department_id: 'D067',
    order: 100,
    leaders: [{ leaderType: 1, leaderID: 'ou_7dab8a3d3cdcc9da365777c7ad535d62' }],
    status: { is_deleted: false },
    other_fields: null,
  });
});

test('memberships come from both lists, orders know more', () => {
  const user = {
    open_id: 'ou_1',
    department_ids: ['od-a', 'od-b'],
    orders: [{ department_id: 'od-b', user_order: 3, department_order: 2, is_primary_dept: true }, { user_order: 1 }],
  };
  expect(toUserDepartmentRows(user, same, new Problems())).toEqual([
    { open_id: 'ou_1', open_department_id: 'od-a', user_order: null, department_order: null, is_primary_dept: null },
    { open_id: 'ou_1', open_department_id: 'od-b', user_order: 3, department_order: 2, is_primary_dept: true },
  ]);
  expect(toUserDepartmentRows(user, (id) => `x${id}`, new Problems()).map((row) => row.open_department_id)).toEqual([
    'xod-a',
    'xod-b',
  ]);
  expect(toUserDepartmentRows({ open_id: 'ou_1', department_ids: null }, same, new Problems())).toEqual([]);
});

test('groups, kinds of employment and custom fields as documented', () => {
  const [group] = readObjects(contractExample('GET', `${prefix}/group/simplelist`), 'grouplist');
  expect(toGroupRow(group ?? {}, 'normal', new Problems())).toMatchObject({
    group_id: 'g193821',
    custom_group_id: '4ba51ab38648f9cd',
    type: 1,
    other_fields: null,
  });
  expect(toGroupRow({ id: 'g9' }, 'dynamic', new Problems())).toMatchObject({
    group_id: 'g9',
    custom_group_id: null,
    type: 2,
  });
  const [kind] = readObjects(contractExample('GET', `${prefix}/employee_type_enums`), 'items');
  expect(toEmployeeTypeRow(kind ?? {}, new Problems())).toMatchObject({
    enum_value: '2',
    content: '专家',
    other_fields: null,
  });
  const [attr] = readObjects(contractExample('GET', `${prefix}/custom_attrs`), 'items');
  expect(toCustomAttrRow(attr ?? {}, new Problems())).toMatchObject({
    id: 'C-6965457429001748507',
    type: 'TEXT',
    other_fields: null,
  });
});
