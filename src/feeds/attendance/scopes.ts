import { attendanceEndpoints } from '../../open-platform/endpoints/attendance.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import type { ModuleScopes } from '../scopes.ts';

/** Attendance is read by person, and Contact lists the people. */
const condition = { when: { en: 'without `employee_ids`', zh: '未设置 `employee_ids` 时' }, isUsual: true };

/** Without `employee_ids` the directory of Contact gives the people, so its scopes are needed too. */
export const attendanceScopes: ModuleScopes = {
  calls: [
    {
      anyOf: attendanceEndpoints.queryUserFlows.scopes,
      opens: { en: 'punches and results', zh: '打卡流水和打卡结果' },
    },
    { anyOf: attendanceEndpoints.listGroups.scopes, opens: { en: 'groups and shifts', zh: '考勤组和班次' } },
    {
      anyOf: contactEndpoints.findUsersByDepartment.scopes,
      opens: { en: 'the list of people', zh: '人员列表' },
      condition,
    },
    {
      anyOf: ['contact:user.employee_id:readonly'],
      opens: { en: 'the ids by which Attendance is read', zh: '查询考勤所用的人员 ID' },
      condition,
    },
  ],
  columns: [],
};
