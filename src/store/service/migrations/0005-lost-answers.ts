import type { Migration } from '../../migrations/migration.ts';

/** Under which id a creation is done: the audit tells by it whether a process that died before it answered had done the work. */
export const lostAnswers: Migration = {
  name: '0005-lost-answers',
  tables: [],
  statements: () => ['ALTER TABLE answers ADD COLUMN request_id TEXT'],
};
