import type { Module } from '../module.ts';
import { attendanceEvents } from './events.ts';

export const attendanceModule: Module = {
  name: 'attendance',
  title: { en: 'Attendance', zh: '考勤' },
  apiAreas: ['attendance'],
  events: attendanceEvents,
};
