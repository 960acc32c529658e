import type { Module } from '../module.ts';
import { baseEvents } from './events.ts';
import { baseScopes } from './scopes.ts';
import { type BaseSettings, baseSettings } from './settings.ts';
import { baseTemplate } from './template.ts';

/** All that the rest of the program knows of Base; registered once, in the list of modules. */
export const baseModule: Module<BaseSettings> = {
  name: 'base',
  title: { en: 'Base', zh: '多维表格' },
  apiAreas: ['bitable', 'wiki'],
  settings: baseSettings,
  requires: ['tables'],
  template: baseTemplate,
  scopes: baseScopes,
  events: baseEvents,
  // Formulas (TODAY()), lookups into other Bases, names of people and of groups change without an edit. The rest are lists of tables and views.
  toldByEvents: (stream) => (['base_tables', 'base_fields', 'base_views'].includes(stream) ? 'nothing' : 'rows'),
  loadQuestions: async () => (await import('./questions.ts')).baseQuestions,
  loadStreams: async () => (await import('./streams.ts')).baseStreams,
  load: async (settings, { attachments }) => {
    const [{ createBaseFeed }, { toConfig }] = await Promise.all([import('./feed.ts'), import('./config.ts')]);
    return () => createBaseFeed(toConfig(settings, attachments));
  },
};
