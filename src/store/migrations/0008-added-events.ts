import type { Migration } from './migration.ts';

/** Of what is kept, a filter that changes gives only what the one before did not fit. */
export const addedEvents: Migration = {
  name: '0008-added-events',
  tables: ['consumers'],
  statements: () => [
    // The filter of which the consumer has had everything (null: none), and the apps of what is still to be given (null: any).
    'ALTER TABLE consumers ADD COLUMN backfill_known TEXT',
    'ALTER TABLE consumers ADD COLUMN backfill_apps TEXT',
  ],
};
