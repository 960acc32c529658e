import type { Migration } from '../../migrations/migration.ts';

/** Tenants that are being forgotten, and how far it is: nothing of them may begin meanwhile. The row goes with the last of the tenant's. */
export const forgettings: Migration = {
  name: '0028-forgettings',
  tables: [],
  oldest: 27,
  statements: () => [
    `CREATE TABLE forgettings (
      app_id TEXT NOT NULL,
      tenant_key TEXT NOT NULL,
      integration_id TEXT NOT NULL REFERENCES integrations ON DELETE CASCADE,
      begun_at BIGINT NOT NULL,
      begun_by TEXT NOT NULL,
      -- How many rows have gone, by table, and what has become of the places where its rows lay.
      deleted TEXT NOT NULL,
      destinations TEXT,
      PRIMARY KEY (app_id, tenant_key)
    )`,
  ],
};
