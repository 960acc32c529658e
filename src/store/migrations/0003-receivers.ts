import type { Migration } from './migration.ts';

/** The table's word: a connection is what a person sets up between a source and a destination. */
export const receivers: Migration = {
  name: '0003-receivers',
  tables: ['connections'],
  statements: () => ['ALTER TABLE connections RENAME TO receivers'],
};
