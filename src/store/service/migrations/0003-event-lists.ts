import type { Migration } from '../../migrations/migration.ts';

/** What lists of events are read by. Only the service has such lists: the store of the command line stays as it is. */
export const eventLists: Migration = {
  name: '0003-event-lists',
  tables: ['events', 'deliveries'],
  statements: () => [
    // Counts read it alone: the bodies of a hundred thousand events are a hundred megabytes.
    'CREATE INDEX events_listed ON events (app_id, seq) INCLUDE (tenant_key, type, received_at)',
    'CREATE INDEX events_unreadable ON events (seq) WHERE error IS NOT NULL',
    `CREATE INDEX deliveries_dead_letters ON deliveries (event_seq) WHERE state = 'dead'`,
  ],
};
