import type { Module } from '../module.ts';
import { attendanceEvents } from './events.ts';
import { attendanceScopes } from './scopes.ts';
import { type AttendanceSettings, attendanceSettings, defaultDaysBack } from './settings.ts';
import { attendanceTemplate } from './template.ts';

/** All that the rest of the program knows of Attendance; registered once, in the list of modules. */
export const attendanceModule: Module<AttendanceSettings> = {
  name: 'attendance',
  title: { en: 'Attendance', zh: '考勤' },
  apiAreas: ['attendance'],
  settings: attendanceSettings,
  daysBack: defaultDaysBack,
  template: attendanceTemplate,
  scopes: attendanceScopes,
  events: attendanceEvents,
  loadStreams: async () => (await import('./streams.ts')).attendanceStreams,
  load: async (settings) => {
    const { createAttendanceFeed } = await import('./feed.ts');
    return (directory) => createAttendanceFeed(settings, directory);
  },
};
