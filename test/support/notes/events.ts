import type { HintsOf } from '../../../src/feeds/hints.ts';
import type { EventRule } from '../../../src/feeds/module.ts';
import { readText } from '../../../src/util/json.ts';

export interface NotesTargets {
  readonly note: { readonly noteId: string };
}

export const notesEvents: Readonly<Record<string, EventRule<HintsOf<NotesTargets>>>> = {
  'notes.note.updated_v1': {
    toHints: (body) => {
      const noteId = readText(body, 'note_id');
      return noteId === null ? [] : [{ kind: 'note', target: { noteId } }];
    },
    reads: { en: 'the note: one call', zh: '该便签：一次调用' },
    scopes: ['notes:note:readonly'],
  },
};
