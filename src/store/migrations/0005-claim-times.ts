import type { Migration } from './migration.ts';

/** An event that may have ended its process is tried again after a rest, however much else waits. */
export const claimTimes: Migration = {
  name: '0005-claim-times',
  tables: ['deliveries'],
  // When it was claimed last.
  statements: () => ['ALTER TABLE deliveries ADD COLUMN claimed_at BIGINT NOT NULL DEFAULT 0'],
};
