import { z } from 'zod';
import { date, dayFormat, wholeDays } from '../../schema/day-schemas.ts';
import { described } from '../../schema/described.ts';
import { text } from '../../schema/text-schemas.ts';

const employeeIdTypes = ['employee_id', 'employee_no'] as const;
/** As the API's `employee_type`. */
export type EmployeeIdType = (typeof employeeIdTypes)[number];

/** As written in the configuration file, which is why the keys are in snake case; defaults are filled in. */
export interface AttendanceSettings {
  readonly employee_ids: readonly string[];
  readonly employee_id_type: EmployeeIdType;
  readonly start_date?: string;
  readonly lookback_days: number;
  readonly include_terminated: boolean;
}

/** Days that each run reads again, unless `lookback_days` says otherwise. */
export const defaultLookbackDays = 7;
/** Days that are read when no `start_date` is set. */
export const defaultDaysBack = 30;

/** Checks and describes the settings. `larkstream spec` and docs/reference/configuration.md are made from it. */
export const attendanceSettings: z.ZodType<AttendanceSettings> = z
  .strictObject({
    employee_ids: z
      .array(text)
      .default([])
      .meta(
        described(
          {
            title: 'Employee ids',
            description: 'Whose attendance to read; without ids, everyone visible to the app.',
            order: 0,
            examples: [['abd754f7', 'ec3a2b11']],
          },
          { title: '员工 ID', description: '读取哪些人的考勤；不填时读取应用可见的所有人。' },
        ),
      ),
    employee_id_type: z
      .enum(employeeIdTypes)
      .default('employee_id')
      .meta(
        described(
          {
            title: 'Employee id type',
            description:
              '`employee_id` is the user_id of Contact; `employee_no` is the number that the company assigns.',
            order: 1,
          },
          { title: '员工 ID 类型', description: '`employee_id` 是通讯录中的 user_id；`employee_no` 是企业给的工号。' },
        ),
      ),
    start_date: date.exactOptional().meta(
      described(
        {
          title: 'Start date',
          description: 'The first day to read. Without it, the first run goes 30 days back.',
          ...dayFormat,
          order: 2,
          examples: ['2026-01-01'],
        },
        { title: '起始日期', description: '从哪一天开始读取。不填时，首次运行回溯 30 天。' },
      ),
    ),
    lookback_days: wholeDays.default(defaultLookbackDays).meta(
      described(
        {
          title: 'Lookback in days',
          description:
            'Every run reads this many days again: corrections, imports and late punches arrive with old dates.',
          order: 3,
        },
        {
          title: '回看天数',
          description: '每次运行都重新读取最近这么多天：补卡、导入和延迟上传的打卡记录，其日期早于到达时间。',
        },
      ),
    ),
    include_terminated: z
      .boolean()
      .default(false)
      .meta(
        described(
          {
            title: 'Include people who have left',
            description:
              'Asks for everyone who ever had an id; needed if the platform refuses people who have left. The platform reassigns ids, so one id may then stand for two people.',
            order: 4,
          },
          {
            title: '包含离职人员',
            description:
              '查询曾经拥有该 ID 的所有人。ID 可能被重新分配，因此一个 ID 可能代表两个人。平台拒绝返回离职人员时需要打开。',
          },
        ),
      ),
  })
  .meta(
    described(
      {
        title: 'Attendance',
        description: 'Punches, daily results, groups and shifts.',
        order: 2,
      },
      { title: '考勤', description: '打卡流水、每日结果、考勤组和班次。' },
    ),
  );
