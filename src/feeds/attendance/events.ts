import { type JsonObject, readNumber, readText } from '../../util/json.ts';
import type { EventRule } from '../module.ts';
import type { AttendanceHint, Employee } from './hints.ts';

/** `YYYY-MM-DD` from `20261120`. */
function dayOf(number: number | null): string | null {
  const found = /^(\d{4})(\d{2})(\d{2})$/.exec(String(number ?? ''));
  return found === null ? null : `${found[1]}-${found[2]}-${found[3]}`;
}

const who = (body: JsonObject): Employee => ({
  employeeId: readText(body, 'employee_id') ?? '',
  employeeNo: readText(body, 'employee_no') ?? '',
});

/** By `event_type`; an event names a person and a time, the row is then asked for. */
export const attendanceEvents: Readonly<Record<string, EventRule<AttendanceHint>>> = {
  'attendance.user_flow.created_v1': {
    toHints: (body) => {
      const checkTimeSeconds = readNumber(body, 'check_time');
      return checkTimeSeconds === null ? [] : [{ kind: 'punch', target: { ...who(body), checkTimeSeconds } }];
    },
    reads: {
      en: 'the punches of these people in this window, and their results of the days around it: two calls for a day of up to fifty people',
      zh: '这些人员在该时间段内的打卡流水，以及前后几天的打卡结果：最多五十人一天的数据需两次调用',
    },
    scopes: [],
  },
  'attendance.user_task.updated_v1': {
    toHints: (body) => {
      const day = dayOf(readNumber(body, 'date'));
      return day === null ? [] : [{ kind: 'result', target: { ...who(body), day } }];
    },
    reads: {
      en: 'the results of these people on this day: one call reads up to fifty people',
      zh: '这些人员当天的打卡结果：一次调用最多五十人',
    },
    scopes: [],
  },
};
