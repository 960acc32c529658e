import type { Module } from '../module.ts';
import { contactEvents } from './events.ts';

export const contactModule: Module = {
  name: 'contact',
  title: { en: 'Contact', zh: '通讯录' },
  apiAreas: ['contact'],
  events: contactEvents,
};
