import type { Migration } from './migration.ts';

/** Events are found by who has done them and in which chat. Those that were received before are not: a text search finds them. */
export const whoAndWhere: Migration = {
  name: '0009-who-and-where',
  tables: ['events'],
  statements: () => ['ALTER TABLE events ADD COLUMN actor_id TEXT', 'ALTER TABLE events ADD COLUMN chat_id TEXT'],
};
