import { toRow } from '../../../src/feeds/columns.ts';
import type { Feed } from '../../../src/feeds/feed.ts';
import type { FeedRead } from '../../../src/feeds/feed-context.ts';
import { visitHints } from '../../../src/feeds/hints.ts';
import type { Change } from '../../../src/model/change.ts';
import { isObject, type JsonObject, readObject, readText } from '../../../src/util/json.ts';
import { getNote, listNotes } from './endpoints.ts';
import type { NotesTargets } from './events.ts';
import { notesScopes } from './scopes.ts';
import type { NotesSettings } from './settings.ts';
import { notesStream } from './streams.ts';

export function createNotesFeed({ boards }: NotesSettings): Feed {
  const isWanted = (note: JsonObject): boolean =>
    boards.length === 0 || boards.includes(readText(note, 'board_id') ?? '');
  const rows = (notes: readonly JsonObject[], { problems }: FeedRead): Change => ({
    kind: 'rows',
    stream: notesStream.name,
    rows: notes.filter(isWanted).map((note) => toRow(notesStream, note, { problems })),
  });
  return {
    module: 'notes',
    streams: [notesStream],
    scopes: notesScopes,
    memory: {
      isReadable: isObject,
      costs: { en: 'This run reads all notes as usual.', zh: '本次运行照常读取全部便签。' },
    },
    check: async function* ({ client, signal }) {
      await client.call(getNote, { path: { note_id: 'first' }, signal, feed: 'notes' });
      yield {
        module: 'notes',
        subject: 'notes',
        outcome: 'ok',
        message: { en: 'A note can be read', zh: '可以读取便签' },
      };
    },
    plan: async function* () {
      yield { endpoint: listNotes, calls: 1, isEstimate: true };
    },
    read: async function* (read) {
      const { client, signal } = read;
      for await (const { items } of client.pages(listNotes, { signal, feed: 'notes' })) yield rows(items, read);
      yield { kind: 'scanned', stream: notesStream.name, scope: {}, confirmed: true };
      yield { kind: 'state', module: 'notes', slice: 'all', state: { version: 1, readAt: read.clock.now() } };
    },
    refresher: () => ({
      refresh: async function* (hints, read) {
        const ids = new Set<string>();
        visitHints<NotesTargets>('notes', hints, { note: ({ noteId }) => ids.add(noteId) });
        for (const noteId of ids) {
          const path = { note_id: noteId };
          const answer = await read.client.call(getNote, { path, signal: read.signal, feed: 'notes' });
          yield rows([readObject(answer, 'note')], read);
        }
      },
    }),
  };
}
