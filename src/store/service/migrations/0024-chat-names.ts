import type { Migration } from '../../migrations/migration.ts';

/** What the chat of a session is called. */
export const chatNames: Migration = {
  name: '0024-chat-names',
  tables: [],
  statements: () => ['ALTER TABLE sessions ADD COLUMN chat_name TEXT'],
};
