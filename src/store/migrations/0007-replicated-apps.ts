import type { Dialect } from '../database.ts';
import type { Migration } from './migration.ts';

/** Each app whose replication has ever worked on an event: releasing it, or putting it back, takes back its attempts. */
const replicated = `SELECT DISTINCT app_id FROM deliveries
  WHERE consumer = 'replication' AND (state = 'done' OR attempts > 0 OR claimed_at > 0)`;

/** Those as the text of a JSON array, in the words of `JSON.stringify`: equal filters have equal texts. */
const replicatedAsJson: Readonly<Record<Dialect, string>> = {
  sqlite: `(SELECT json_group_array(app_id) FROM (${replicated} ORDER BY app_id))`,
  postgres: `(SELECT '[' || coalesce(string_agg(to_json(app_id)::text, ',' ORDER BY app_id COLLATE "C"), '') || ']'
    FROM (${replicated}) AS replicated)`,
};

const wantsEveryApp = `name = 'replication' AND filter LIKE '{"types":%' AND filter NOT LIKE '%"appIds":%'`;

/**
 * Replication gets the events of apps that it works on, and not of those that are only listened to. An app of which it has worked on
 * events may have a program of the version before that still runs, and does not register again: it stays. Every other app is given
 * what is kept when its replication starts, and until then nothing of it waits and expires as if somebody were to process it.
 */
export const replicatedApps: Migration = {
  name: '0007-replicated-apps',
  tables: ['consumers', 'deliveries'],
  statements: (dialect) => [
    `DELETE FROM deliveries WHERE consumer = 'replication' AND state = 'pending' AND app_id NOT IN (${replicated})
       AND EXISTS (SELECT 1 FROM consumers WHERE ${wantsEveryApp})`,
    `UPDATE consumers SET filter = substr(filter, 1, length(filter) - 1) || ',"appIds":' || ${replicatedAsJson[dialect]} || '}'
     WHERE ${wantsEveryApp}`,
  ],
};
