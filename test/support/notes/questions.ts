import { chooseFrom, showList } from '../../../src/feeds/choose-from.ts';
import { type ModuleQuestions, questionsFeed } from '../../../src/feeds/questions.ts';
import { readText } from '../../../src/util/json.ts';
import { listNotes } from './endpoints.ts';
import type { NotesSettings } from './settings.ts';

/** Which of the boards that hold notes. */
export const notesQuestions: ModuleQuestions<NotesSettings> = {
  ask: async (interviewer, context) => {
    if (context === undefined) return {};
    const { client, signal } = context;
    const boards = new Set<string>();
    for await (const { items } of client.pages(listNotes, { signal, feed: questionsFeed })) {
      for (const note of items) boards.add(readText(note, 'board_id') ?? '');
    }
    const list = [...boards].map((id) => ({ id, name: id }));
    showList(interviewer, list);
    const chosen = await chooseFrom(interviewer, { en: 'Which boards?', zh: '选择哪些看板？' }, { list });
    return { boards: chosen.map(({ id }) => id) };
  },
};
