import type { Module } from '../../../src/feeds/module.ts';
import { notesEvents } from './events.ts';
import { notesScopes } from './scopes.ts';
import { type NotesSettings, notesSettings } from './settings.ts';

/** A module that Larkstream does not have, as small as one can be: to show what a fifth takes. */
export const notesModule: Module<NotesSettings> = {
  name: 'notes',
  title: { en: 'Notes', zh: '便签' },
  apiAreas: ['notes'],
  settings: notesSettings,
  scopes: notesScopes,
  events: notesEvents,
  template: ({ boards = [] }, { scalar }) =>
    boards.length === 0 ? ['notes: {}'] : ['notes:', '  boards:', ...boards.map((board) => `    - ${scalar(board)}`)],
  loadQuestions: async () => (await import('./questions.ts')).notesQuestions,
  loadStreams: async () => [(await import('./streams.ts')).notesStream],
  load: async (settings) => {
    const { createNotesFeed } = await import('./feed.ts');
    return () => createNotesFeed(settings);
  },
};
