import type { Migration } from '../../migrations/migration.ts';

/** What lists of events are filtered by: each filter is read in the order of the list, and what it passes over costs nothing. */
export const filteredEvents: Migration = {
  name: '0012-filtered-events',
  tables: ['events', 'deliveries'],
  statements: () => [
    'CREATE INDEX events_tenant ON events (tenant_key, seq)',
    'CREATE INDEX events_type ON events (type, seq)',
    'CREATE INDEX events_times ON events (seq) INCLUDE (received_at)',
    'CREATE INDEX deliveries_state ON deliveries (state, event_seq)',
    'CREATE INDEX deliveries_consumer ON deliveries (consumer, event_seq)',
    'DROP INDEX deliveries_dead_letters',
  ],
};
