import type { Column, Stream } from '../../model/stream.ts';
import { column, listColumn, objectColumn, otherFields } from '../columns.ts';
import { groupColumns } from './group-columns.ts';

const userId: Column = column(
  'user_id',
  'string',
  "The person's id, of the configured type: Contact's user_id, or the job number.",
);
const employeeType: Column = column(
  'employee_type',
  'string',
  'Which type of id `user_id` is: employee_id or employee_no.',
);

/** One row a punch. */
export const flowsStream: Stream = {
  name: 'attendance_user_flows',
  title: { en: 'Punches', zh: '打卡流水' },
  description:
    'One row for each valid punch. The platform adds punches with an old time when they are approved or imported.',
  module: 'attendance',
  continuation: 'incremental',
  primaryKey: ['record_id'],
  cursor: 'check_time',
  columns: [
    column(
      'record_id',
      'string',
      'Id of the punch; a hash of what identifies it, with the prefix sha256-, when there is none.',
    ),
    userId,
    employeeType,
    column('creator_id', 'string', 'Who made the record: the person, an administrator or an import.'),
    column('check_time', 'timestamp', 'When the person punched.'),
    column('location_name', 'string', 'Where the person punched.'),
    column('comment', 'string', 'Remark.'),
    column(
      'type',
      'integer',
      '0 by the person, 1 by an administrator, 2 remedy, 3 by the system, 4 no clock-out needed, 5 machine, 6 express, 7 imported.',
    ),
    column('is_field', 'boolean', 'True for a punch outside of the premises.'),
    column('is_wifi', 'boolean', 'True for a punch by Wi-Fi.'),
    column('ssid', 'string', 'Name of the Wi-Fi.'),
    column('bssid', 'string', 'Address of the Wi-Fi.'),
    column('device_id', 'string', 'The device; for punches by the mini program.'),
    listColumn('photo_urls', 'Pictures.'),
    column('check_result', 'string', 'Result of the punch; the platform declares it unusable.'),
    column('external_id', 'string', 'Id of an imported record in its own system.'),
    column('idempotent_id', 'string', 'Key against importing twice.'),
    column('create_time', 'timestamp', 'When the record was made, where the platform says so.'),
    column('longitude', 'number', 'Longitude, where the platform says so.'),
    column('latitude', 'number', 'Latitude, where the platform says so.'),
    otherFields,
  ],
};

/** One row a result. */
export const tasksStream: Stream = {
  name: 'attendance_user_tasks',
  title: { en: 'Daily results', zh: '打卡结果' },
  description: 'One row for each person and day: whether the person was there as planned. Results of past days change.',
  module: 'attendance',
  continuation: 'incremental',
  primaryKey: ['result_id'],
  cursor: 'day',
  columns: [
    column(
      'result_id',
      'string',
      'Id of the result; a hash of what identifies it, with the prefix sha256-, when there is none.',
    ),
    userId,
    employeeType,
    column('employee_name', 'string', "The person's name."),
    column('day', 'date', 'The day, in the time zone of the attendance group.'),
    column('group_id', 'string', 'The attendance group; 1 for none.'),
    column('shift_id', 'string', 'The shift; 9 for the default one.'),
    listColumn('records', 'For each segment of the shift: planned times, punches in and out and their results.'),
    otherFields,
  ],
};

/** One row an attendance group. */
export const groupsStream: Stream = {
  name: 'attendance_groups',
  title: { en: 'Attendance groups', zh: '考勤组' },
  description: 'One row for each attendance group with its rules.',
  module: 'attendance',
  primaryKey: ['group_id'],
  columns: [...groupColumns, otherFields],
};

/** One row a shift. */
export const shiftsStream: Stream = {
  name: 'attendance_shifts',
  title: { en: 'Shifts', zh: '班次' },
  description: 'One row for each shift with its rules.',
  module: 'attendance',
  primaryKey: ['shift_id'],
  columns: [
    column('shift_id', 'string', 'Id of the shift.'),
    column('shift_name', 'string', 'Name.'),
    column('punch_times', 'integer', 'How often one clocks in and out in a day.'),
    listColumn('sub_shift_leader_ids', 'Who else may manage the shift.'),
    column('is_flexible', 'boolean', 'True for flexible hours.'),
    column('flexible_minutes', 'integer', 'Minutes of flexibility.'),
    listColumn('flexible_rule', 'How much earlier and later one may come.'),
    column('no_need_off', 'boolean', 'Whether clocking out can be left out.'),
    listColumn('punch_time_rule', 'Times and tolerances of each segment.'),
    listColumn('late_off_late_on_rule', 'How much later one may come after leaving late.'),
    objectColumn('late_off_late_on_setting', 'From which times the rule above counts.'),
    listColumn('rest_time_rule', 'Breaks.'),
    listColumn('overtime_rule', 'Segments of overtime.'),
    listColumn('overtime_rest_time_rule', 'Breaks within overtime.'),
    column('day_type', 'integer', 'Kind of day.'),
    column('late_minutes_as_serious_late', 'integer', 'From how many minutes on one is seriously late.'),
    objectColumn('shift_middle_time_rule', 'What divides the half-days.'),
    otherFields,
  ],
};

/** In the order in which they are shown. */
export const attendanceStreams: readonly Stream[] = [flowsStream, tasksStream, groupsStream, shiftsStream];
