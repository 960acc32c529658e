import type { Migration } from '../../migrations/migration.ts';

/** What is to be answered later is in a state of its own, and is found by its lane. */
export const statesOfTurns: Migration = {
  name: '0025-states-of-turns',
  tables: ['turns'],
  statements: () => [
    `UPDATE turns SET state = 'later' WHERE state = 'answered' AND later_until IS NOT NULL`,
    `CREATE INDEX turns_later_lane ON turns (lane) WHERE state = 'later'`,
  ],
};
