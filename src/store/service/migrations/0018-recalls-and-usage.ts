import type { Migration } from '../../migrations/migration.ts';

/** What was recalled before it is taken, what handlers have used, and of which message of ours an answer is. */
export const recallsAndUsage: Migration = {
  name: '0018-recalls-and-usage',
  tables: [],
  statements: () => [
    `CREATE TABLE recalled_messages (
      message_id TEXT PRIMARY KEY,
      at BIGINT NOT NULL
    )`,
    'CREATE INDEX recalled_messages_at ON recalled_messages (at)',
    'ALTER TABLE turns ADD COLUMN tokens BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE session_messages ADD COLUMN outbox_id TEXT',
    'CREATE INDEX session_messages_outbox ON session_messages (outbox_id) WHERE outbox_id IS NOT NULL',
  ],
};
