import type { Migration } from '../../migrations/migration.ts';

/** What is counted of bots as it happens. */
export const tallies: Migration = {
  name: '0020-tallies',
  tables: [],
  statements: () => [
    `CREATE TABLE tallies (
      name TEXT NOT NULL,
      subject_id TEXT NOT NULL,
      label TEXT NOT NULL,
      value BIGINT NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY (name, subject_id, label)
    )`,
  ],
};
