import type { Migration } from '../../migrations/migration.ts';

/** Which master keys each process has: before one is retired, all must have the newest. */
export const memberKeys: Migration = {
  name: '0007-member-keys',
  tables: [],
  statements: () => [
    'ALTER TABLE members ADD COLUMN keys TEXT',
    // Every process tries one secret of each key every few seconds.
    'CREATE INDEX secrets_by_key ON secrets (key_id, id)',
  ],
};
