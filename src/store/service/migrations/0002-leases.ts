import type { Migration } from '../../migrations/migration.ts';

/** Who holds what only one process shall have, such as the long connection of an app. Times are of the clock of the database. */
export const leases: Migration = {
  name: '0002-leases',
  tables: [],
  statements: () => [
    `CREATE TABLE leases (
      name TEXT PRIMARY KEY,
      holder TEXT NOT NULL,
      until BIGINT NOT NULL
    )`,
  ],
};
