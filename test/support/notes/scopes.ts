import type { ModuleScopes } from '../../../src/feeds/scopes.ts';

export const notesScopes: ModuleScopes = {
  calls: [{ anyOf: ['notes:note:readonly'], opens: { en: 'notes', zh: '便签' } }],
  columns: [],
};
