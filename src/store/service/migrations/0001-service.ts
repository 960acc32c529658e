import type { Migration } from '../../migrations/migration.ts';
import { accounts } from './0001-accounts.ts';
import { resources } from './0001-resources.ts';
import { runs } from './0001-runs.ts';

/**
 * The tables of the service, beside those of events. Times are milliseconds since the epoch, JSON is text, as it was written. `version` counts
 * the changes of a row, so that of two people who change it at once the second is told. Ids begin with their kind and sort by the time they
 * were made. `search` holds in small letters what people may look for.
 */
export const service: Migration = {
  name: '0001-service',
  tables: [],
  statements: () => [
    // One row: what sealed secrets are bound to, and the number of the last change. Who adds a change holds the row until its transaction
    // ends, so that changes become visible in the order of their numbers: a reader misses none.
    `CREATE TABLE service (
      id TEXT PRIMARY KEY,
      created_at BIGINT NOT NULL,
      last_change BIGINT NOT NULL DEFAULT 0
    )`,
    // Signs for those who watch: which thing has changed. Old ones are deleted; who comes later reads the things themselves.
    `CREATE TABLE changes (
      seq BIGINT PRIMARY KEY,
      at BIGINT NOT NULL,
      topic TEXT NOT NULL,
      id TEXT NOT NULL,
      kind TEXT NOT NULL
    )`,
    'CREATE INDEX changes_at ON changes (at)',
    ...accounts,
    ...resources,
    ...runs,
    // What the API has answered to a creation: a repeat of the request gets the same.
    `CREATE TABLE answers (
      actor TEXT NOT NULL,
      key TEXT NOT NULL,
      request_hash TEXT NOT NULL,
      status INTEGER,
      body TEXT,
      created_at BIGINT NOT NULL,
      PRIMARY KEY (actor, key)
    )`,
    'CREATE INDEX answers_age ON answers (created_at)',
  ],
};
