import type { Migration } from '../../migrations/migration.ts';

/** Of a turn that was replayed: when it had ended, and when it was asked again. */
export const replays: Migration = {
  name: '0027-replays',
  tables: ['turns'],
  statements: () => ['ALTER TABLE turns ADD COLUMN as_of BIGINT', 'ALTER TABLE turns ADD COLUMN replayed_at BIGINT'],
};
