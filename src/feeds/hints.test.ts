import { expect, test } from 'vitest';
import { type HintsOf, visitHints } from './hints.ts';
import type { EventRule } from './module.ts';

interface Targets {
  readonly note: { readonly noteId: string };
  readonly board: { readonly boardId: string };
}

const told = { reads: { en: 'the note', zh: '便签' }, scopes: [] };

test('a module is shown its own hints, in their order', () => {
  const seen: string[] = [];
  const hints = [
    { module: 'notes', kind: 'board', target: { boardId: 'b' } },
    { module: 'other', kind: 'note', target: { noteId: 'not ours' } },
    { module: 'notes', kind: 'note', target: { noteId: 'n' } },
  ];

  visitHints<Targets>('notes', hints, {
    note: ({ noteId }) => seen.push(noteId),
    board: ({ boardId }) => seen.push(boardId),
  });

  expect(seen).toEqual(['b', 'n']);
});

test('a kind that a refresh forgets does not compile', () => {
  // @ts-expect-error `board` has no visitor
  visitHints<Targets>('notes', [], { note: () => {} });
});

test('an event cannot lead to a kind that its module does not declare, nor to another target', () => {
  const rules: EventRule<HintsOf<Targets>>[] = [
    // @ts-expect-error `page` is no kind of the module
    { ...told, toHints: () => [{ kind: 'page', target: { pageId: 'p' } }] },
    // @ts-expect-error a note is named by `noteId`
    { ...told, toHints: () => [{ kind: 'note', target: { boardId: 'b' } }] },
  ];

  expect(rules).toHaveLength(2);
});
