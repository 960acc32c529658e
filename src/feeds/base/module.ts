import type { Module } from '../module.ts';
import { baseEvents } from './events.ts';

export const baseModule: Module = {
  name: 'base',
  title: { en: 'Base', zh: '多维表格' },
  apiAreas: ['bitable', 'wiki'],
  events: baseEvents,
};
