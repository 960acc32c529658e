import type { Migration } from '../../migrations/migration.ts';

/** A recall is that of one app: another one cannot take its messages back. People who were not seen for long are found to be forgotten. */
export const recallsOfApps: Migration = {
  name: '0022-recalls-of-apps',
  tables: [],
  statements: () => [
    'ALTER TABLE recalled_messages RENAME TO recalled_before',
    `CREATE TABLE recalled_messages (
      integration_id TEXT NOT NULL REFERENCES integrations ON DELETE CASCADE,
      message_id TEXT NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY (integration_id, message_id)
    )`,
    `INSERT INTO recalled_messages (integration_id, message_id, at)
      SELECT integrations.id, message_id, at FROM recalled_before CROSS JOIN integrations`,
    'DROP TABLE recalled_before',
    'CREATE INDEX recalled_messages_at ON recalled_messages (at)',
    'CREATE INDEX lark_users_left ON lark_users (last_seen_at) WHERE is_blocked = 0 AND handler_user_id IS NULL',
  ],
};
