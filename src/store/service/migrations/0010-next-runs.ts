import type { Migration } from '../../migrations/migration.ts';

/** The run that a live one ends for, beside its options: who looks for a run by its id reads the options of none. */
export const nextRuns: Migration = {
  name: '0010-next-runs',
  tables: ['runs'],
  statements: () => [
    'ALTER TABLE runs ADD COLUMN next_id TEXT',
    `UPDATE runs SET next_id = substring(options FROM '"next": ?\\{"id": ?"(run_[0-9a-z]+)"')
     WHERE state = 'running' AND trigger = 'live'`,
    'CREATE INDEX runs_next ON runs (next_id) WHERE next_id IS NOT NULL',
  ],
};
