import { isObject, parseJson } from '../../util/json.ts';
import type { TenantEvent } from '../events/tenant-event.ts';
import type { Person } from '../people/person.ts';

/** attendance.user_flow.created_v1: after a punch; corrections and deletions cause no event. */
export function flowEvent(flow: Record<string, unknown>, person: Person): TenantEvent {
  const { location_name, check_time, comment, record_id, ssid, bssid, is_field, is_wifi, type, photo_urls } = flow;
  const told = { location_name, check_time, comment, record_id, ssid, bssid, is_field, is_wifi, type, photo_urls };
  const body = parseJson(JSON.stringify({ ...told, risk_result: 0 }));
  const who = { employee_id: person.userId, employee_no: person.employeeNo };
  return { type: 'attendance.user_flow.created_v1', schema: '2.0', body: { ...who, ...(isObject(body) ? body : {}) } };
}

/** attendance.user_task.updated_v1: a day's result is another. */
export function resultEvent(
  person: Person,
  { day, resultId, status }: { readonly day: number; readonly resultId: string; readonly status: string },
): TenantEvent {
  return {
    type: 'attendance.user_task.updated_v1',
    schema: '2.0',
    body: {
      date: day,
      employee_id: person.userId,
      employee_no: person.employeeNo,
      group_id: '0',
      shift_id: '0',
      status_changes: [
        {
          before_status: 'Normal',
          before_supplement: 'None',
          current_status: status,
          current_supplement: 'ManagerModification',
          index: 0,
          work_type: 'on',
        },
      ],
      task_id: resultId,
      time_zone: 'Asia/Shanghai',
    },
  };
}
