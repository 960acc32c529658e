import { z } from 'zod';
import { described } from '../../../src/schema/described.ts';
import { text } from '../../../src/schema/text-schemas.ts';

export interface NotesSettings {
  readonly boards: readonly string[];
}

export const notesSettings: z.ZodType<NotesSettings> = z
  .strictObject({
    boards: z
      .array(text)
      .default([])
      .meta(
        described(
          { title: 'Boards', description: 'Only notes of these boards; of all when absent.', order: 0 },
          { title: '看板', description: '只读取这些看板的便签；不填时读取全部。' },
        ),
      ),
  })
  .meta(
    described(
      { title: 'Notes', description: 'Notes on boards.', order: 9 },
      { title: '便签', description: '看板上的便签。' },
    ),
  );
