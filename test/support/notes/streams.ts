import { column } from '../../../src/feeds/columns.ts';
import type { Stream } from '../../../src/model/stream.ts';

export const notesStream: Stream = {
  name: 'notes_notes',
  title: { en: 'Notes', zh: '便签' },
  description: 'One row for each note.',
  module: 'notes',
  primaryKey: ['note_id'],
  columns: [
    column('note_id', 'string', 'Id of the note.'),
    column('board_id', 'string', 'The board that it hangs on.'),
    column('text', 'string', 'What it says.'),
  ],
};
