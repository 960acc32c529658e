import type { Migration } from '../../migrations/migration.ts';

/** What people have used of the quotas of triggers, from the decision on: its turn comes a moment later. */
export const quotaUses: Migration = {
  name: '0026-quota-uses',
  tables: [],
  statements: () => [
    `CREATE TABLE quota_uses (
      trigger_id TEXT NOT NULL REFERENCES triggers ON DELETE CASCADE,
      -- Of a message its id, of another event that of the event.
      subject_id TEXT NOT NULL,
      open_id TEXT NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY (trigger_id, subject_id)
    )`,
    'CREATE INDEX quota_uses_sender ON quota_uses (open_id, trigger_id, at)',
    'CREATE INDEX quota_uses_at ON quota_uses (at)',
  ],
};
