import { ConfigError } from '../../model/errors.ts';
import { dayMs, toDay } from './days.ts';
import { type AttendanceSettings, defaultLookbackDays, type EmployeeIdType } from './settings.ts';

/** The settings as the walk uses them. */
export interface AttendanceConfig {
  readonly employeeIds: readonly string[] | undefined;
  readonly employeeType: EmployeeIdType;
  readonly startDate: string | undefined;
  readonly lookbackMs: number;
  /** Goes with each call for punches and results. */
  readonly query: Readonly<Record<string, string | boolean>>;
}

/** @throws ConfigError `config.setting.invalid` when `start_date` is no date. */
export function toConfig(settings: Partial<AttendanceSettings>): AttendanceConfig {
  const { employee_ids = [], employee_id_type: employeeType = 'employee_id', start_date } = settings;
  const { lookback_days = defaultLookbackDays, include_terminated = false } = settings;
  const ids = [...new Set(employee_ids.map((id) => id.trim()).filter((id) => id !== ''))];
  return {
    employeeIds: ids.length === 0 ? undefined : ids,
    employeeType,
    startDate: start_date === undefined ? undefined : readDate(start_date),
    lookbackMs: lookback_days * dayMs,
    query: {
      employee_type: employeeType,
      ...(include_terminated ? { include_terminated_user: true } : {}),
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
