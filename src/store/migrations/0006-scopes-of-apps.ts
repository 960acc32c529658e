import type { Migration } from './migration.ts';

/** Several apps may share a store, and each asks for what is its own. */
export const scopesOfApps: Migration = {
  name: '0006-scopes-of-apps',
  tables: ['consumers', 'events'],
  statements: () => [
    `CREATE TABLE expirations (
      consumer TEXT NOT NULL,
      app_id TEXT NOT NULL,
      count BIGINT NOT NULL,
      PRIMARY KEY (consumer, app_id)
    )`,
    // Where several apps share the store, which of them lost events is not known any more.
    `INSERT INTO expirations (consumer, app_id, count)
     SELECT name, (SELECT CASE WHEN count(DISTINCT app_id) = 1 THEN min(app_id) ELSE '' END FROM events), expired
     FROM consumers WHERE expired > 0`,
    'ALTER TABLE consumers DROP COLUMN expired',
  ],
};
