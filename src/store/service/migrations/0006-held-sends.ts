import type { Migration } from '../../migrations/migration.ts';

/** What is held back says so: it may have a message already, of an earlier try. */
export const heldSends: Migration = {
  name: '0006-held-sends',
  tables: [],
  statements: () => [
    'ALTER TABLE alert_sends ADD COLUMN held BOOLEAN NOT NULL DEFAULT false',
    'UPDATE alert_sends SET held = true WHERE sent_at IS NULL AND next_at IS NOT NULL AND message_id IS NULL',
  ],
};
