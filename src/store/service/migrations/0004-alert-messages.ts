import type { Migration } from '../../migrations/migration.ts';

/** What tells people of alerts: who has taken one in hand, in which language a channel speaks, and which sends have gone out as one message. */
export const alertMessages: Migration = {
  name: '0004-alert-messages',
  tables: [],
  statements: () => [
    'ALTER TABLE alerts ADD COLUMN acknowledged_at BIGINT',
    'ALTER TABLE alerts ADD COLUMN acknowledged_by TEXT',
    `ALTER TABLE alert_channels ADD COLUMN language TEXT NOT NULL DEFAULT 'en'`,
    // Given with the first try, and kept: who gets a message twice can tell that it is the same.
    'ALTER TABLE alert_sends ADD COLUMN message_id TEXT',
  ],
};
