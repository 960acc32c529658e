import { ConfigError } from '../../model/errors.ts';
import { dayMs, toDay } from './days.ts';

export interface AttendanceConfig {
  /** Whose attendance to read, by `employeeIdType`; everyone whom the app may see when absent. */
  readonly employeeIds?: readonly string[];
  /** `employee_id` is Contact's user_id, `employee_no` the job number; Attendance knows no open_id. */
  readonly employeeIdType?: 'employee_id' | 'employee_no';
  /** `YYYY-MM-DD`, UTC; 30 days before the first run when absent. */
  readonly startDate?: string;
  /** Every run reads so many days before the last one again, for late imports and corrections; 7 when absent. */
  readonly lookbackDays?: number;
  /** An id may have been given to someone else after a leaver: also read its earlier holders. */
  readonly includeTerminated?: boolean;
}

export interface AttendanceSettings {
  readonly employeeIds: readonly string[] | undefined;
  readonly employeeType: 'employee_id' | 'employee_no';
  readonly startDate: string | undefined;
  readonly lookbackMs: number;
  readonly query: Readonly<Record<string, string | boolean>>;
}

export function toSettings(config: AttendanceConfig): AttendanceSettings {
  const ids = [...new Set((config.employeeIds ?? []).map((id) => id.trim()).filter((id) => id !== ''))];
  const employeeType = config.employeeIdType ?? 'employee_id';
  return {
    employeeIds: ids.length === 0 ? undefined : ids,
    employeeType,
    startDate: config.startDate === undefined ? undefined : readDate(config.startDate),
    lookbackMs: (config.lookbackDays ?? 7) * dayMs,
    query: {
      employee_type: employeeType,
      ...(config.includeTerminated === true ? { include_terminated_user: true } : {}),
    },
  };
}

function readDate(text: string): string {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || toDay(ms) !== text) {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: `modules.attendance.start_date is "${text}", which is not a date`,
        zh: `modules.attendance.start_date 的值 “${text}” 不是日期`,
      },
      cure: { en: 'Write the date as YYYY-MM-DD.', zh: '请把日期写成 YYYY-MM-DD。' },
    });
  }
  return text;
}
