import { column } from '../../../src/feeds/columns.ts';
import type { Stream } from '../../../src/model/stream.ts';

export const notesStream: Stream = {
  name: 'notes_notes',
  title: { en: 'Notes', zh: '便签' },
  description: { en: 'One row for each note.', zh: '每张便签一行。' },
  module: 'notes',
  primaryKey: ['note_id'],
  columns: [
    column('note_id', 'string', 'Id of the note.', '便签 ID。'),
    column('board_id', 'string', 'The board that it hangs on.', '便签所在的看板。'),
    column('text', 'string', 'What it says.', '便签内容。'),
  ],
};
