import { expect, test } from 'vitest';
import { contractExample } from '../../../test/support/contract-examples.ts';
import { readObjects } from '../../util/json.ts';
import { Problems } from '../problems.ts';
import { toFlowRow, toGroupRow, toShiftRow, toTaskRow } from './rows.ts';
import { attendanceStreams } from './streams.ts';

const prefix = '/open-apis/attendance/v1';
const columnsOf = (name: string): string[] =>
  (attendanceStreams.find((stream) => stream.name === name)?.columns ?? []).map((column) => column.name);

test('a punch as documented', () => {
  const [flow] = readObjects(contractExample('POST', `${prefix}/user_flows/query`), 'user_flow_results');
  const row = toFlowRow(flow ?? {}, 'employee_id', new Problems());
  expect(Object.keys(row)).toEqual(columnsOf('attendance_user_flows'));
  expect(row).toMatchObject({
    record_id: '6709359313699356941',
    user_id: 'abd754f7',
    employee_type: 'employee_id',
    check_time: '2021-01-24T08:18:04.000Z',
    type: 7,
    is_field: true,
    photo_urls: ['https://time.clockin.biz/manage/download/6840389754748502021'],
    check_result: 'PendingApproval',
    create_time: null,
    other_fields: null,
  });
});

test('a daily result as documented', () => {
  const [task] = readObjects(contractExample('POST', `${prefix}/user_tasks/query`), 'user_task_results');
  const row = toTaskRow(task ?? {}, 'employee_no', new Problems());
  expect(Object.keys(row)).toEqual(columnsOf('attendance_user_tasks'));
  expect(row).toMatchObject({
    result_id: '6709359313699356941',
    day: '2019-08-19',
    employee_type: 'employee_no',
    other_fields: null,
  });
  expect(row.records).toEqual(task?.records);
});

test('a group as documented: every field has its column', () => {
  const [listed] = readObjects(contractExample('GET', `${prefix}/groups`), 'group_list');
  const row = toGroupRow(listed ?? {}, contractExample('GET', `${prefix}/groups/:group_id`), new Problems());
  expect(row).toMatchObject({
    group_id: '6919358128597097404',
    group_name: '开心考勤',
    clock_in_need_photo: true,
    rest_clock_in_need_approval: true,
    effect_time: '2021-01-24T08:18:04.000Z',
    other_fields: null,
  });
});

test('a shift as documented: every field has its column', () => {
  const [listed] = readObjects(contractExample('GET', `${prefix}/shifts`), 'shift_list');
  expect(toShiftRow(listed ?? {}, new Problems())).toMatchObject({
    shift_id: '6919358778597097404',
    punch_times: 1,
    other_fields: null,
  });
  expect(toShiftRow(contractExample('GET', `${prefix}/shifts/:shift_id`), new Problems()).shift_id).toBe(
    '6919358778597097404',
  );
});

test('a punch without a record id gets the same key every time, another punch another one', () => {
  const punch = { user_id: 'a', check_time: '1611476284', type: 0 };
  const key = toFlowRow(punch, 'employee_id', new Problems()).record_id;
  expect(key).toMatch(/^sha256-[0-9a-f]{24}$/);
  expect(toFlowRow({ ...punch, comment: 'later remark', record_id: '' }, 'employee_id', new Problems()).record_id).toBe(
    key,
  );
  expect(toFlowRow({ ...punch, check_time: '1611476285' }, 'employee_id', new Problems()).record_id).not.toBe(key);
});

test('the creation time is taken in seconds and in milliseconds', () => {
  for (const create_time of ['1611476284', '1611476284000', 1_611_476_284]) {
    expect(toFlowRow({ create_time }, 'employee_id', new Problems()).create_time).toBe('2021-01-24T08:18:04.000Z');
  }
  expect(toFlowRow({ create_time: '0' }, 'employee_id', new Problems()).create_time).toBeNull();
});

test('undocumented values are kept, and malformed ones become null', () => {
  const row = toTaskRow(
    { result_id: 1, day: 20_261_399, records: null, time_zone: 'Asia/Tokyo' },
    'employee_id',
    new Problems(),
  );
  expect(row).toMatchObject({ result_id: '1', day: null, records: null, other_fields: { time_zone: 'Asia/Tokyo' } });
});
