import type { Migration } from '../../migrations/migration.ts';

/** What a line of a run's log is about, and of which streams it tells: so that a log can be cut to one of them. */
export const lineSources: Migration = {
  name: '0014-line-sources',
  tables: ['run_lines'],
  statements: () => ['ALTER TABLE run_lines ADD COLUMN source TEXT', 'ALTER TABLE run_lines ADD COLUMN streams TEXT'],
};
