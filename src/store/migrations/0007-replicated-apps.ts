import type { Migration } from './migration.ts';

/**
 * Replication gets the events of apps that it works on, and not of those that are only listened to. Which those are, the store does not
 * say: each app registers when its replication starts, and is then given what is kept.
 */
export const replicatedApps: Migration = {
  name: '0007-replicated-apps',
  tables: ['consumers'],
  statements: () => [
    `UPDATE consumers SET filter = substr(filter, 1, length(filter) - 1) || ',"appIds":[]}'
     WHERE name = 'replication' AND filter LIKE '{"types":%' AND filter NOT LIKE '%"appIds":%'`,
  ],
};
