import type { Module } from '../module.ts';
import { approvalEvents } from './events.ts';

export const approvalModule: Module = {
  name: 'approval',
  title: { en: 'Approval', zh: '审批' },
  apiAreas: ['approval'],
  events: approvalEvents,
};
