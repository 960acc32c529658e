import type { Migration } from '../../migrations/migration.ts';

/** Until when an answer is waited for that its handler has promised for later. */
export const laterAnswers: Migration = {
  name: '0021-later-answers',
  tables: [],
  statements: () => [
    'ALTER TABLE turns ADD COLUMN later_until BIGINT',
    'CREATE INDEX turns_later ON turns (later_until, id) WHERE later_until IS NOT NULL',
  ],
};
