import type { Migration } from '../../migrations/migration.ts';

/** In whose tenant a turn is worked on, and a message sent: an app of the store has a token for each. */
export const tenantsOfTurns: Migration = {
  name: '0017-tenants-of-turns',
  tables: [],
  statements: () => [
    `ALTER TABLE turns ADD COLUMN tenant_key TEXT NOT NULL DEFAULT ''`,
    `ALTER TABLE outbox ADD COLUMN tenant_key TEXT NOT NULL DEFAULT ''`,
  ],
};
