import type { Migration } from '../../migrations/migration.ts';

/** How each person wants to see the console. */
export const preferences: Migration = {
  name: '0009-preferences',
  tables: ['accounts'],
  statements: () => [`ALTER TABLE accounts ADD COLUMN preferences TEXT NOT NULL DEFAULT '{}'`],
};
