import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../util/json.ts';
import { eventTypes, toHints } from './event-hints.ts';
import { modules } from './registry.ts';

/** The bodies are the samples of the documentation's pages, shortened. */
const cases: readonly [type: string, body: JsonObject, hints: unknown[]][] = [
  [
    'approval_task',
    { type: 'approval_task', approval_code: 'A', instance_code: 'I', task_id: '12345', open_id: '', status: 'PENDING' },
    [{ module: 'approval', kind: 'instance', target: { approvalCode: 'A', instanceCode: 'I', isGone: false } }],
  ],
  [
    'approval_instance',
    {
      type: 'approval_instance',
      approval_code: 'A',
      instance_code: 'I',
      status: 'REVERTED',
      operate_time: 1_502_199_207_000,
    },
    [{ module: 'approval', kind: 'instance', target: { approvalCode: 'A', instanceCode: 'I', isGone: false } }],
  ],
  [
    'approval_instance',
    { type: 'approval_instance', approval_code: 'A', instance_code: 'I', status: 'DELETED' },
    [{ module: 'approval', kind: 'instance', target: { approvalCode: 'A', instanceCode: 'I', isGone: true } }],
  ],
  [
    'approval.approval.updated_v4',
    { object: { approval_code: 'A', timestamp: 1 } },
    [{ module: 'approval', kind: 'definition', target: { approvalCode: 'A' } }],
  ],
  [
    'drive.file.bitable_record_changed_v1',
    {
      file_type: 'bitable',
      file_token: 'bascn',
      table_id: 'tbl',
      action_list: [
        { record_id: 'rec1', action: 'record_edited', after_value: [{ field_id: 'fld', field_value: '666' }] },
        { record_id: 'rec2', action: 'record_deleted' },
      ],
    },
    [{ module: 'base', kind: 'records', target: { appToken: 'bascn', tableId: 'tbl', recordIds: ['rec1', 'rec2'] } }],
  ],
  [
    'drive.file.bitable_field_changed_v1',
    { file_token: 'bascn', table_id: 'tbl', action_list: [{ action: 'field_edited', field_id: 'fld' }] },
    [{ module: 'base', kind: 'table', target: { appToken: 'bascn', tableId: 'tbl' } }],
  ],
  [
    'contact.user.deleted_v3',
    { object: { open_id: 'ou_1' }, old_object: { department_ids: ['od-1'], open_id: 'ou_1' } },
    [{ module: 'contact', kind: 'person', target: { openId: 'ou_1', isGone: true } }],
  ],
  [
    'contact.department.updated_v3',
    { object: { open_department_id: 'od-1', order: 5 } },
    [{ module: 'contact', kind: 'department', target: { openDepartmentId: 'od-1', isGone: false } }],
  ],
  [
    'approval.instance.status_changed_v4',
    { approval_code: 'A', instance_code: 'I', status: 'DELETED', operate_time: '1666079207003' },
    [{ module: 'approval', kind: 'instance', target: { approvalCode: 'A', instanceCode: 'I', isGone: true } }],
  ],
  [
    'approval.task.status_changed_v4',
    { approval_code: 'A', instance_code: 'I', task_id: '1', status: 'DONE' },
    [{ module: 'approval', kind: 'instance', target: { approvalCode: 'A', instanceCode: 'I', isGone: false } }],
  ],
  ['contact.scope.updated_v3', { added: {}, removed: {} }, [{ module: 'contact', kind: 'everything', target: {} }]],
  [
    'attendance.user_flow.created_v1',
    { check_time: '1615381916', employee_id: '2b68933a', employee_no: '', record_id: '6938' },
    [
      {
        module: 'attendance',
        kind: 'punch',
        target: { employeeId: '2b68933a', employeeNo: '', checkTimeSeconds: 1_615_381_916 },
      },
    ],
  ],
  [
    'attendance.user_task.updated_v1',
    { date: 20_210_310, employee_id: '2b68933a', employee_no: '7', task_id: '6936' },
    [{ module: 'attendance', kind: 'result', target: { employeeId: '2b68933a', employeeNo: '7', day: '2021-03-10' } }],
  ],
];

describe('events say where to look', () => {
  test.each(cases)('%s', (type, body, hints) => {
    expect(toHints({ type, body })).toEqual(hints);
  });

  test('events without their ids, and unknown event types, give no hint', () => {
    for (const [type] of cases.filter(([name]) => name !== 'contact.scope.updated_v3'))
      expect(toHints({ type, body: {} })).toEqual([]);
    expect(toHints({ type: 'im.message.receive_v1', body: { message: {} } })).toEqual([]);
    expect(toHints({ type: 'constructor', body: {} })).toEqual([]);
  });
});

test('no two modules act on one event type, or call endpoints of one area', () => {
  const types = modules.flatMap(({ events }) => Object.keys(events));
  const areas = modules.flatMap(({ apiAreas }) => apiAreas);

  expect(eventTypes).toEqual(types);
  expect(new Set(types).size).toBe(types.length);
  expect(new Set(areas).size).toBe(areas.length);
});
