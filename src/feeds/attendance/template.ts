import type { ModuleTemplate } from '../template.ts';
import type { AttendanceSettings } from './settings.ts';

/** Leaves the start date as a remark when none is given, so that the file shows it can be set. */
export const attendanceTemplate: ModuleTemplate<AttendanceSettings> = ({ start_date: startDate }, { remark }) => {
  const start = remark({ en: '30 days back when absent', zh: '不填时回溯 30 天' });
  const employees = remark({ en: 'everyone visible to the app when absent', zh: '不填时读取应用可见的所有人' });
  const lookback = remark({
    en: 'corrections and late punches arrive with old dates',
    zh: '补卡和延迟上传的打卡，日期早于到达时间',
  });
  return [
    'attendance:',
    `  ${startDate === undefined ? '# start_date: 2026-01-01' : `start_date: ${startDate}`}   # ${start}`,
    `  # employee_ids: [abd754f7] # ${employees}`,
    `  # lookback_days: 7         # ${lookback}`,
  ];
};
