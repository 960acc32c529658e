import type { Migration } from './migration.ts';

/** Deliveries without a working consumer expire, an event that ends its process is given up, and kept events are given out in parts. */
export const boundedDeliveries: Migration = {
  name: '0004-bounded-deliveries',
  tables: ['deliveries', 'consumers'],
  statements: () => [
    // Claims in a row whose holder said nothing: it ended, or took too long.
    'ALTER TABLE deliveries ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0',
    'ALTER TABLE deliveries ADD COLUMN replayed_at BIGINT NOT NULL DEFAULT 0',
    // How many of its deliveries expired.
    'ALTER TABLE consumers ADD COLUMN expired BIGINT NOT NULL DEFAULT 0',
    // Kept events that it is still to be given: received since then (null: none), after this number, up to that one.
    'ALTER TABLE consumers ADD COLUMN backfill_from BIGINT',
    'ALTER TABLE consumers ADD COLUMN backfill_after BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE consumers ADD COLUMN backfill_until BIGINT NOT NULL DEFAULT 0',
    // The claims of one tenant do not pass over the events of all others.
    `CREATE INDEX deliveries_waiting_tenant ON deliveries (consumer, app_id, tenant_key, event_seq) WHERE state = 'pending'`,
    'DROP INDEX deliveries_busy',
    `CREATE INDEX deliveries_busy ON deliveries (consumer, app_id, order_key)
     WHERE state = 'pending' AND (lease_until > 0 OR next_at > 0 OR unanswered > 0)`,
    `CREATE INDEX deliveries_suspect ON deliveries (consumer, app_id, event_seq) WHERE state = 'pending' AND unanswered >= 6`,
  ],
};
