import type { Column, Stream } from '../../model/stream.ts';
import { column, listColumn, objectColumn, otherFields } from '../columns.ts';
import { groupColumns } from './group-columns.ts';

const userId: Column = column(
  'user_id',
  'string',
  "The person's id, of the configured type: Contact's user_id, or the job number.",
  '用户 ID，类型按配置：通讯录的 user_id 或工号。',
);
const employeeType: Column = column(
  'employee_type',
  'string',
  'Which type of id `user_id` is: employee_id or employee_no.',
  '`user_id` 的类型：employee_id 或 employee_no（工号）。',
);

/** One row a punch. */
export const flowsStream: Stream = {
  name: 'attendance_user_flows',
  title: { en: 'Punches', zh: '打卡流水' },
  description: {
    en: 'One row for each valid punch. The platform adds punches with an old time when they are approved or imported.',
    zh: '每条有效打卡记录一行。补卡通过或导入打卡时，平台会新增打卡时间较早的记录。',
  },
  module: 'attendance',
  continuation: 'incremental',
  primaryKey: ['record_id'],
  cursor: 'check_time',
  columns: [
    column(
      'record_id',
      'string',
      'Id of the punch; a hash of what identifies it, with the prefix sha256-, when there is none.',
      '打卡记录 ID；平台未返回时为识别信息的哈希，以 sha256- 开头。',
    ),
    userId,
    employeeType,
    column(
      'creator_id',
      'string',
      'Who made the record: the person, an administrator or an import.',
      '记录创建者：本人、管理员或导入。',
    ),
    column('check_time', 'timestamp', 'When the person punched.', '打卡时间。'),
    column('location_name', 'string', 'Where the person punched.', '打卡位置名称。'),
    column('comment', 'string', 'Remark.', '打卡备注。'),
    column(
      'type',
      'integer',
      '0 by the person, 1 by an administrator, 2 remedy, 3 by the system, 4 no clock-out needed, 5 machine, 6 express, 7 imported.',
      '0 用户自己打卡，1 管理员修改，2 用户补卡，3 系统自动生成，4 下班免打卡，5 考勤机打卡，6 极速打卡，7 导入。',
    ),
    column('is_field', 'boolean', 'True for a punch outside of the premises.', '是否为外勤打卡。'),
    column('is_wifi', 'boolean', 'True for a punch by Wi-Fi.', '是否为 Wi-Fi 打卡。'),
    column('ssid', 'string', 'Name of the Wi-Fi.', 'Wi-Fi 名称。'),
    column('bssid', 'string', 'Address of the Wi-Fi.', 'Wi-Fi 的 MAC 地址。'),
    column('device_id', 'string', 'The device; for punches by the mini program.', '打卡设备 ID；用于小程序打卡。'),
    listColumn('photo_urls', 'Pictures.', '打卡照片。'),
    column(
      'check_result',
      'string',
      'Result of the punch; the platform declares it unusable.',
      '打卡结果；平台声明该值不可用。',
    ),
    column('external_id', 'string', 'Id of an imported record in its own system.', '导入的记录在原系统中的 ID。'),
    column('idempotent_id', 'string', 'Key against importing twice.', '避免重复导入的幂等 ID。'),
    column(
      'create_time',
      'timestamp',
      'When the record was made, where the platform says so.',
      '记录创建时间（平台返回时）。',
    ),
    column('longitude', 'number', 'Longitude, where the platform says so.', '经度（平台返回时）。'),
    column('latitude', 'number', 'Latitude, where the platform says so.', '纬度（平台返回时）。'),
    otherFields,
  ],
};

/** One row a result. */
export const tasksStream: Stream = {
  name: 'attendance_user_tasks',
  title: { en: 'Daily results', zh: '打卡结果' },
  description: {
    en: 'One row for each person and day: whether the person was there as planned. Results of past days change.',
    zh: '每人每天一行：是否按计划出勤。过去日期的结果仍会变化。',
  },
  module: 'attendance',
  continuation: 'incremental',
  primaryKey: ['result_id'],
  cursor: 'day',
  columns: [
    column(
      'result_id',
      'string',
      'Id of the result; a hash of what identifies it, with the prefix sha256-, when there is none.',
      '打卡结果 ID；平台未返回时为识别信息的哈希，以 sha256- 开头。',
    ),
    userId,
    employeeType,
    column('employee_name', 'string', "The person's name.", '用户姓名。'),
    column('day', 'date', 'The day, in the time zone of the attendance group.', '日期，按考勤组的时区。'),
    column('group_id', 'string', 'The attendance group; 1 for none.', '考勤组 ID；1 表示没有考勤组。'),
    column('shift_id', 'string', 'The shift; 9 for the default one.', '班次 ID；9 表示默认班次。'),
    listColumn(
      'records',
      'For each segment of the shift: planned times, punches in and out and their results.',
      '班次每个时段的应打卡时间、上下班打卡记录及其结果。',
    ),
    otherFields,
  ],
};

/** One row an attendance group. */
export const groupsStream: Stream = {
  name: 'attendance_groups',
  title: { en: 'Attendance groups', zh: '考勤组' },
  description: { en: 'One row for each attendance group with its rules.', zh: '每个考勤组一行，含其规则。' },
  module: 'attendance',
  primaryKey: ['group_id'],
  columns: [...groupColumns, otherFields],
};

/** One row a shift. */
export const shiftsStream: Stream = {
  name: 'attendance_shifts',
  title: { en: 'Shifts', zh: '班次' },
  description: { en: 'One row for each shift with its rules.', zh: '每个班次一行，含其规则。' },
  module: 'attendance',
  primaryKey: ['shift_id'],
  columns: [
    column('shift_id', 'string', 'Id of the shift.', '班次 ID。'),
    column('shift_name', 'string', 'Name.', '班次名称。'),
    column('punch_times', 'integer', 'How often one clocks in and out in a day.', '每天上下班的次数。'),
    listColumn('sub_shift_leader_ids', 'Who else may manage the shift.', '班次子负责人的用户 ID。'),
    column('is_flexible', 'boolean', 'True for flexible hours.', '是否弹性打卡。'),
    column('flexible_minutes', 'integer', 'Minutes of flexibility.', '弹性打卡时间，单位为分钟。'),
    listColumn('flexible_rule', 'How much earlier and later one may come.', '弹性打卡规则：可早到、晚到多久。'),
    column('no_need_off', 'boolean', 'Whether clocking out can be left out.', '下班是否免打卡。'),
    listColumn('punch_time_rule', 'Times and tolerances of each segment.', '打卡规则：各时段的打卡时间和允许范围。'),
    listColumn('late_off_late_on_rule', 'How much later one may come after leaving late.', '晚走晚到规则。'),
    objectColumn('late_off_late_on_setting', 'From which times the rule above counts.', '晚走晚到规则从哪些时间起算。'),
    listColumn('rest_time_rule', 'Breaks.', '休息规则。'),
    listColumn('overtime_rule', 'Segments of overtime.', '加班时段。'),
    listColumn('overtime_rest_time_rule', 'Breaks within overtime.', '加班时段内的休息规则。'),
    column('day_type', 'integer', 'Kind of day.', '日期类型。'),
    column(
      'late_minutes_as_serious_late',
      'integer',
      'From how many minutes on one is seriously late.',
      '晚到多少分钟起记为严重迟到。',
    ),
    objectColumn('shift_middle_time_rule', 'What divides the half-days.', '半天的分割规则。'),
    otherFields,
  ],
};

/** In the order in which they are shown. */
export const attendanceStreams: readonly Stream[] = [flowsStream, tasksStream, groupsStream, shiftsStream];
