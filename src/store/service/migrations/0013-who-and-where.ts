import type { Migration } from '../../migrations/migration.ts';

/** Most events name neither: those cost nothing here. */
export const eventsByWhoAndWhere: Migration = {
  name: '0013-who-and-where',
  tables: ['events'],
  statements: () => [
    'CREATE INDEX events_actor ON events (actor_id, seq) INCLUDE (received_at) WHERE actor_id IS NOT NULL',
    'CREATE INDEX events_chat ON events (chat_id, seq) WHERE chat_id IS NOT NULL',
  ],
};
