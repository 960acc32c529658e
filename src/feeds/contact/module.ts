import type { Module } from '../module.ts';
import { contactEvents } from './events.ts';
import { contactScopes } from './scopes.ts';
import { type ContactSettings, contactSettings } from './settings.ts';
import { contactTemplate } from './template.ts';

/** All that the rest of the program knows of Contact; registered once, in the list of modules. */
export const contactModule: Module<ContactSettings> = {
  name: 'contact',
  title: { en: 'Contact', zh: '通讯录' },
  apiAreas: ['contact'],
  settings: contactSettings,
  template: contactTemplate,
  scopes: contactScopes,
  events: contactEvents,
  // Departments count their members, of which no event tells.
  toldByEvents: (stream) => (['contact_users', 'contact_user_departments'].includes(stream) ? 'changes' : 'nothing'),
  loadQuestions: async () => (await import('./questions.ts')).contactQuestions,
  loadStreams: async () => (await import('./streams.ts')).contactStreams,
  load: async (settings) => {
    const { createContactFeed } = await import('./feed.ts');
    return (directory) => createContactFeed(settings, directory);
  },
};
