import type { ModuleScopes } from '../../../src/feeds/scopes.ts';
import { listNotes } from './endpoints.ts';

export const notesScopes: ModuleScopes = {
  calls: [{ anyOf: listNotes.scopes, opens: { en: 'notes', zh: '便签' } }],
  columns: [],
};
