import type { Migration } from '../../migrations/migration.ts';

/** Of each pipeline: what had changed until then is at its destination. Of runs that have ended before, their begin says so. */
export const changesAsOf: Migration = {
  name: '0029-changes-as-of',
  tables: ['pipelines'],
  statements: () => [
    'ALTER TABLE pipelines ADD COLUMN changes_as_of BIGINT',
    `UPDATE pipelines SET changes_as_of = coalesce(
       (SELECT started_at FROM runs WHERE pipeline_id = pipelines.id AND state = 'succeeded' AND started_at IS NOT NULL
        ORDER BY finished_at DESC, id DESC LIMIT 1), succeeded_at)`,
  ],
};
