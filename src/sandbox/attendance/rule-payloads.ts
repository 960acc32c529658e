import { rootDepartmentId } from '../people/department.ts';
import type { Directory } from '../people/directory.ts';
import type { AttendanceGroup, Shift } from './roster.ts';

/** An attendance group as `groups/:group_id` writes it; departments as open_department_ids (`dept_type=open_id`). */
export function groupPayload(
  group: AttendanceGroup,
  directory: Directory,
  employeeType: 'employee_id' | 'employee_no',
): Record<string, unknown> {
  const head = directory.size > 0 ? directory.personAt(0) : undefined;
  const leader = head === undefined ? [] : [employeeType === 'employee_no' ? head.employeeNo : head.userId];
  const rest = { id: '0' };
  const [shift = rest, second = shift] = group.shifts;
  const weekly = [1, 2, 3, 4, 5, 6, 0].map((day) =>
    group.workDays.includes(day) ? (day % 2 ? shift.id : second.id) : rest.id,
  );
  const bound = directory.departments.children(rootDepartmentId).slice(0, 2);
  return {
    group_id: group.id,
    group_name: group.name,
    time_zone: 'Asia/Shanghai',
    bind_dept_ids: bound.map((department) => department.openId),
    except_dept_ids: [],
    bind_user_ids: leader,
    except_user_ids: [],
    group_leader_ids: leader,
    sub_group_leader_ids: [],
    ...punchRules(group),
    locations: [
      {
        location_id: '6921213751454744578',
        location_name: '杭州总部',
        location_type: 1,
        latitude: 30.28991,
        longitude: 120.04513,
        ssid: 'XH-Office-1',
        bssid: 'b0:b8:67:5c:11:72',
        map_type: 1,
        address: '浙江省杭州市余杭区五常街道',
        ip: '122.224.123.146',
        feature: '北楼 A 座',
        gps_range: 300,
      },
    ],
    machines: group.showsRestDays ? [{ machine_sn: 'FS0701', machine_name: '苏州工厂 1 号考勤机' }] : [],
    group_type: 0,
    punch_day_shift_ids: weekly,
    need_punch_special_days: [],
    no_need_punch_special_days: [{ punch_day: 20261001, shift_id: '0' }],
    calendar_id: 1,
    new_calendar_id: '1',
  };
}

function punchRules(group: AttendanceGroup): Record<string, unknown> {
  return {
    allow_out_punch: true,
    out_punch_need_approval: false,
    out_punch_need_remark: true,
    out_punch_need_photo: false,
    adjust_range: 50,
    allow_pc_punch: !group.showsRestDays,
    allow_remedy: true,
    remedy_limit: true,
    remedy_limit_count: 3,
    remedy_date_limit: true,
    remedy_date_num: 30,
    allow_remedy_type_lack: true,
    allow_remedy_type_late: true,
    allow_remedy_type_early: true,
    allow_remedy_type_normal: false,
    show_cumulative_time: true,
    show_over_time: true,
    hide_staff_punch_time: false,
    face_punch: false,
    gps_range: 300,
    work_day_no_punch_as_lack: true,
    remedy_period_type: 0,
    punch_type: 1,
    leave_need_punch: false,
    go_out_need_punch: 0,
    travel_need_punch: 0,
  };
}

/** A shift with every key that either of its endpoints documents. */
export function shiftPayload(shift: Shift): Record<string, unknown> {
  return {
    shift_id: shift.id,
    shift_name: shift.name,
    punch_times: 1,
    sub_shift_leader_ids: [],
    is_flexible: shift.isFlexible,
    flexible_minutes: shift.isFlexible ? 60 : 0,
    flexible_rule: shift.isFlexible ? [{ flexible_early_minutes: 60, flexible_late_minutes: 60 }] : [],
    no_need_off: false,
    punch_time_rule: [
      {
        on_time: clock(shift.onMinutes),
        off_time: clock(shift.offMinutes),
        late_minutes_as_late: 1,
        late_minutes_as_lack: 240,
        on_advance_minutes: 120,
        early_minutes_as_early: 1,
        early_minutes_as_lack: 240,
        off_delay_minutes: 360,
        late_minutes_as_serious_late: 45,
        no_need_on: false,
        no_need_off: false,
      },
    ],
    late_off_late_on_rule: [],
    rest_time_rule: [{ rest_begin_time: clock(shift.onMinutes + 180), rest_end_time: clock(shift.onMinutes + 240) }],
    overtime_rule: [],
    day_type: 1,
    overtime_rest_time_rule: [],
    late_minutes_as_serious_late: 45,
    shift_middle_time_rule: { middle_time_type: 0, fixed_middle_time: '' },
    shift_attendance_time_config: { attendance_time: 1, on_attendance_time: 0.5, off_attendance_time: 0.5 },
    late_off_late_on_setting: { late_off_base_on_time_type: 0, late_on_base_on_time_type: 0 },
    id: shift.id,
    rest_time_flexible_configs: [],
  };
}

/** Hours go on past 24 for the next day, as the shift page documents. */
function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
